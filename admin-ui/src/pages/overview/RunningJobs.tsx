import { Card, CardBody, CardTitle } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { isOver, listJobs, type Job } from '../../api/jobs';
import { useJobEvents } from '../../api/jobEvents';
import { Loaded } from '../../components/states';
import { useNow } from '../../components/useNow';
import { duration } from '../../format/units';
import { paces, tookMillis } from '../runs/progress';
import { RunProgress } from '../runs/RunProgress';
import { RunStatus } from '../runs/RunStatus';
import { TYPE_NAMES, tableOf } from '../runs/words';

const LIVE_MILLIS = 15_000;
const POLL_MILLIS = 3_000;
const SHOWN = 10;
const KEY = ['jobs', 'not over'];

/** The runs that are not over, as they get on. */
export function RunningJobs() {
  const queries = useQueryClient();
  const now = useNow();
  const live = useJobEvents({
    onJob: (job) => {
      paces.observe(job);
      queries.setQueryData<Job[]>(KEY, (shown) => (shown === undefined ? shown : taking(shown, job)));
    },
    onMissed: () => void queries.invalidateQueries({ queryKey: KEY }),
  });
  const query = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) =>
      (await listJobs({ status: 'queued,running', order: 'asc', limit: SHOWN }, signal)).jobs,
    refetchInterval: live ? LIVE_MILLIS : POLL_MILLIS,
  });
  return (
    <Card isCompact>
      <CardTitle component="h2">Running and queued</CardTitle>
      <CardBody>
        <Loaded query={query} what="runs">
          {(jobs) =>
            jobs.length === 0 ? (
              <p className="firn-note">
                Nothing runs. <Link to="/runs">Earlier runs</Link>
              </p>
            ) : (
              <Table variant="compact" aria-label="Running and queued" gridBreakPoint="grid-md">
                <Thead>
                  <Tr>
                    <Th>Status</Th>
                    <Th>Run</Th>
                    <Th>Table</Th>
                    <Th>Type</Th>
                    <Th>Rows</Th>
                    <Th>Running for</Th>
                  </Tr>
                </Thead>
                <Tbody>
                  {jobs.map((job) => (
                    <Tr key={job.job_id}>
                      <Td dataLabel="Status" modifier="nowrap">
                        <RunStatus status={job.status} compact />
                      </Td>
                      <Td dataLabel="Run" modifier="nowrap">
                        <Link to={`/runs/${job.job_id}`} className="firn-mono">
                          {job.job_id}
                        </Link>
                      </Td>
                      <Td dataLabel="Table" className="firn-table-name">
                        {tableOf(job)}
                      </Td>
                      <Td dataLabel="Type">{TYPE_NAMES[job.job_type]}</Td>
                      <Td dataLabel="Rows">
                        <RunProgress job={job} />
                      </Td>
                      <Td dataLabel="Running for" className="firn-number" modifier="nowrap">
                        {job.started_at === null ? '–' : duration(tookMillis(job, now))}
                      </Td>
                    </Tr>
                  ))}
                </Tbody>
              </Table>
            )
          }
        </Loaded>
      </CardBody>
    </Card>
  );
}

/** The list with what a run has become: changed, new, or over and gone. */
export function taking(shown: readonly Job[], job: Job): Job[] {
  const others = shown.filter(({ job_id }) => job_id !== job.job_id);
  if (isOver(job)) {
    return others;
  }
  const at = shown.findIndex(({ job_id }) => job_id === job.job_id);
  return (at < 0 ? [...others, job] : shown.map((one, index) => (index === at ? job : one))).slice(0, SHOWN);
}
