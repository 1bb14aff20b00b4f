import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { isOver, listJobs, type Job } from '../../api/jobs';
import { DataTable } from '../../components/DataTable';
import { Part } from '../../components/Part';
import { Loaded } from '../../components/states';
import { useNow } from '../../components/useNow';
import { runColumns } from '../runs/runColumns';
import { useLiveRuns } from '../runs/useLiveRuns';

const SHOWN = 10;
const KEY = ['jobs', 'not over'];

/** The runs that are not over, as they get on. */
export function RunningJobs() {
  const { everyMillis } = useLiveRuns<Job[]>({
    key: KEY,
    take: taking,
    // Others may wait for the place.
    asks: (shown, job) => shown?.length === SHOWN && isOver(job),
  });
  const query = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) =>
      (await listJobs({ status: 'queued,running', order: 'asc', limit: SHOWN }, signal)).jobs,
    refetchInterval: everyMillis,
  });
  const { status, run, table, type, rows, took } = runColumns(useNow());
  return (
    <Part title="Running and queued">
      <Loaded query={query} what="runs">
        {(jobs) =>
          jobs.length === 0 ? (
            <p className="firn-note">
              Nothing runs. <Link to="/runs">Earlier runs</Link>
            </p>
          ) : (
            <DataTable
              label="Running and queued"
              rows={jobs}
              keyOf={({ job_id }) => job_id}
              columns={[status, run, table, type, rows, { ...took, head: 'Running for' }]}
            />
          )
        }
      </Loaded>
    </Part>
  );
}

/** The list with what a run has become: changed, new, or over and gone. */
export function taking(shown: Job[], job: Job): Job[] {
  const at = shown.findIndex(({ job_id }) => job_id === job.job_id);
  if (isOver(job)) {
    return at < 0 ? shown : shown.toSpliced(at, 1);
  }
  if (at < 0) {
    return shown.length < SHOWN ? [...shown, job] : shown;
  }
  return shown.with(at, job);
}
