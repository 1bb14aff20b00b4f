import { Link } from 'react-router';
import type { Job } from '../../api/jobs';
import { FIGURES, type Column } from '../../components/DataTable';
import { took } from './progress';
import { RunProgress } from './RunProgress';
import { RunStatus } from './RunStatus';
import { TYPE_NAMES, tableOf } from './words';

/** The columns that every list of runs has. */
export function runColumns(now: number) {
  return {
    status: {
      head: 'Status',
      cell: (job) => (
        <>
          <RunStatus status={job.status} compact />
          {job.restarts > 0 && <div className="firn-note">attempt {job.restarts + 1}</div>}
        </>
      ),
      modifier: 'nowrap',
    },
    run: {
      head: 'Run',
      cell: ({ job_id }) => (
        <Link to={`/runs/${job_id}`} className="firn-mono">
          {job_id}
        </Link>
      ),
      modifier: 'nowrap',
    },
    table: { head: 'Table', cell: tableOf, className: 'firn-table-name' },
    type: { head: 'Type', cell: ({ job_type }) => TYPE_NAMES[job_type] },
    rows: { head: 'Rows', cell: (job) => <RunProgress job={job} /> },
    took: { head: 'Took', cell: (job) => took(job, now), ...FIGURES },
  } satisfies Record<string, Column<Job>>;
}
