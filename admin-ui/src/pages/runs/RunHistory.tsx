import { ExpandableSection } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { listJobs, type Job } from '../../api/jobs';
import { Bars } from '../../components/Bars';
import { Part } from '../../components/Part';
import { DataTable } from '../../components/DataTable';
import { Loaded } from '../../components/states';
import { count, dateTime, duration, instant, rate } from '../../format/units';
import { average, took, tookMillis } from './progress';
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
    <Part title="How long such runs take">
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
    </Part>
  );
}

function History({ jobs, current }: { jobs: readonly Job[]; current: string }) {
  const millis = jobs.map((one) => tookMillis(one, Date.now()));
  const sorted = [...millis].sort((a, b) => a - b);
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
          value: millis[index] ?? 0,
          label: `${one.job_id}: ${duration(millis[index] ?? 0)}, ${count(one.rows_written)} rows`,
          marked: one.job_id === current,
        }))}
      />
      <ExpandableSection toggleText="As a table" isIndented>
        <DataTable
          label="Earlier runs"
          rows={jobs.toReversed()}
          keyOf={({ job_id }) => job_id}
          columns={[
            {
              head: 'Run',
              cell: ({ job_id }) => (
                <Link to={`/runs/${job_id}`} className="firn-mono">
                  {job_id}
                </Link>
              ),
            },
            { head: 'Finished', cell: ({ finished_at }) => dateTime(instant(finished_at)) },
            { head: 'Took', cell: (one) => took(one, 0) },
            { head: 'Rows', cell: ({ rows_written }) => count(rows_written) },
            { head: 'Rate', cell: (one) => rate(average(one) ?? 0) },
          ]}
        />
      </ExpandableSection>
    </>
  );
}
