import { Button, FormSelect, FormSelectOption } from '@patternfly/react-core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { listJobs, type Job, type JobSort } from '../../api/jobs';
import { Ago } from '../../components/Ago';
import { CursorPager } from '../../components/CursorPager';
import { DataTable, FIGURES, type Column } from '../../components/DataTable';
import { PageFrame } from '../../components/PageFrame';
import { Empty, Loaded } from '../../components/states';
import { useNow } from '../../components/useNow';
import { bytes } from '../../format/units';
import { LiveMark } from './LiveMark';
import { newer, paces } from './progress';
import { runColumns } from './runColumns';
import { RunFilters } from './RunFilters';
import { PAGE_SIZES, isFiltered, queryOf, readView, writeView, type RunView } from './runFilter';
import { useLiveRuns } from './useLiveRuns';
import { TRIGGER_NAMES } from './words';

type Page = Awaited<ReturnType<typeof listJobs>>;

/** Runs of all types; the address holds filter, order and page. */
export function RunList() {
  const { search } = useLocation();
  const navigate = useNavigate();
  const view = readView(new URLSearchParams(search));
  const { query, feed, everyMillis } = useRuns(view);

  const change = (changes: Partial<RunView>) =>
    void navigate({ search: writeView({ ...view, cursor: '', ...changes }).toString() });

  return (
    <PageFrame
      title="Flush runs"
      subtitle="Flushes, compactions, retention and scrubs, as they run"
      mark={<LiveMark feed={feed} />}
    >
      <RunFilters view={view} onChange={change} />
      <Loaded query={query} what="runs" everyMillis={everyMillis}>
        {(page) =>
          page.jobs.length === 0 ? (
            <NoRuns view={view} clear={() => change({ types: [], statuses: [], table: '', span: '' })} />
          ) : (
            <>
              <RunTable jobs={page.jobs} view={view} onSort={(sort, order) => change({ sort, order })} />
              <CursorPager next={page.next} busy={query.isPlaceholderData}>
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
              </CursorPager>
            </>
          )
        }
      </Loaded>
    </PageFrame>
  );
}

/** A page of runs, kept up to date. */
function useRuns(view: RunView) {
  const key = ['jobs', writeView(view).toString()];
  const { feed, everyMillis } = useLiveRuns<Page>({
    key,
    take: (page, job) => {
      const at = page.jobs.findIndex(({ job_id }) => job_id === job.job_id);
      return at < 0 ? page : { ...page, jobs: page.jobs.with(at, newer(page.jobs[at]!, job)) };
    },
    // A run that appears, or that the filter or the order may now place elsewhere.
    asks: (page, job) => {
      const shown = page?.jobs.find(({ job_id }) => job_id === job.job_id);
      return shown === undefined ? view.cursor === '' : shown.status !== job.status;
    },
  });
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => listJobs(queryOf(view, Date.now()), signal),
    refetchInterval: everyMillis,
    placeholderData: keepPreviousData,
    // A page holds up to a few MiB of traces: those left behind go soon.
    gcTime: 10_000,
  });
  useEffect(() => query.data?.jobs.forEach((job) => paces.observe(job)), [query.data]);
  return { query, feed, everyMillis };
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

function RunTable({ jobs, view, onSort }: TableProps) {
  const now = useNow();
  const { status, run, table, type, rows, took } = runColumns(now);
  const sorts: readonly JobSort[] = ['created_at', 'finished_at', 'rows_written'];
  const sortOf = (sort: JobSort): Pick<Column<Job>, 'sort'> => ({
    sort: {
      columnIndex: sorts.indexOf(sort),
      sortBy: { index: sorts.indexOf(view.sort), direction: view.order, defaultDirection: 'desc' },
      onSort: (_, __, direction) => onSort(sort, direction),
    },
  });
  const columns: readonly Column<Job>[] = [
    status,
    run,
    table,
    type,
    { ...rows, ...sortOf('rows_written') },
    { head: 'Size', cell: ({ bytes_written }) => (bytes_written === 0 ? '–' : bytes(bytes_written)), ...FIGURES, wideOnly: true },
    { head: 'Created', cell: ({ created_at }) => <Ago time={created_at} now={now} />, ...FIGURES, ...sortOf('created_at') },
    {
      head: 'Finished',
      cell: ({ finished_at }) => <Ago time={finished_at} now={now} />,
      ...FIGURES,
      ...sortOf('finished_at'),
      wideOnly: true,
    },
    took,
    { head: 'Trigger', cell: ({ trigger }) => TRIGGER_NAMES[trigger], modifier: 'nowrap', wideOnly: true },
  ];
  return <DataTable label="Runs" rows={jobs} keyOf={({ job_id }) => job_id} columns={columns} cardsBelow="lg" />;
}
