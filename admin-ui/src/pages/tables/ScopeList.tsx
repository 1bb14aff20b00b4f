import { SearchInput } from '@patternfly/react-core';
import { Table as Grid, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { SCOPE_SORTS, listScopes, type TableName } from '../../api/tables';
import { useMay } from '../../app/rights';
import { Ago } from '../../components/Ago';
import { CursorPager } from '../../components/CursorPager';
import { Empty, Loaded } from '../../components/states';
import { useListView } from '../../components/useListView';
import { useNow } from '../../components/useNow';
import { bytes, count } from '../../format/units';

const POLL_MILLIS = 5_000;
const PAGE_ROWS = 100;

/** Whose rows a table holds, in the buffer and in data files. */
export function ScopeList({ name }: { name: TableName }) {
  const view = useListView(SCOPE_SORTS, 'asc', ['user']);
  const now = useNow();
  const operator = useMay('service');
  const { user } = view.asked;
  const [text, setText] = useState(user);
  useEffect(() => setText(user), [user]);
  const query = useQuery({
    queryKey: ['table', name.namespace, name.table, 'scopes', view.asked],
    queryFn: ({ signal }) => listScopes(name, { ...view.asked, limit: PAGE_ROWS }, signal),
    refetchInterval: POLL_MILLIS,
    placeholderData: keepPreviousData,
  });
  return (
    <>
      {operator && (
        <div className="firn-search firn-list-search">
          <SearchInput
            aria-label="Part of a user’s id"
            placeholder="Part of a user id, then Enter"
            value={text}
            onChange={(_, typed) => setText(typed)}
            onSearch={(_, typed) => view.change({ user: typed })}
            onClear={() => view.change({ user: '' })}
          />
        </div>
      )}
      <Loaded query={query} what="scopes" everyMillis={POLL_MILLIS}>
        {({ scopes, next }) =>
          scopes.length === 0 ? (
            <Empty title={user === '' ? 'No rows were ever written' : 'No user fits the filter'} />
          ) : (
            <>
              <Grid variant="compact" aria-label="Scopes" gridBreakPoint="grid-lg">
                <Thead>
                  <Tr>
                    <Th {...view.sortBy('user')}>Scope</Th>
                    <Th {...view.sortBy('buffered_rows')}>Buffered rows</Th>
                    <Th {...view.sortBy('buffered_bytes')}>Buffered size</Th>
                    <Th {...view.sortBy('oldest')}>Oldest buffered row</Th>
                    <Th>Data files</Th>
                    <Th>Rows in them</Th>
                    <Th>Size of its own files</Th>
                  </Tr>
                </Thead>
                <Tbody>
                  {scopes.map((scope) => (
                    <Tr key={scope.user_id ?? ''}>
                      <Td dataLabel="Scope" className="firn-table-name">
                        {scope.user_id ?? 'Shared by all'}
                      </Td>
                      <Td dataLabel="Buffered rows" className="firn-number">
                        {count(scope.buffered_rows)}
                      </Td>
                      <Td dataLabel="Buffered size" className="firn-number">
                        {bytes(scope.buffered_bytes)}
                      </Td>
                      <Td dataLabel="Oldest buffered row" className="firn-number">
                        <Ago time={scope.oldest_buffered_at} now={now} />
                      </Td>
                      <Td dataLabel="Data files" className="firn-number">
                        {count(scope.file_count)}
                        {scope.bundle_count > 0 && <span className="firn-note"> {count(scope.bundle_count)} shared</span>}
                      </Td>
                      <Td dataLabel="Rows in them" className="firn-number">
                        {count(scope.file_rows)}
                      </Td>
                      <Td dataLabel="Size of its own files" className="firn-number">
                        {bytes(scope.file_bytes)}
                      </Td>
                    </Tr>
                  ))}
                </Tbody>
              </Grid>
              <CursorPager next={next} busy={query.isPlaceholderData} />
            </>
          )
        }
      </Loaded>
    </>
  );
}
