import { Label, Progress } from '@patternfly/react-core';
import { Link } from 'react-router';
import { isOver, type Job, type JobStep } from '../../api/jobs';
import { Ago } from '../../components/Ago';
import { Facts, type Fact } from '../../components/Facts';
import { Part } from '../../components/Part';
import { DataTable } from '../../components/DataTable';
import { bytes, count, dateTime, duration, instant, percent, rate } from '../../format/units';
import { average, paces, share, took } from './progress';
import { ORDER_NAMES, TRIGGER_SENTENCES, WRITTEN_NAMES, tableOf } from './words';

/** How far a run under way is. */
export function RunNow({ job, now }: { job: Job; now: number }) {
  const done = share(job);
  const pace = paces.of(job);
  const partitions = (job.steps ?? []).flatMap((step) => step.partitions);
  const finished = partitions.filter(({ status }) => status.toUpperCase() === 'COMPLETED').length;
  return (
    <Part title="Progress">
      {done !== null && (
        <Progress value={Math.floor(done * 100)} aria-label="Rows done" valueText={percent(done)} label={percent(done)} />
      )}
      <Facts
        facts={[
          ['Rows', job.rows_total > 0 ? `${count(job.rows_written)} of ${count(job.rows_total)}` : count(job.rows_written)],
          ['Rate', pace === null ? '–' : rate(pace.rowsPerSecond)],
          ['Time left', pace?.remainingMillis == null ? '–' : duration(pace.remainingMillis)],
          ['Running for', job.started_at === null ? 'waits for its turn' : took(job, now)],
          ...(partitions.length > 0 ? [['Partitions', `${finished} of ${partitions.length} done`] as const] : []),
        ]}
      />
    </Part>
  );
}

export function RunFacts({ job, now }: { job: Job; now: number }) {
  const facts: Fact[] = [
    [
      'Table',
      job.namespace_id === '' ? tableOf(job) : <Link to={`/tables/${job.namespace_id}/${job.table_name}`}>{tableOf(job)}</Link>,
    ],
    ['Why it was launched', TRIGGER_SENTENCES[job.trigger]],
    ['Created', dateTime(instant(job.created_at))],
    ['Started', dateTime(instant(job.started_at)) || 'not yet'],
    ['Finished', dateTime(instant(job.finished_at)) || 'not yet'],
    ['Took', took(job, now)],
    ['Rows read', count(job.rows_read)],
    [WRITTEN_NAMES[job.job_type], count(job.rows_written)],
    ['Average rate', isOver(job) && average(job) !== null ? rate(average(job) ?? 0) : '–'],
    ['Bytes', bytes(job.bytes_written)],
    ['Files', count(job.files)],
    ['Checkpoint', job.checkpoint === '' ? 'none yet' : <span className="firn-mono">{job.checkpoint}</span>],
    ['Restarts', count(job.restarts)],
    ['Job execution', job.execution_id === null ? '–' : <span className="firn-mono">{job.execution_id}</span>],
    ...Object.entries(job.parameters).map(([name, value]): Fact => [
      PARAMETER_NAMES[name] ?? `Parameter ${name}`,
      <span className="firn-mono">{String(value)}</span>,
    ]),
  ];
  return (
    <Part title="Facts">
      <Facts facts={facts} />
    </Part>
  );
}

/** Parameters that a reader would not know by their names. */
const PARAMETER_NAMES: Record<string, string> = { cut: 'Covers rows up to _seq' };

export function RunSteps({ steps, now }: { steps: readonly JobStep[]; now: number }) {
  return (
    <Part title="Steps of the newest attempt">
      {steps.length === 0 ? (
        <p className="firn-note">The batch runtime knows of no step (yet, or any more).</p>
      ) : (
        <DataTable
          label="Steps"
          rows={steps}
          keyOf={({ name }) => name}
          columns={[
            { head: 'Step', cell: ({ name }) => name },
            { head: 'Status', cell: ({ status }) => <StepStatus status={status} /> },
            { head: 'Took', cell: (step) => took(step, now) },
            { head: 'Items read', cell: ({ items_read }) => count(items_read) },
            { head: 'Items written', cell: ({ items_written }) => count(items_written) },
            { head: 'Chunks committed', cell: ({ commits }) => count(commits) },
            { head: 'Rolled back', cell: ({ rollbacks }) => count(rollbacks) },
            { head: 'Partitions', cell: (step) => <Partitions step={step} /> },
          ]}
        />
      )}
    </Part>
  );
}

function Partitions({ step: { partitions } }: { step: JobStep }) {
  return partitions.length === 0 ? (
    <>–</>
  ) : (
    partitions.map(({ partition, status }) => <StepStatus key={partition} of={partition} status={status} />)
  );
}

/** The status of a step, or of the partition of one that is named. */
function StepStatus({ of, status }: { of?: number; status: string }) {
  return (
    <Label isCompact variant="outline" color={stepColor(status)}>
      {of !== undefined && `${of}: `}
      {words(status)}
    </Label>
  );
}

function stepColor(status: string): 'green' | 'red' | 'blue' | 'orange' | 'grey' {
  switch (status.toUpperCase()) {
    case 'COMPLETED':
      return 'green';
    case 'FAILED':
      return 'red';
    case 'STARTED':
    case 'STARTING':
      return 'blue';
    case 'STOPPED':
    case 'STOPPING':
      return 'orange';
    default:
      return 'grey';
  }
}

/** JSR-352's spelling, as these pages say it. */
function words(status: string): string {
  const known: Record<string, string> = { STARTED: 'Running', STARTING: 'Starting' };
  return known[status.toUpperCase()] ?? status.charAt(0).toUpperCase() + status.slice(1).toLowerCase();
}

export function RunAttempts({ job, now }: { job: Job; now: number }) {
  return (
    <Part title="Attempts">
      {job.attempts.length === 0 ? (
        <p className="firn-note">None yet: the run waits for its turn.</p>
      ) : (
        <DataTable
          label="Attempts"
          rows={job.attempts.toReversed()}
          keyOf={({ attempt }) => attempt}
          columns={[
            { head: 'Attempt', cell: ({ attempt }) => attempt },
            { head: 'Started', cell: ({ started_at }) => dateTime(instant(started_at)), modifier: 'nowrap' },
            { head: 'Took', cell: (attempt) => took(attempt, now) },
            { head: 'Rows read', cell: ({ rows_read }) => count(rows_read) },
            {
              head: 'Execution',
              cell: ({ execution_id }) => (execution_id === 0 ? '–' : execution_id),
              className: 'firn-mono',
            },
            { head: 'Outcome', cell: (attempt) => outcome(job, attempt), modifier: 'breakWord' },
          ]}
        />
      )}
    </Part>
  );
}

function outcome(job: Job, attempt: Job['attempts'][number]): string {
  if (attempt.message !== '') {
    return `Failed: ${attempt.message}`;
  }
  if (attempt.finished_at === null) {
    return job.status === 'running' ? 'Running' : 'Ended with the process';
  }
  return attempt === job.attempts.at(-1) && job.status === 'completed' ? 'Completed' : 'Ended';
}

/** What operators wanted of the run, newest first; nothing when nobody did. */
export function RunOrdersGiven({ job, now }: { job: Job; now: number }) {
  return job.orders.length === 0 ? null : (
    <Part title="Orders">
      <DataTable
        label="Orders"
        rows={job.orders.toReversed()}
        keyOf={({ order, at }) => at + order}
        columns={[
          { head: 'Order', cell: ({ order }) => ORDER_NAMES[order] },
          { head: 'By', cell: ({ by }) => by },
          { head: 'When', cell: ({ at }) => <Ago time={at} now={now} />, modifier: 'nowrap' },
          { head: 'Reason', cell: ({ reason }) => (reason === '' ? '–' : reason), modifier: 'breakWord' },
        ]}
      />
    </Part>
  );
}

export function RunFiles({ job }: { job: Job }) {
  const files = job.data_files ?? [];
  return (
    <Part title="Files written">
      {files.length === 0 ? (
        <p className="firn-note">
          {job.files === 0 ? 'None.' : `None of its ${count(job.files)} is listed any more: they were compacted or expired.`}
        </p>
      ) : (
        <DataTable
          label="Files written"
          rows={files}
          keyOf={({ file_id }) => file_id}
          columns={[
            {
              head: 'File',
              cell: ({ file_id, file_name }) => (
                <Link to={`/tables/${job.namespace_id}/${job.table_name}/files/${file_id}`} className="firn-mono">
                  {file_name}
                </Link>
              ),
            },
            { head: 'Rows', cell: ({ row_count }) => count(row_count) },
            { head: 'Size', cell: ({ size_bytes }) => bytes(size_bytes) },
          ]}
        />
      )}
    </Part>
  );
}
