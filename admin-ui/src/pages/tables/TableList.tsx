import { Button, FormSelect, FormSelectOption, Label, SearchInput, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { rowsOf } from '../../api/sql';
import { TABLE_SORTS, TABLE_TYPES, listTables, type Table, type TableType } from '../../api/tables';
import { useMay } from '../../app/rights';
import { Ago } from '../../components/Ago';
import { CursorPager } from '../../components/CursorPager';
import { DataTable, FIGURES, type Column } from '../../components/DataTable';
import { MultiSelect } from '../../components/MultiSelect';
import { PageFrame } from '../../components/PageFrame';
import { Empty, Loaded } from '../../components/states';
import { useListView, type ListView } from '../../components/useListView';
import { useNow } from '../../components/useNow';
import { bytes, count } from '../../format/units';
import { BufferMeter, NewestRun, nextFlush } from './TableParts';
import { policyOf } from './words';

const POLL_MILLIS = 5_000;
const PAGE_ROWS = 100;
const FIELDS = ['name', 'namespace', 'type'] as const;
type View = ListView<(typeof TABLE_SORTS)[number], (typeof FIELDS)[number]>;

/** Tables of all namespaces; the address holds filter, order and page. */
export function TableList() {
  const view = useListView(TABLE_SORTS, 'asc', FIELDS);
  const query = useQuery({
    queryKey: ['tables', view.asked],
    queryFn: ({ signal }) => listTables({ ...view.asked, limit: PAGE_ROWS }, signal),
    refetchInterval: POLL_MILLIS,
    placeholderData: keepPreviousData,
  });
  return (
    <PageFrame title="Tables" subtitle="What is buffered, what is in data files, and when it is flushed next">
      <Filters view={view} />
      <Loaded query={query} what="tables" everyMillis={POLL_MILLIS}>
        {({ tables, next }) =>
          tables.length === 0 ? (
            <NoTables view={view} />
          ) : (
            <>
              <Rows tables={tables} view={view} />
              <CursorPager next={next} busy={query.isPlaceholderData} />
            </>
          )
        }
      </Loaded>
    </PageFrame>
  );
}

interface Namespace {
  namespace_id: string;
  table_count: string;
}

function Filters({ view }: { view: View }) {
  const namespaces = useQuery({
    queryKey: ['namespaces'],
    queryFn: ({ signal }) =>
      rowsOf<Namespace>('SELECT namespace_id, table_count FROM system.namespaces ORDER BY 1 LIMIT 1000', [], signal),
    staleTime: 30_000,
  });
  const { namespace: chosen, name } = view.asked;
  const known = namespaces.data ?? [];
  const [text, setText] = useState(name);
  useEffect(() => setText(name), [name]);
  return (
    <Toolbar hasNoPadding>
      <ToolbarContent rowWrap={{ default: 'wrap' }}>
        <ToolbarItem>
          <SearchInput
            className="firn-search"
            aria-label="Part of the table’s name"
            placeholder="Part of a name, then Enter"
            value={text}
            onChange={(_, typed) => setText(typed)}
            onSearch={(_, typed) => view.change({ name: typed.trim() })}
            onClear={() => {
              setText('');
              view.change({ name: '' });
            }}
          />
        </ToolbarItem>
        <ToolbarItem>
          <FormSelect
            className="firn-select"
            aria-label="Namespace"
            value={chosen}
            onChange={(_, namespace) => view.change({ namespace })}
          >
            <FormSelectOption value="" label="All namespaces" />
            {known.map(({ namespace_id: id, table_count: tables }) => (
              <FormSelectOption key={id} value={id} label={`${id} (${tables})`} />
            ))}
            {chosen !== '' && !known.some(({ namespace_id: id }) => id === chosen) && (
              <FormSelectOption value={chosen} label={chosen} />
            )}
          </FormSelect>
        </ToolbarItem>
        <ToolbarItem>
          <MultiSelect<TableType>
            label="Type"
            options={TABLE_TYPES}
            chosen={view.words('type', TABLE_TYPES)}
            name={(type) => type}
            onChange={(type) => view.change({ type })}
          />
        </ToolbarItem>
        {view.filtered && (
          <ToolbarItem>
            <Button variant="link" onClick={view.clear}>
              Clear filters
            </Button>
          </ToolbarItem>
        )}
      </ToolbarContent>
    </Toolbar>
  );
}

function NoTables({ view }: { view: View }) {
  return view.filtered ? (
    <Empty
      title="No table fits the filter"
      actions={
        <Button variant="link" onClick={view.clear}>
          Clear filters
        </Button>
      }
    />
  ) : (
    <Empty title="No tables yet" actions={<Link to="/console">Open the SQL console</Link>}>
      CREATE NAMESPACE and CREATE TABLE in the SQL console make the first one. You see the tables that you may read.
    </Empty>
  );
}

function Rows({ tables, view }: { tables: readonly Table[]; view: View }) {
  const now = useNow();
  const operator = useMay('service');
  const nextFlushColumn: Column<Table> = {
    head: 'To the next flush',
    ...view.sortBy('share'),
    cell: (table) => (
      <>
        <BufferMeter table={table} />
        {table.buffer.share !== null && table.buffer.rows > 0 && <span className="firn-note">{nextFlush(table)}</span>}
      </>
    ),
  };
  const newestRun: Column<Table> = { head: 'Newest run', modifier: 'nowrap', cell: (table) => <NewestRun table={table} /> };
  const columns: readonly Column<Table>[] = [
    {
      head: 'Table',
      ...view.sortBy('name'),
      className: 'firn-table-name',
      cell: ({ namespace_id: namespace, table_name: name }) => (
        <Link to={`/tables/${namespace}/${name}`}>
          {namespace}.{name}
        </Link>
      ),
    },
    {
      head: 'Type',
      modifier: 'nowrap',
      cell: ({ table_type: type, access_level: access }) => (
        <>
          {type}
          {access !== null && <span className="firn-note"> {access.toLowerCase()}</span>}
        </>
      ),
    },
    { head: 'Flushed at', wideOnly: true, cell: policyOf },
    ...(operator ? [nextFlushColumn] : []),
    {
      head: 'Buffered',
      ...view.sortBy('buffered_rows'),
      ...FIGURES,
      cell: ({ buffer }) => (
        <>
          {count(buffer.rows)}
          <div className="firn-note">{bytes(buffer.bytes)}</div>
        </>
      ),
    },
    { head: 'Oldest', ...view.sortBy('oldest'), ...FIGURES, cell: ({ buffer }) => <Ago time={buffer.oldest_at} now={now} /> },
    {
      head: 'Data files',
      ...FIGURES,
      cell: ({ files }) => (
        <>
          {count(files.count)}
          <div className="firn-note">{bytes(files.bytes)}</div>
          {files.quarantined > 0 && (
            <Label isCompact status="danger">
              {files.quarantined} quarantined
            </Label>
          )}
        </>
      ),
    },
    ...(operator ? [newestRun] : []),
  ];
  return (
    <DataTable
      label="Tables"
      columns={columns}
      rows={tables}
      keyOf={({ namespace_id, table_name }) => `${namespace_id}.${table_name}`}
      cardsBelow="lg"
    />
  );
}
