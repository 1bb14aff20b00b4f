import { Progress } from '@patternfly/react-core';
import type { Job } from '../../api/jobs';
import { compact, count, duration, percent, rate } from '../../format/units';
import { paces, share } from './progress';

/** Rows done and, of a run under way, the share, the rate and the time left. */
export function RunProgress({ job }: { job: Job }) {
  if (job.status !== 'running') {
    return <span className="firn-number">{job.rows_written === 0 ? '–' : count(job.rows_written)}</span>;
  }
  const done = share(job);
  const pace = paces.of(job);
  return (
    <div className="firn-run-progress">
      {done !== null && (
        <Progress
          value={Math.floor(done * 100)}
          size="sm"
          measureLocation="none"
          aria-label={`Progress of ${job.job_id}`}
          valueText={percent(done)}
        />
      )}
      <div className="firn-note firn-number">
        {job.rows_total > 0 ? `${compact(job.rows_written)} of ${compact(job.rows_total)} rows` : `${compact(job.rows_written)} rows`}
        {pace !== null && ` · ${rate(pace.rowsPerSecond)}`}
        {pace?.remainingMillis != null && ` · ${duration(pace.remainingMillis)} left`}
      </div>
    </div>
  );
}
