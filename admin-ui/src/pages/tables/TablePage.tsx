import { Button, Label, Tab, TabTitleText, Tabs } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation, useNavigate, useParams } from 'react-router';
import { findTable, type TableDetail, type TableName } from '../../api/tables';
import { useMay } from '../../app/rights';
import { Ago } from '../../components/Ago';
import { Facts } from '../../components/Facts';
import { PageFrame } from '../../components/PageFrame';
import { DataTable } from '../../components/DataTable';
import { Loaded } from '../../components/states';
import { useNow } from '../../components/useNow';
import { bytes, count, dateTime, duration, instant } from '../../format/units';
import { FileList } from './FileList';
import { ScopeList } from './ScopeList';
import { StorageOrders } from './StorageOrders';
import { BufferMeter, NewestRun, nextFlush } from './TableParts';
import { TYPE_SENTENCES, policyOf } from './words';

const POLL_MILLIS = 3_000;
const SECTIONS = ['columns', 'scopes', 'files'] as const;
type Section = (typeof SECTIONS)[number];

/** One table: what it is, what is buffered, and its columns, scopes and data files. */
export function TablePage() {
  const { namespace = '', table = '' } = useParams();
  const name: TableName = { namespace, table };
  const query = useQuery({
    queryKey: ['table', namespace, table],
    queryFn: ({ signal }) => findTable(name, signal),
    refetchInterval: POLL_MILLIS,
  });
  const found = query.data;
  return (
    <PageFrame
      title={`${namespace}.${table}`}
      above={[{ title: 'Tables', to: '/tables' }]}
      mark={found && <Label>{found.table_type}</Label>}
      subtitle={found && TYPE_SENTENCES[found.table_type]}
      actions={
        <>
          <QueryButton name={name} />
          {found && <StorageOrders table={found} />}
        </>
      }
    >
      <Loaded query={query} what="the table" everyMillis={POLL_MILLIS}>
        {(detail) => (
          <div className="firn-stack">
            <TableFacts table={detail} />
            <Sections table={detail} name={name} />
          </div>
        )}
      </Loaded>
    </PageFrame>
  );
}

function QueryButton({ name: { namespace, table } }: { name: TableName }) {
  const navigate = useNavigate();
  const sql = `SELECT * FROM ${namespace}.${table} LIMIT 100`;
  return (
    <Button variant="secondary" onClick={() => void navigate('/console', { state: { sql } })}>
      Query
    </Button>
  );
}

function TableFacts({ table }: { table: TableDetail }) {
  const now = useNow();
  const operator = useMay('service');
  const { buffer, files } = table;
  return (
    <Facts
      facts={[
        ['Buffered', `${count(buffer.rows)} rows, ${bytes(buffer.bytes)}`],
        ['Oldest buffered row', <Ago key="oldest" time={buffer.oldest_at} now={now} />],
        ...(operator && buffer.share !== null
          ? ([
              ['To the next flush', <BufferMeter key="share" table={table} />],
              ['Next flush', nextFlush(table)],
            ] as const)
          : []),
        ['Flushed at', policyOf(table)],
        ['Data files', `${count(files.count)}, ${count(files.rows)} rows, ${bytes(files.bytes)}`],
        ...(files.quarantined > 0
          ? ([
              [
                'Quarantined',
                <Link key="quarantined" to="?section=files&state=quarantined">
                  {count(files.quarantined)} {files.quarantined === 1 ? 'file' : 'files'}
                </Link>,
              ],
            ] as const)
          : []),
        ...(operator ? ([['Newest run', <NewestRun key="run" table={table} />]] as const) : []),
        ['Primary key', table.primary_key ?? 'none: rows are only appended'],
        ['Time to live', table.ttl_seconds === null ? 'unlimited' : duration(table.ttl_seconds * 1000)],
        ...(table.access_level === null ? [] : ([['Access', table.access_level.toLowerCase()]] as const)),
        ['Created', `${dateTime(instant(table.created_at))} by ${table.creator}`],
        ['Schema version', String(table.schema_version)],
      ]}
    />
  );
}

function Sections({ table, name }: { table: TableDetail; name: TableName }) {
  const { search } = useLocation();
  const navigate = useNavigate();
  const asked = new URLSearchParams(search).get('section');
  const section: Section = SECTIONS.find((one) => one === asked) ?? 'columns';
  const titles: Record<Section, string> = {
    columns: `Columns (${count(table.column_count)})`,
    scopes: table.scope_count === null ? 'Your rows' : `Scopes (${count(table.scope_count)})`,
    files: `Data files (${count(table.files.count)})`,
  };
  const shown = SECTIONS.filter((one) => one !== 'files' || table.table_type !== 'STREAM');
  return (
    <div>
      <Tabs
        activeKey={section}
        onSelect={(_, next) => void navigate({ search: next === 'columns' ? '' : `section=${next}` })}
        aria-label="Parts of the table"
        usePageInsets={false}
      >
        {shown.map((one) => (
          <Tab key={one} eventKey={one} title={<TabTitleText>{titles[one]}</TabTitleText>} tabContentId={`section-${one}`} />
        ))}
      </Tabs>
      <section id={`section-${section}`} aria-label={titles[section]}>
        {section === 'columns' && <Columns table={table} />}
        {section === 'scopes' && <ScopeList name={name} />}
        {section === 'files' && <FileList name={name} />}
      </section>
    </div>
  );
}

function Columns({ table }: { table: TableDetail }) {
  return (
    <DataTable
      label="Columns"
      rows={table.columns}
      keyOf={({ column_id }) => column_id}
      columns={[
        {
          head: 'Column',
          cell: ({ name, primary_key }) => (
            <>
              <span className="firn-mono">{name}</span>{' '}
              {primary_key && (
                <Label isCompact color="blue">
                  primary key
                </Label>
              )}
            </>
          ),
        },
        { head: 'Type', cell: ({ data_type }) => data_type, className: 'firn-mono' },
        { head: 'NULL', cell: ({ nullable }) => (nullable ? 'allowed' : 'not null') },
        { head: 'Default', cell: (column) => column.default ?? '–', className: 'firn-mono' },
        { head: 'Field id', cell: ({ column_id }) => column_id, className: 'firn-number' },
      ]}
    />
  );
}
