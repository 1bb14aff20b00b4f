import { Button, FormSelect, FormSelectOption, Label, SearchInput, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import { Table as Grid, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { rowsOf } from '../../api/sql';
import { TABLE_SORTS, TABLE_TYPES, listTables, type Table, type TableType } from '../../api/tables';
import { useMay } from '../../app/rights';
import { Ago } from '../../components/Ago';
import { CursorPager } from '../../components/CursorPager';
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
  return (
    <Grid variant="compact" aria-label="Tables" gridBreakPoint="grid-lg">
      <Thead>
        <Tr>
          <Th {...view.sortBy('name')}>Table</Th>
          <Th>Type</Th>
          <Th className="firn-wide-only">Flushed at</Th>
          {operator && <Th {...view.sortBy('share')}>To the next flush</Th>}
          <Th {...view.sortBy('buffered_rows')}>Buffered</Th>
          <Th {...view.sortBy('oldest')}>Oldest</Th>
          <Th>Data files</Th>
          {operator && <Th>Newest run</Th>}
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
            <Td dataLabel="Type" modifier="nowrap">
              {table.table_type}
              {table.access_level !== null && <span className="firn-note"> {table.access_level.toLowerCase()}</span>}
            </Td>
            <Td dataLabel="Flushed at" className="firn-wide-only">{policyOf(table)}</Td>
            {operator && (
              <Td dataLabel="To the next flush">
                <BufferMeter table={table} />
                {table.buffer.share !== null && table.buffer.rows > 0 && <span className="firn-note">{nextFlush(table)}</span>}
              </Td>
            )}
            <Td dataLabel="Buffered" className="firn-number" modifier="nowrap">
              {count(table.buffer.rows)}
              <div className="firn-note">{bytes(table.buffer.bytes)}</div>
            </Td>
            <Td dataLabel="Oldest" className="firn-number" modifier="nowrap">
              <Ago time={table.buffer.oldest_at} now={now} />
            </Td>
            <Td dataLabel="Data files" className="firn-number" modifier="nowrap">
              {count(table.files.count)}
              <div className="firn-note">{bytes(table.files.bytes)}</div>
              {table.files.quarantined > 0 && (
                <Label isCompact status="danger">
                  {table.files.quarantined} quarantined
                </Label>
              )}
            </Td>
            {operator && (
              <Td dataLabel="Newest run" modifier="nowrap">
                <NewestRun table={table} />
              </Td>
            )}
          </Tr>
        ))}
      </Tbody>
    </Grid>
  );
}
