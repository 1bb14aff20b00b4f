import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './errors';
import { reachable } from './http';

/** What the pages remember of the server's answers. An answer that no page shows is dropped after a minute. */
export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // A server that is back is asked again at once (see below); a refusal would only be repeated.
        retry: (failures, failure) => !(failure instanceof ApiError && failure.status < 500) && failures < 1,
        retryDelay: 1000,
        networkMode: 'always',
        staleTime: 2_000,
        gcTime: 60_000,
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}

const PROBE_MILLIS = 2_000;

/** While the server does not answer, asks its health until it does, then has every page ask again. Gives what ends it. */
export function watchServer(client: QueryClient): () => void {
  let timer: ReturnType<typeof setInterval> | undefined;
  const follow = () => {
    if (!reachable.value && timer === undefined) {
      timer = setInterval(() => void probe(), PROBE_MILLIS);
    } else if (reachable.value && timer !== undefined) {
      clearInterval(timer);
      timer = undefined;
      void client.invalidateQueries();
    }
  };
  const end = reachable.subscribe(follow);
  follow();
  return () => {
    end();
    clearInterval(timer);
  };
}

async function probe(): Promise<void> {
  try {
    // 503 with JSON is a server that is up and read-only.
    const answer = await fetch('/health', { cache: 'no-store', signal: AbortSignal.timeout(5_000) });
    if (answer.ok || (answer.headers.get('Content-Type') ?? '').includes('json')) {
      reachable.set(true);
    }
  } catch {
    // Still down: asked again at the next tick.
  }
}
