import { useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useJobEvents, type Feed } from '../../api/jobEvents';
import type { Job } from '../../api/jobs';
import { paces } from './progress';

/** What events cannot tell is asked for so often while they arrive, and everything while they do not. */
const OPEN_MILLIS = 30_000;
const POLL_MILLIS = 3_000;
/** Changes make a list ask again at most so often. */
const REFRESH_MILLIS = 1_000;

interface Watched<T> {
  key: QueryKey;
  /** What is shown once a run has changed; the same when it does not concern it. */
  take: (shown: T, job: Job) => T;
  /** Whether only the server can tell what follows from a change. */
  asks: (shown: T | undefined, job: Job) => boolean;
}

/** Keeps a query about runs up to date by their events; gives how they arrive and how often to poll. */
export function useLiveRuns<T>({ key, take, asks }: Watched<T>): { feed: Feed; everyMillis: number } {
  const queries = useQueryClient();
  const refresh = useThrottled(() => void queries.invalidateQueries({ queryKey: key }), REFRESH_MILLIS);
  const feed = useJobEvents({
    onJob: (job) => {
      paces.observe(job);
      const shown = queries.getQueryData<T>(key);
      const next = shown === undefined ? undefined : take(shown, job);
      if (next !== shown) {
        queries.setQueryData<T>(key, next);
      }
      if (asks(shown, job)) {
        refresh();
      }
    },
    onMissed: refresh,
  });
  return { feed, everyMillis: feed === 'open' ? OPEN_MILLIS : POLL_MILLIS };
}

function useThrottled(act: () => void, millis: number): () => void {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const newest = useRef(act);
  useEffect(() => {
    newest.current = act;
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      newest.current();
    }, millis);
  };
}
