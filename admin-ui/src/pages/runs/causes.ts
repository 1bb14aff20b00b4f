import type { Job } from '../../api/jobs';

/** A failure in plain words. */
export interface Explanation {
  /** What happened. */
  sentence: string;
  /** What to do. */
  advice: string;
}

const RULES: readonly [RegExp, Explanation][] = [
  [
    /no space left|ENOSPC|STORAGE_FULL|disk (is )?(full|low)|quota exceeded|not enough (disk )?space|leaves? less than/i,
    {
      sentence: 'The disk had no room left.',
      advice: 'Free or add disk space (Overview, Disks), then restart the run. Its rows are still in the buffer and can be queried.',
    },
  ],
  [
    /permission denied|access ?denied|EACCES|read-only file system|AccessDeniedException/i,
    {
      sentence: 'Firn may not write to its data directory.',
      advice: 'Give the server’s user write permission on the data directory (or mount it writable), then restart the run.',
    },
  ],
  [
    /too many open files|EMFILE/i,
    {
      sentence: 'The server ran out of file handles.',
      advice: 'Raise the open-file limit of the server’s process (ulimit -n, LimitNOFILE), restart the server; the run then goes on by itself.',
    },
  ],
  [
    /OutOfMemoryError|java heap space|direct buffer memory|GC overhead/i,
    {
      sentence: 'The server ran out of memory.',
      advice: 'Give the JVM more heap (FIRN_JVM=-Xmx…) or lower firn.jobs.concurrent, then restart the run.',
    },
  ],
  [
    /quarantin|checksum|CRC|corrupt|not a parquet file|magic number/i,
    {
      sentence: 'A data file is damaged: its content is not what was written.',
      advice: 'Open the table’s files, restore the quarantined one from a backup, or drop it and accept the loss of its rows; then restart the run.',
    },
  ],
  [
    /NoSuchFileException|FileNotFoundException|no such file/i,
    {
      sentence: 'A file or folder that the run needed is gone.',
      advice: 'Something other than Firn removed it from the data directory. Put it back (from a backup), then restart the run.',
    },
  ],
  [
    /not a directory|NotDirectoryException/i,
    {
      sentence: 'A file stands where the run needs a folder.',
      advice: 'Something other than Firn put it into the data directory. Move the file that the causes name away, then restart the run.',
    },
  ],
  [
    /input\/output error|\bEIO\b|stale (nfs )?file handle|device not configured/i,
    {
      sentence: 'The disk answered with an error.',
      advice: 'Look at the disk and the system’s log (dmesg). Once it works again, restart the run.',
    },
  ],
  [
    /STORAGE_UNAVAILABLE|cannot write a record of the store|store is read-only|RocksDBException/i,
    {
      sentence: 'The buffer’s store refused to write.',
      advice: 'Look at Overview: when the store is read-only, find the reason in the server’s log and restart the server; the run then goes on by itself.',
    },
  ],
  [
    /table (.*)?was dropped|TABLE_NOT_FOUND/i,
    { sentence: 'The table was dropped while the run worked on it.', advice: 'Nothing is left to do: abandon the run.' },
  ],
  [
    /transaction.*(timed? ?out|rolled back|aborted)|RollbackException|timed? ?out/i,
    {
      sentence: 'A step took longer than its transaction may last.',
      advice: 'The machine was probably too busy. Restart the run: it goes on after its last checkpoint.',
    },
  ],
  [
    /interrupted|process (that )?ended|no running execution|server (was )?(stopped|ended)/i,
    {
      sentence: 'The server ended while the run was under way.',
      advice: 'Nothing is lost. A run that was interrupted goes on by itself after the start; restart it if it does not.',
    },
  ],
  [
    /TRANSACTION_CONFLICT|another attempt|is over/i,
    {
      sentence: 'Another attempt of the same run took over.',
      advice: 'Nothing to do unless it repeats: the newer attempt does the work.',
    },
  ],
];

const UNKNOWN: Explanation = {
  sentence: 'The run failed for a reason that these pages have no advice for.',
  advice:
    'Read the causes below. Restarting is safe: the run goes on after its last checkpoint, and its rows can be queried meanwhile. If it fails again, send the technical trace to whoever looks after this server.',
};

/** What a run's failure means; null when it tells of none. */
export function explain({ message, exception_trace }: Pick<Job, 'message' | 'exception_trace'>): Explanation | null {
  if (message === '' && exception_trace === '') {
    return null;
  }
  // The last cause is the first thing that went wrong; a trace names classes that a message may not.
  const told = [...causes(message).reverse(), ...traceHeads(exception_trace).reverse()];
  for (const words of told) {
    const rule = RULES.find(([pattern]) => pattern.test(words));
    if (rule !== undefined) {
      return rule[1];
    }
  }
  return UNKNOWN;
}

/** The chain of causes, from what failed to why. */
export function causes(message: string): string[] {
  return message
    .split('; caused by: ')
    .map((words) => words.replace(/^(\w+\.)*(\w+)(Exception|Error): /, (_, __, name: string, kind: string) => `${spaced(name)} ${kind.toLowerCase()}: `))
    .filter((words) => words !== '');
}

/** "FileSystem" → "File system" */
function spaced(name: string): string {
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The lines of a Java stack trace that name an exception. */
function traceHeads(trace: string): string[] {
  return trace.split('\n').filter((line) => line !== '' && !/^\s/.test(line));
}
