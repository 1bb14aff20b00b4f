import { describe, expect, it } from 'vitest';
import { causes, explain } from './causes';

const said = (message: string, exception_trace = '') => explain({ message, exception_trace });

describe('causes', () => {
  it('are the chain from what failed to why, exceptions by readable names', () => {
    expect(causes('Cannot write data file a; caused by: FileSystemException: a: No space left on device')).toEqual([
      'Cannot write data file a',
      'File system exception: a: No space left on device',
    ]);
    expect(causes('')).toEqual([]);
  });
});

describe('an explanation', () => {
  it.each([
    ['Cannot write; caused by: FileSystemException: x: No space left on device', 'The disk had no room left.'],
    ['Cannot write; caused by: AccessDeniedException: data/x', 'Firn may not write to its data directory.'],
    ['Cannot list data file 7 of a.b: it is quarantined', 'A data file is damaged: its content is not what was written.'],
    ['OutOfMemoryError: Java heap space', 'The server ran out of memory.'],
    ['NoSuchFileException: data/x.parquet', 'A file or folder that the run needed is gone.'],
    ['Cannot create; caused by: FileSystemException: bob/tables: Not a directory', 'A file stands where the run needs a folder.'],
    ['the table was dropped', 'The table was dropped while the run worked on it.'],
  ])('of "%s"', (message, sentence) => {
    expect(said(message)?.sentence).toBe(sentence);
  });

  it('goes by the last cause, which came first', () => {
    expect(said('Cannot check quarantined file; caused by: IOException: No space left on device')?.sentence).toBe(
      'The disk had no room left.',
    );
  });

  it('reads the trace when the message tells nothing', () => {
    expect(said('it failed', 'x.Y: it failed\n\tat a.B\nCaused by: java.lang.OutOfMemoryError: Java heap space')?.sentence).toBe(
      'The server ran out of memory.',
    );
  });

  it('admits that it knows no advice, and is none where nothing failed', () => {
    expect(said('Something odd')?.sentence).toMatch(/no advice/);
    expect(said('')).toBeNull();
  });
});
