import { Button, FormSelect, FormSelectOption } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr, type TdProps, type ThProps } from '@patternfly/react-table';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { listJobs, type Job, type JobSort } from '../../api/jobs';
import { useJobEvents } from '../../api/jobEvents';
import { PageFrame } from '../../components/PageFrame';
import { Empty, Loaded } from '../../components/states';
import { useNow } from '../../components/useNow';
import { Ago } from '../../components/Ago';
import { bytes, duration, instant } from '../../format/units';
import { LiveMark } from './LiveMark';
import { paces, tookMillis } from './progress';
import { RunFilters } from './RunFilters';
import { RunProgress } from './RunProgress';
import { RunStatus } from './RunStatus';
import { PAGE_SIZES, isFiltered, queryOf, readView, writeView, type RunView } from './runFilter';
import { TRIGGER_NAMES, TYPE_NAMES, tableOf } from './words';

type Page = Awaited<ReturnType<typeof listJobs>>;

/** While changes arrive by themselves the list is asked again only for what they cannot tell. */
const LIVE_MILLIS = 30_000;
const POLL_MILLIS = 3_000;
/** New runs make the list ask again at most so often. */
const REFRESH_MILLIS = 1_000;

/** Runs of all types; the address holds filter, order and page. */
export function RunList() {
  const { search, state } = useLocation();
  const navigate = useNavigate();
  const view = readView(new URLSearchParams(search));
  const before = readBefore(state);
  const { query, live, everyMillis } = useRuns(view);

  const change = (changes: Partial<RunView>) =>
    void navigate({ search: writeView({ ...view, cursor: '', ...changes }).toString() });
  const goTo = (cursor: string, cursors: readonly string[]) =>
    void navigate({ search: writeView({ ...view, cursor }).toString() }, { state: { before: cursors } });

  return (
    <PageFrame
      title="Flush runs"
      subtitle="Flushes, compactions, retention and scrubs, as they run"
      mark={<LiveMark live={live} />}
    >
      <RunFilters view={view} onChange={change} />
      <Loaded query={query} what="runs" everyMillis={everyMillis}>
        {(page) =>
          page.jobs.length === 0 ? (
            <NoRuns view={view} clear={() => change({ types: [], statuses: [], table: '', span: '' })} />
          ) : (
            <>
              <RunTable jobs={page.jobs} view={view} onSort={(sort, order) => change({ sort, order })} />
              <div className="firn-pager">
                <div className="firn-select">
                  <FormSelect
                    aria-label="Runs per page"
                    value={view.size}
                    onChange={(_, size) => change({ size: Number(size) })}
                  >
                    {PAGE_SIZES.map((size) => (
                      <FormSelectOption key={size} value={size} label={`${size} per page`} />
                    ))}
                  </FormSelect>
                </div>
                <Button variant="secondary" size="sm" isDisabled={view.cursor === ''} onClick={() => goTo('', [])}>
                  First page
                </Button>
                <Button
                  variant="secondary"
                  size="sm"
                  isDisabled={before.length === 0}
                  onClick={() => goTo(before.at(-1) ?? '', before.slice(0, -1))}
                >
                  Previous
                </Button>
                <Button
                  variant="secondary"
                  size="sm"
                  isDisabled={page.next === null || query.isPlaceholderData}
                  onClick={() => goTo(page.next ?? '', [...before, view.cursor])}
                >
                  Next
                </Button>
              </div>
            </>
          )
        }
      </Loaded>
    </PageFrame>
  );
}

/** The cursors of the pages that led here: keyset pages know only what follows them. */
function readBefore(state: unknown): readonly string[] {
  const before: unknown = (state as { before?: unknown } | null)?.before;
  return Array.isArray(before) ? before.filter((one) => typeof one === 'string') : [];
}

/** A page of runs, kept up to date by events, and by polling when there are none. */
function useRuns(view: RunView) {
  const queries = useQueryClient();
  const key = ['jobs', writeView(view).toString()];
  const refresh = useThrottled(() => void queries.invalidateQueries({ queryKey: key }), REFRESH_MILLIS);
  const live = useJobEvents({
    onJob: (job) => {
      paces.observe(job);
      const page = queries.getQueryData<Page>(key);
      const shown = page?.jobs.find(({ job_id }) => job_id === job.job_id);
      if (page !== undefined && shown !== undefined) {
        const jobs = page.jobs.map((one) => (one === shown ? newer(shown, job) : one));
        queries.setQueryData<Page>(key, { ...page, jobs });
      }
      // A run that appears, or that the filter or the order may now place elsewhere.
      if (shown === undefined ? view.cursor === '' : shown.status !== job.status) {
        refresh();
      }
    },
    onMissed: refresh,
  });
  const everyMillis = live ? LIVE_MILLIS : POLL_MILLIS;
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => listJobs(queryOf(view, Date.now()), signal),
    refetchInterval: everyMillis,
    placeholderData: keepPreviousData,
    // A page holds up to a few MiB of traces: those left behind go soon.
    gcTime: 10_000,
  });
  useEffect(() => query.data?.jobs.forEach((job) => paces.observe(job)), [query.data]);
  return { query, live, everyMillis };
}

/** Events and answers may overtake each other. */
function newer(shown: Job, arrived: Job): Job {
  return instant(arrived.updated_at) >= instant(shown.updated_at) ? arrived : shown;
}

function useThrottled(act: () => void, millis: number): () => void {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const newest = useRef(act);
  useEffect(() => {
    newest.current = act;
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      newest.current();
    }, millis);
  };
}

function NoRuns({ view, clear }: { view: RunView; clear: () => void }) {
  return isFiltered(view) ? (
    <Empty
      title="No run fits the filter"
      actions={
        <Button variant="link" onClick={clear}>
          Clear filters
        </Button>
      }
    >
      Tables are found by their whole name: messages, chat.messages, or chat. for all tables of a namespace.
    </Empty>
  ) : (
    <Empty title="No runs yet">
      A table is flushed when it reaches its policy’s rows or age, or when somebody flushes it on its page under Tables.
    </Empty>
  );
}

interface TableProps {
  jobs: readonly Job[];
  view: RunView;
  onSort: (sort: JobSort, order: 'asc' | 'desc') => void;
}

/** Left out where rows become cards. */
const WIDE_ONLY: NonNullable<TdProps['visibility']> = ['hidden', 'visibleOnLg'];

function RunTable({ jobs, view, onSort }: TableProps) {
  const now = useNow();
  const sorts: readonly JobSort[] = ['created_at', 'finished_at', 'rows_written'];
  const sortOf = (sort: JobSort): { sort: NonNullable<ThProps['sort']> } => ({
    sort: {
      columnIndex: sorts.indexOf(sort),
      sortBy: { index: sorts.indexOf(view.sort), direction: view.order, defaultDirection: 'desc' },
      onSort: (_, __, direction) => onSort(sort, direction),
    },
  });
  return (
    <Table variant="compact" aria-label="Runs" gridBreakPoint="grid-lg" className="firn-runs">
      <Thead>
        <Tr>
          <Th modifier="nowrap">Status</Th>
          <Th modifier="nowrap">Run</Th>
          <Th modifier="nowrap">Table</Th>
          <Th modifier="nowrap">Type</Th>
          <Th modifier="nowrap" {...sortOf('rows_written')}>
            Rows
          </Th>
          <Th modifier="nowrap" visibility={WIDE_ONLY}>Size</Th>
          <Th modifier="nowrap" {...sortOf('created_at')}>
            Created
          </Th>
          <Th modifier="nowrap" visibility={WIDE_ONLY} {...sortOf('finished_at')}>
            Finished
          </Th>
          <Th modifier="nowrap">Took</Th>
          <Th modifier="nowrap">Trigger</Th>
        </Tr>
      </Thead>
      <Tbody>
        {jobs.map((job) => (
          <Tr key={job.job_id}>
            <Td dataLabel="Status" modifier="nowrap">
              <RunStatus status={job.status} compact />
              {job.restarts > 0 && <span className="firn-note"> attempt {job.restarts + 1}</span>}
            </Td>
            <Td dataLabel="Run" modifier="nowrap">
              <Link to={`/runs/${job.job_id}`} className="firn-mono">
                {job.job_id}
              </Link>
            </Td>
            <Td dataLabel="Table" className="firn-table-name">
              {tableOf(job)}
            </Td>
            <Td dataLabel="Type">{TYPE_NAMES[job.job_type]}</Td>
            <Td dataLabel="Rows">
              <RunProgress job={job} />
            </Td>
            <Td dataLabel="Size" className="firn-number" modifier="nowrap" visibility={WIDE_ONLY}>
              {job.bytes_written === 0 ? '–' : bytes(job.bytes_written)}
            </Td>
            <Td dataLabel="Created" className="firn-number" modifier="nowrap">
              <Ago time={job.created_at} now={now} />
            </Td>
            <Td dataLabel="Finished" className="firn-number" modifier="nowrap" visibility={WIDE_ONLY}>
              <Ago time={job.finished_at} now={now} />
            </Td>
            <Td dataLabel="Took" className="firn-number" modifier="nowrap">
              {job.started_at === null ? '–' : duration(tookMillis(job, now))}
            </Td>
            <Td dataLabel="Trigger" modifier="nowrap">
              {TRIGGER_NAMES[job.trigger]}
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
