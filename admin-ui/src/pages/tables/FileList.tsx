import { FormSelect, FormSelectOption, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import { Table as Grid, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { FILE_SORTS, FILE_STATES, listFiles, type DataFile, type TableName } from '../../api/tables';
import { useMay } from '../../app/rights';
import { Ago } from '../../components/Ago';
import { CursorPager } from '../../components/CursorPager';
import { MultiSelect } from '../../components/MultiSelect';
import { Empty, Loaded } from '../../components/states';
import { useListView, type ListView } from '../../components/useListView';
import { useNow } from '../../components/useNow';
import { bytes, count } from '../../format/units';
import { FileState } from './FileState';
import { STATE_NAMES } from './words';

const POLL_MILLIS = 5_000;
const PAGE_ROWS = 100;
const FIELDS = ['state', 'kind', 'job'] as const;
type View = ListView<(typeof FILE_SORTS)[number], (typeof FIELDS)[number]>;

/** The data files of a table, the newest first. */
export function FileList({ name }: { name: TableName }) {
  const view = useListView(FILE_SORTS, 'desc', FIELDS);
  const query = useQuery({
    queryKey: ['table', name.namespace, name.table, 'files', view.asked],
    queryFn: ({ signal }) => listFiles(name, { ...view.asked, limit: PAGE_ROWS }, signal),
    refetchInterval: POLL_MILLIS,
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <Filters view={view} />
      <Loaded query={query} what="data files" everyMillis={POLL_MILLIS}>
        {({ files, next }) =>
          files.length === 0 ? (
            <Empty title={view.filtered ? 'No file fits the filter' : 'No data files yet'}>
              {view.filtered ? undefined : 'The first flush writes them.'}
            </Empty>
          ) : (
            <>
              <Rows files={files} name={name} view={view} />
              <CursorPager next={next} busy={query.isPlaceholderData} />
            </>
          )
        }
      </Loaded>
    </>
  );
}

function Filters({ view }: { view: View }) {
  const { job, kind: chosen } = view.asked;
  return (
    <Toolbar hasNoPadding className="firn-list-search">
      <ToolbarContent rowWrap={{ default: 'wrap' }}>
        <ToolbarItem>
          <MultiSelect<DataFile['state']>
            label="State"
            options={FILE_STATES}
            chosen={view.words('state', FILE_STATES)}
            name={(state) => STATE_NAMES[state]}
            onChange={(state) => view.change({ state })}
          />
        </ToolbarItem>
        <ToolbarItem>
          <FormSelect
            className="firn-select"
            aria-label="Kind of file"
            value={chosen}
            onChange={(_, kind) => view.change({ kind })}
          >
            <FormSelectOption value="" label="All kinds" />
            <FormSelectOption value="own" label="Of one scope" />
            <FormSelectOption value="bundle" label="Shared by scopes" />
          </FormSelect>
        </ToolbarItem>
        {job !== '' && (
          <ToolbarItem>
            <span className="firn-note">Written by {job}.</span> <Link to="?section=files">All files</Link>
          </ToolbarItem>
        )}
      </ToolbarContent>
    </Toolbar>
  );
}

function Rows({ files, name, view }: { files: readonly DataFile[]; name: TableName; view: View }) {
  const now = useNow();
  const operator = useMay('service');
  return (
    <Grid variant="compact" aria-label="Data files" gridBreakPoint="grid-lg">
      <Thead>
        <Tr>
          <Th {...view.sortBy('file_id')}>File</Th>
          <Th>State</Th>
          <Th>Scope</Th>
          <Th {...view.sortBy('rows')}>Rows</Th>
          <Th {...view.sortBy('bytes')}>Size</Th>
          <Th {...view.sortBy('written_at')}>Newest row</Th>
          <Th>Write order</Th>
          <Th>Written by</Th>
        </Tr>
      </Thead>
      <Tbody>
        {files.map((file) => (
          <Tr key={file.file_id}>
            <Td dataLabel="File" className="firn-table-name">
              <Link to={`/tables/${name.namespace}/${name.table}/files/${file.file_id}`} className="firn-mono">
                {file.file_name}
              </Link>
            </Td>
            <Td dataLabel="State" modifier="nowrap">
              <FileState state={file.state} />
            </Td>
            <Td dataLabel="Scope">{scopeOf(file)}</Td>
            <Td dataLabel="Rows" className="firn-number" modifier="nowrap">
              {count(file.rows)}
            </Td>
            <Td dataLabel="Size" className="firn-number" modifier="nowrap">
              {file.bytes === null ? '–' : bytes(file.bytes)}
            </Td>
            <Td dataLabel="Newest row" className="firn-number" modifier="nowrap">
              <Ago time={file.newest_row_at} now={now} />
            </Td>
            <Td dataLabel="Write order" className="firn-number" modifier="nowrap">
              {file.min_seq} – {file.max_seq}
            </Td>
            <Td dataLabel="Written by" modifier="nowrap">
              {operator ? <Link to={`/runs/${file.job_id}`}>{file.job_id}</Link> : file.job_id}
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Grid>
  );
}

/** Whose rows a file holds. */
export function scopeOf({ kind, user_id, scope_count }: DataFile): string {
  if (kind === 'bundle') {
    return scope_count === null ? 'shared file' : `${count(scope_count)} scopes`;
  }
  return user_id ?? 'all';
}
