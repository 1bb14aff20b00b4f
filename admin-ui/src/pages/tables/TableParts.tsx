import { Link } from 'react-router';
import type { Table } from '../../api/tables';
import { Meter, type MeterLevel } from '../../components/Meter';
import { compact, duration, percent } from '../../format/units';
import { RunStatus } from '../runs/RunStatus';

/** How far a table is on its way to the next flush, as operators see it. */
export function BufferMeter({ table: { namespace_id, table_name, buffer } }: { table: Table }) {
  if (buffer.share === null) {
    return <>never flushed</>;
  }
  const level: MeterLevel = buffer.share >= 2 ? 'danger' : buffer.share > 1.1 ? 'warning' : 'ok';
  return (
    <div className="firn-meter-text">
      <Meter
        label={`${namespace_id}.${table_name} to its next flush`}
        share={buffer.share}
        text={percent(buffer.share)}
        level={level}
      />
      <span className="firn-number">{percent(buffer.share)}</span>
    </div>
  );
}

/** When a table is flushed next, as far as that can be known. */
export function nextFlush({ buffer, running_job, flush_policy }: Table): string {
  if (running_job?.job_type === 'flush') {
    return running_job.status === 'running' ? 'running' : 'queued';
  }
  if (buffer.rows === 0) {
    return 'nothing to flush';
  }
  if (buffer.due || buffer.seconds_to_flush === 0) {
    return 'due now';
  }
  const rows = flush_policy?.rows ?? null;
  if (buffer.seconds_to_flush !== null) {
    const then = `in ${duration(buffer.seconds_to_flush * 1000)}`;
    return rows === null ? then : `${then}, or at ${compact(rows)} rows`;
  }
  return rows === null ? 'by hand' : `at ${compact(rows)} rows`;
}

/** The run that works on a table, or the last one that did. */
export function NewestRun({ table: { running_job, last_job } }: { table: Table }) {
  const run = running_job ?? last_job;
  return run === null ? (
    <>none yet</>
  ) : (
    <Link to={`/runs/${run.job_id}`} aria-label={`${run.job_id}, ${run.status}`} className="firn-plain-link">
      <RunStatus status={run.status} compact />
    </Link>
  );
}
