import { Link } from 'react-router';
import type { Table } from '../../api/tables';
import { Ago } from '../../components/Ago';
import { DataTable, FIGURES } from '../../components/DataTable';
import { Part } from '../../components/Part';
import { useNow } from '../../components/useNow';
import { bytes, compact, count } from '../../format/units';
import { BufferMeter, NewestRun, nextFlush } from '../tables/TableParts';

/** Each table's buffer against its threshold, the fullest first. */
export function BufferedTables({ tables, total }: { tables: readonly Table[]; total: number }) {
  const now = useNow();
  return (
    <Part title="Buffered rows by table">
      {tables.length === 0 ? (
        <p className="firn-note">Every row is in data files.</p>
      ) : (
        <DataTable
          label="Buffered rows by table"
          rows={tables}
          keyOf={({ namespace_id, table_name }) => `${namespace_id}.${table_name}`}
          cardsBelow="lg"
          columns={[
            {
              head: 'Table',
              cell: ({ namespace_id, table_name }) => (
                <Link to={`/tables/${namespace_id}/${table_name}`}>
                  {namespace_id}.{table_name}
                </Link>
              ),
              className: 'firn-table-name',
            },
            { head: 'To the next flush', cell: (table) => <BufferMeter table={table} /> },
            { head: 'Rows', cell: ({ buffer }) => <Rows buffer={buffer} />, ...FIGURES },
            { head: 'Size', cell: ({ buffer }) => bytes(buffer.bytes), ...FIGURES },
            { head: 'Oldest row', cell: ({ buffer }) => <Ago time={buffer.oldest_at} now={now} />, ...FIGURES },
            { head: 'Next flush', cell: nextFlush, className: 'firn-number' },
            { head: 'Run', cell: (table) => <NewestRun table={table} />, modifier: 'nowrap' },
          ]}
        />
      )}
      {total > tables.length && (
        <p className="firn-note">
          {count(total - tables.length)} more with buffered rows: <Link to="/tables">all tables</Link>
        </p>
      )}
    </Part>
  );
}

function Rows({ buffer: { rows, threshold_rows } }: { buffer: Table['buffer'] }) {
  return (
    <>
      {count(rows)}
      {threshold_rows !== null && <span className="firn-note"> of {compact(threshold_rows)}</span>}
    </>
  );
}
