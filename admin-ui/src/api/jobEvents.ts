import { useEffect, useRef } from 'react';
import { ApiError } from './errors';
import { reachable, send } from './http';
import type { Job } from './jobs';
import { Observable, useObservable } from './observable';
import { serverEvents } from './sse';

interface Watcher {
  onJob: (job: Job) => void;
  /** Changes may have been left out: list again. */
  onMissed: () => void;
}

/** How changes arrive: nobody knows yet, by themselves, or not, so that whoever watches polls. */
export type Feed = 'opening' | 'open' | 'closed';

/** The server sends something every ten seconds; after so long without anything it is taken for gone. */
const SILENCE_MILLIS = 25_000;
const FIRST_WAIT_MILLIS = 1_000;
const LONGEST_WAIT_MILLIS = 30_000;

/**
 * The changes of runs, by one stream for all who watch; a stream holds a thread of the server, so it is open only while
 * somebody watches and the page is visible.
 */
class JobEvents {
  readonly feed = new Observable<Feed>('opening');
  private readonly watchers = new Set<Watcher>();
  private running: AbortController | null = null;

  constructor() {
    document.addEventListener('visibilitychange', () => this.adjust());
  }

  watch(watcher: Watcher): () => void {
    this.watchers.add(watcher);
    this.adjust();
    return () => {
      this.watchers.delete(watcher);
      // A page that takes the place of another watches at once: the stream stays.
      setTimeout(() => this.adjust());
    };
  }

  private adjust(): void {
    const wanted = this.watchers.size > 0 && !document.hidden;
    if (wanted && this.running === null) {
      this.running = new AbortController();
      void this.run(this.running.signal);
    } else if (!wanted && this.running !== null) {
      this.running.abort();
      this.running = null;
      this.feed.set('opening');
    }
  }

  private async run(signal: AbortSignal): Promise<void> {
    let wait = FIRST_WAIT_MILLIS;
    while (!signal.aborted) {
      let after: Feed = 'closed';
      try {
        await this.read(signal);
        // In order, as when its token has expired: the next one is open in no time.
        after = 'opening';
        wait = FIRST_WAIT_MILLIS;
      } catch (failure) {
        wait = failure instanceof ApiError && failure.status === 429 ? LONGEST_WAIT_MILLIS : wait * 2;
        if (failure instanceof ApiError && failure.code === 'PERMISSION_DENIED') {
          this.feed.set(after);
          return;
        }
      }
      if (!signal.aborted) {
        this.feed.set(after);
        await pause(Math.min(wait, LONGEST_WAIT_MILLIS), signal);
      }
    }
  }

  /** Reads one stream to its end. */
  private async read(signal: AbortSignal): Promise<void> {
    const silence = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const heard = () => {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MILLIS);
    };
    heard();
    try {
      const answer = await send('get', '/v1/api/jobs/events', {
        headers: { Accept: 'text/event-stream' },
        signal: AbortSignal.any([signal, silence.signal]),
      });
      this.feed.set('open');
      // What changed before it was open.
      this.missed();
      for await (const { event, data } of serverEvents(answer.body!, heard)) {
        if (event === 'job') {
          const job = JSON.parse(data) as Job;
          this.watchers.forEach((watcher) => watcher.onJob(job));
        } else if (event === 'missed') {
          this.missed();
        } else if (event === 'end') {
          return;
        }
      }
    } finally {
      clearTimeout(timer);
    }
  }

  private missed(): void {
    this.watchers.forEach((watcher) => watcher.onMissed());
  }
}

/** Ends early when the signal is aborted, or when a server that did not answer does. */
function pause(millis: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      unsubscribe();
      resolve();
    };
    const timer = setTimeout(end, millis);
    const unsubscribe = reachable.subscribe(() => reachable.value && end());
    signal.addEventListener('abort', end, { once: true });
  });
}

const events = new JobEvents();

/** Watches runs while the component is there; gives how their changes arrive: while they do, polling can be rare. */
export function useJobEvents(watcher: Watcher): Feed {
  const newest = useRef(watcher);
  useEffect(() => {
    newest.current = watcher;
  });
  useEffect(
    () =>
      events.watch({
        onJob: (job) => newest.current.onJob(job),
        onMissed: () => newest.current.onMissed(),
      }),
    [],
  );
  return useObservable(events.feed);
}
