import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useParams } from 'react-router';
import { findJob, isOver, type Job } from '../../api/jobs';
import { useJobEvents } from '../../api/jobEvents';
import { PageFrame } from '../../components/PageFrame';
import { Loaded } from '../../components/states';
import { useNow } from '../../components/useNow';
import { LiveMark } from './LiveMark';
import { newer, paces } from './progress';
import { RunFailure } from './RunFailure';
import { RunHistory } from './RunHistory';
import { RunOrders } from './RunOrders';
import { RunAttempts, RunFacts, RunFiles, RunNow, RunOrdersGiven, RunSteps } from './RunParts';
import { RunStatus } from './RunStatus';
import { TYPE_NAMES, tableOf } from './words';

/** Steps and partitions come only with the detail: it is asked for again while the run is not over. */
const UNDER_WAY_MILLIS = 2_000;
const OVER_MILLIS = 30_000;

/** One run: how it stands, why, and what can be done. */
export function RunDetail() {
  const { id = '' } = useParams();
  const { query, feed, everyMillis } = useRun(id);
  const now = useNow();
  const job = query.data;
  return (
    <PageFrame
      title={id}
      above={[{ title: 'Flush runs', to: '/runs' }]}
      mark={
        job !== undefined && (
          <>
            <RunStatus status={job.status} />
            {!isOver(job) && <LiveMark feed={feed} />}
          </>
        )
      }
      {...(job === undefined ? {} : { subtitle: `${TYPE_NAMES[job.job_type]} of ${tableOf(job)}`, actions: <RunOrders job={job} /> })}
    >
      <Loaded query={query} what={`run ${id}`} everyMillis={everyMillis}>
        {(run) => (
          <div className="firn-stack">
            <RunFailure job={run} />
            {!isOver(run) && <RunNow job={run} now={now} />}
            <RunFacts job={run} now={now} />
            <RunSteps steps={run.steps ?? []} now={now} />
            <RunAttempts job={run} now={now} />
            <RunOrdersGiven job={run} now={now} />
            <RunFiles job={run} />
            <RunHistory job={run} />
          </div>
        )}
      </Loaded>
    </PageFrame>
  );
}

function useRun(id: string) {
  const queries = useQueryClient();
  const key = ['job', id];
  const feed = useJobEvents({
    onJob: (job) => {
      if (job.job_id === id) {
        paces.observe(job);
        queries.setQueryData<Job>(key, (shown) => (shown === undefined ? shown : newer(shown, job)));
        if (isOver(job)) {
          void queries.invalidateQueries({ queryKey: key });
        }
      }
    },
    onMissed: () => void queries.invalidateQueries({ queryKey: key }),
  });
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => findJob(id, signal),
    refetchInterval: ({ state }) => (state.data !== undefined && isOver(state.data) ? OVER_MILLIS : UNDER_WAY_MILLIS),
  });
  useEffect(() => {
    if (query.data !== undefined) {
      paces.observe(query.data);
    }
  }, [query.data]);
  const everyMillis = query.data !== undefined && isOver(query.data) ? OVER_MILLIS : UNDER_WAY_MILLIS;
  return { query, feed, everyMillis };
}
