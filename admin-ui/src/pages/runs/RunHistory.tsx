import { Card, CardBody, CardTitle, ExpandableSection } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { listJobs, type Job } from '../../api/jobs';
import { Bars } from '../../components/Bars';
import { Loaded } from '../../components/states';
import { count, dateTime, duration, instant, rate } from '../../format/units';
import { average, tookMillis } from './progress';
import { TYPE_NAMES, tableOf } from './words';

const RUNS = 40;

/** How long the newest completed runs of the same type and table took. */
export function RunHistory({ job }: { job: Job }) {
  const filter = { type: job.job_type, namespace: job.namespace_id, table: job.table_name };
  const query = useQuery({
    queryKey: ['jobs', 'history', filter],
    queryFn: ({ signal }) => listJobs({ ...filter, status: 'completed', limit: RUNS }, signal),
    staleTime: 30_000,
  });
  return (
    <Card isCompact>
      <CardTitle component="h2">How long such runs take</CardTitle>
      <CardBody>
        <Loaded query={query} what="earlier runs">
          {({ jobs }) =>
            jobs.length === 0 ? (
              <p className="firn-note">
                No {TYPE_NAMES[job.job_type].toLowerCase()} of {tableOf(job)} has completed yet.
              </p>
            ) : (
              <History jobs={jobs.toReversed()} current={job.job_id} />
            )
          }
        </Loaded>
      </CardBody>
    </Card>
  );
}

function History({ jobs, current }: { jobs: readonly Job[]; current: string }) {
  const took = jobs.map((one) => tookMillis(one, Date.now()));
  const sorted = [...took].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const longest = sorted.at(-1) ?? 0;
  const summary = `${jobs.length} completed run${jobs.length === 1 ? '' : 's'}: median ${duration(median)}, longest ${duration(longest)}.`;
  return (
    <>
      <p className="firn-note">{summary}</p>
      <Bars
        title="Durations of completed runs, oldest first"
        description={summary}
        bars={jobs.map((one, index) => ({
          key: one.job_id,
          value: took[index] ?? 0,
          label: `${one.job_id}: ${duration(took[index] ?? 0)}, ${count(one.rows_written)} rows`,
          marked: one.job_id === current,
        }))}
      />
      <ExpandableSection toggleText="As a table" isIndented>
        <Table variant="compact" aria-label="Earlier runs" gridBreakPoint="grid-md">
          <Thead>
            <Tr>
              <Th>Run</Th>
              <Th>Finished</Th>
              <Th>Took</Th>
              <Th>Rows</Th>
              <Th>Rate</Th>
            </Tr>
          </Thead>
          <Tbody>
            {jobs.toReversed().map((one) => (
              <Tr key={one.job_id}>
                <Td dataLabel="Run">
                  <Link to={`/runs/${one.job_id}`} className="firn-mono">
                    {one.job_id}
                  </Link>
                </Td>
                <Td dataLabel="Finished">{dateTime(instant(one.finished_at))}</Td>
                <Td dataLabel="Took">{duration(tookMillis(one, 0))}</Td>
                <Td dataLabel="Rows">{count(one.rows_written)}</Td>
                <Td dataLabel="Rate">{rate(average(one) ?? 0)}</Td>
              </Tr>
            ))}
          </Tbody>
        </Table>
      </ExpandableSection>
    </>
  );
}
