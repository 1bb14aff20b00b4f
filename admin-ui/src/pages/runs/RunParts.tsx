import {
  Card,
  CardBody,
  CardTitle,
  Label,
  Progress,
} from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from 'react-router';
import { isOver, type Job, type JobStep } from '../../api/jobs';
import { Ago } from '../../components/Ago';
import { Facts, type Fact } from '../../components/Facts';
import { bytes, count, dateTime, duration, instant, percent, rate } from '../../format/units';
import { average, paces, share, tookMillis } from './progress';
import { ORDER_NAMES, TRIGGER_SENTENCES, WRITTEN_NAMES, tableOf } from './words';

/** How far a run under way is. */
export function RunNow({ job, now }: { job: Job; now: number }) {
  const done = share(job);
  const pace = paces.of(job);
  const partitions = (job.steps ?? []).flatMap((step) => step.partitions);
  const finished = partitions.filter(({ status }) => status.toUpperCase() === 'COMPLETED').length;
  return (
    <Card isCompact>
      <CardTitle component="h2">Progress</CardTitle>
      <CardBody>
        {done !== null && (
          <Progress value={Math.floor(done * 100)} aria-label="Rows done" valueText={percent(done)} label={percent(done)} />
        )}
        <Facts
          facts={[
            ['Rows', job.rows_total > 0 ? `${count(job.rows_written)} of ${count(job.rows_total)}` : count(job.rows_written)],
            ['Rate', pace === null ? '–' : rate(pace.rowsPerSecond)],
            ['Time left', pace?.remainingMillis == null ? '–' : duration(pace.remainingMillis)],
            ['Running for', job.started_at === null ? 'waits for its turn' : duration(tookMillis(job, now))],
            ...(partitions.length > 0 ? [['Partitions', `${finished} of ${partitions.length} done`] as const] : []),
          ]}
        />
      </CardBody>
    </Card>
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
    ['Took', job.started_at === null ? '–' : duration(tookMillis(job, now))],
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
    <Card isCompact>
      <CardTitle component="h2">Facts</CardTitle>
      <CardBody>
        <Facts facts={facts} />
      </CardBody>
    </Card>
  );
}

/** Parameters that a reader would not know by their names. */
const PARAMETER_NAMES: Record<string, string> = { cut: 'Covers rows up to _seq' };

export function RunSteps({ steps, now }: { steps: readonly JobStep[]; now: number }) {
  return (
    <Card isCompact>
      <CardTitle component="h2">Steps of the newest attempt</CardTitle>
      <CardBody>
        {steps.length === 0 ? (
          <p className="firn-note">The batch runtime knows of no step (yet, or any more).</p>
        ) : (
          <Table variant="compact" aria-label="Steps" gridBreakPoint="grid-md">
            <Thead>
              <Tr>
                <Th>Step</Th>
                <Th>Status</Th>
                <Th>Took</Th>
                <Th>Items read</Th>
                <Th>Items written</Th>
                <Th>Chunks committed</Th>
                <Th>Rolled back</Th>
                <Th>Partitions</Th>
              </Tr>
            </Thead>
            <Tbody>
              {steps.map((step) => (
                <Tr key={step.name}>
                  <Td dataLabel="Step">{step.name}</Td>
                  <Td dataLabel="Status">
                    <StepStatus status={step.status} />
                  </Td>
                  <Td dataLabel="Took">{step.started_at === null ? '–' : duration(tookMillis(step, now))}</Td>
                  <Td dataLabel="Items read">{count(step.items_read)}</Td>
                  <Td dataLabel="Items written">{count(step.items_written)}</Td>
                  <Td dataLabel="Chunks committed">{count(step.commits)}</Td>
                  <Td dataLabel="Rolled back">{count(step.rollbacks)}</Td>
                  <Td dataLabel="Partitions">
                    {step.partitions.length === 0
                      ? '–'
                      : step.partitions.map(({ partition, status }) => (
                          <Label key={partition} isCompact variant="outline" color={stepColor(status)}>
                            {partition}: {words(status)}
                          </Label>
                        ))}
                  </Td>
                </Tr>
              ))}
            </Tbody>
          </Table>
        )}
      </CardBody>
    </Card>
  );
}

function StepStatus({ status }: { status: string }) {
  return (
    <Label isCompact variant="outline" color={stepColor(status)}>
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
    <Card isCompact>
      <CardTitle component="h2">Attempts</CardTitle>
      <CardBody>
        {job.attempts.length === 0 ? (
          <p className="firn-note">None yet: the run waits for its turn.</p>
        ) : (
          <Table variant="compact" aria-label="Attempts" gridBreakPoint="grid-md">
            <Thead>
              <Tr>
                <Th>Attempt</Th>
                <Th>Started</Th>
                <Th>Took</Th>
                <Th>Rows read</Th>
                <Th>Execution</Th>
                <Th>Outcome</Th>
              </Tr>
            </Thead>
            <Tbody>
              {job.attempts.toReversed().map((attempt) => (
                <Tr key={attempt.attempt}>
                  <Td dataLabel="Attempt">{attempt.attempt}</Td>
                  <Td dataLabel="Started" modifier="nowrap">
                    {dateTime(instant(attempt.started_at))}
                  </Td>
                  <Td dataLabel="Took">{duration(tookMillis(attempt, now))}</Td>
                  <Td dataLabel="Rows read">{count(attempt.rows_read)}</Td>
                  <Td dataLabel="Execution" className="firn-mono">
                    {attempt.execution_id === 0 ? '–' : attempt.execution_id}
                  </Td>
                  <Td dataLabel="Outcome" modifier="breakWord">
                    {outcome(job, attempt)}
                  </Td>
                </Tr>
              ))}
            </Tbody>
          </Table>
        )}
      </CardBody>
    </Card>
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
  if (job.orders.length === 0) {
    return null;
  }
  return (
    <Card isCompact>
      <CardTitle component="h2">Orders</CardTitle>
      <CardBody>
        <Table variant="compact" aria-label="Orders" gridBreakPoint="grid-md">
          <Thead>
            <Tr>
              <Th>Order</Th>
              <Th>By</Th>
              <Th>When</Th>
              <Th>Reason</Th>
            </Tr>
          </Thead>
          <Tbody>
            {job.orders.toReversed().map((order) => (
              <Tr key={order.at + order.order}>
                <Td dataLabel="Order">{ORDER_NAMES[order.order]}</Td>
                <Td dataLabel="By">{order.by}</Td>
                <Td dataLabel="When" modifier="nowrap">
                  <Ago time={order.at} now={now} />
                </Td>
                <Td dataLabel="Reason" modifier="breakWord">
                  {order.reason === '' ? '–' : order.reason}
                </Td>
              </Tr>
            ))}
          </Tbody>
        </Table>
      </CardBody>
    </Card>
  );
}

export function RunFiles({ job }: { job: Job }) {
  const files = job.data_files ?? [];
  return (
    <Card isCompact>
      <CardTitle component="h2">Files written</CardTitle>
      <CardBody>
        {files.length === 0 ? (
          <p className="firn-note">
            {job.files === 0 ? 'None.' : `None of its ${count(job.files)} is listed any more: they were compacted or expired.`}
          </p>
        ) : (
          <Table variant="compact" aria-label="Files written" gridBreakPoint="grid-md">
            <Thead>
              <Tr>
                <Th>File</Th>
                <Th>Rows</Th>
                <Th>Size</Th>
              </Tr>
            </Thead>
            <Tbody>
              {files.map((file) => (
                <Tr key={file.file_id}>
                  <Td dataLabel="File">
                    <Link to={`/tables/${job.namespace_id}/${job.table_name}/files/${file.file_id}`} className="firn-mono">
                      {file.file_name}
                    </Link>
                  </Td>
                  <Td dataLabel="Rows">{count(file.row_count)}</Td>
                  <Td dataLabel="Size">{bytes(file.size_bytes)}</Td>
                </Tr>
              ))}
            </Tbody>
          </Table>
        )}
      </CardBody>
    </Card>
  );
}
