import { Card, CardBody, CardTitle } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from 'react-router';
import type { BufferedTable } from '../../api/overview';
import { Ago } from '../../components/Ago';
import { Meter, type MeterLevel } from '../../components/Meter';
import { useNow } from '../../components/useNow';
import { bytes, compact, count, duration, percent } from '../../format/units';
import { RunStatus } from '../runs/RunStatus';

/** Each table's buffer against its threshold, the fullest first. */
export function BufferedTables({ tables, total }: { tables: readonly BufferedTable[]; total: number }) {
  const now = useNow();
  return (
    <Card isCompact>
      <CardTitle component="h2">Buffered rows by table</CardTitle>
      <CardBody>
        {tables.length === 0 ? (
          <p className="firn-note">Every row is in data files.</p>
        ) : (
          <Table variant="compact" aria-label="Buffered rows by table" gridBreakPoint="grid-lg">
            <Thead>
              <Tr>
                <Th>Table</Th>
                <Th>To the threshold</Th>
                <Th>Rows</Th>
                <Th>Size</Th>
                <Th>Oldest row</Th>
                <Th>Next flush</Th>
                <Th>Run</Th>
              </Tr>
            </Thead>
            <Tbody>
              {tables.map((table) => (
                <Tr key={`${table.namespace_id}.${table.table_name}`}>
                  <Td dataLabel="Table" className="firn-table-name">
                    <Link to={`/tables/${table.namespace_id}/${table.table_name}`}>
                      {table.namespace_id}.{table.table_name}
                    </Link>
                  </Td>
                  <Td dataLabel="To the threshold">
                    <ToThreshold table={table} />
                  </Td>
                  <Td dataLabel="Rows" className="firn-number" modifier="nowrap">
                    {count(table.buffer.rows)}
                    {table.buffer.threshold_rows !== null && (
                      <span className="firn-note"> of {compact(table.buffer.threshold_rows)}</span>
                    )}
                  </Td>
                  <Td dataLabel="Size" className="firn-number" modifier="nowrap">
                    {bytes(table.buffer.bytes)}
                  </Td>
                  <Td dataLabel="Oldest row" className="firn-number" modifier="nowrap">
                    <Ago time={table.buffer.oldest_at} now={now} />
                  </Td>
                  <Td dataLabel="Next flush" className="firn-number">
                    {nextFlush(table)}
                  </Td>
                  <Td dataLabel="Run" modifier="nowrap">
                    <NewestRun table={table} />
                  </Td>
                </Tr>
              ))}
            </Tbody>
          </Table>
        )}
        {total > tables.length && (
          <p className="firn-note">
            {count(total - tables.length)} more with buffered rows: <Link to="/tables">all tables</Link>
          </p>
        )}
      </CardBody>
    </Card>
  );
}

function ToThreshold({ table: { namespace_id, table_name, buffer } }: { table: BufferedTable }) {
  if (buffer.share === null) {
    return <>never flushed</>;
  }
  const level: MeterLevel = buffer.share >= 2 ? 'danger' : buffer.share > 1.1 ? 'warning' : 'ok';
  return (
    <div className="firn-meter-text">
      <Meter
        label={`${namespace_id}.${table_name} to its threshold`}
        share={buffer.share}
        text={percent(buffer.share)}
        level={level}
      />
      <span className="firn-number">{percent(buffer.share)}</span>
    </div>
  );
}

/** When the table is flushed next, as far as that can be known. */
export function nextFlush({ buffer, running_job, flush_policy }: BufferedTable): string {
  if (running_job?.job_type === 'flush') {
    return running_job.status === 'running' ? 'running' : 'queued';
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

function NewestRun({ table }: { table: BufferedTable }) {
  const run = table.running_job ?? table.last_job;
  return run === null ? (
    <>none yet</>
  ) : (
    <Link to={`/runs/${run.job_id}`} aria-label={`${run.job_id}, ${run.status}`} className="firn-plain-link">
      <RunStatus status={run.status} compact />
    </Link>
  );
}
