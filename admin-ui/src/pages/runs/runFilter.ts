import { JOB_SORTS, JOB_STATUSES, JOB_TYPES, type JobFilter, type JobSort, type JobStatus, type JobType } from '../../api/jobs';

/** How far back, as it stands in the address; '' is everything. */
export const SPANS = ['', '1h', '24h', '7d', '30d'] as const;
export type Span = (typeof SPANS)[number];
const SPAN_MILLIS: Record<Exclude<Span, ''>, number> = {
  '1h': 3_600_000,
  '24h': 86_400_000,
  '7d': 7 * 86_400_000,
  '30d': 30 * 86_400_000,
};

export const PAGE_SIZES = [25, 50, 100, 200] as const;
const DEFAULT_SIZE = 50;

/** What the list shows; the address is its only home. */
export interface RunView {
  types: JobType[];
  statuses: JobStatus[];
  /** "chat.messages", "messages" (in any namespace) or "chat." (any table of it). */
  table: string;
  span: Span;
  sort: JobSort;
  order: 'asc' | 'desc';
  size: number;
  cursor: string;
}

/** Reads an address; what does not fit is as if it were not there. */
export function readView(address: URLSearchParams): RunView {
  const size = Number(address.get('size'));
  return {
    types: known(JOB_TYPES, address.get('type')),
    statuses: known(JOB_STATUSES, address.get('status')),
    table: address.get('table') ?? '',
    span: known(SPANS, address.get('since'))[0] ?? '',
    sort: known(JOB_SORTS, address.get('sort'))[0] ?? 'created_at',
    order: address.get('order') === 'asc' ? 'asc' : 'desc',
    size: PAGE_SIZES.find((one) => one === size) ?? DEFAULT_SIZE,
    cursor: address.get('cursor') ?? '',
  };
}

function known<T extends string>(all: readonly T[], text: string | null): T[] {
  const words = (text ?? '').split(',');
  return all.filter((one) => one !== '' && words.includes(one));
}

/** The address of a view; defaults are left out. */
export function writeView(view: RunView): URLSearchParams {
  const fields: Record<string, string> = {
    type: view.types.join(','),
    status: view.statuses.join(','),
    table: view.table,
    since: view.span,
    sort: view.sort === 'created_at' ? '' : view.sort,
    order: view.order === 'desc' ? '' : view.order,
    size: view.size === DEFAULT_SIZE ? '' : String(view.size),
    cursor: view.cursor,
  };
  return new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== ''));
}

export function isFiltered({ types, statuses, table, span }: RunView): boolean {
  return types.length > 0 || statuses.length > 0 || table !== '' || span !== '';
}

/** What the server is asked for; a span counts from the full minute, so that a page asked for again is the same. */
export function queryOf(view: RunView, now: number): JobFilter {
  const dot = view.table.indexOf('.');
  const minute = Math.floor(now / 60_000) * 60_000;
  return {
    type: view.types.join(','),
    status: view.statuses.join(','),
    namespace: dot < 0 ? '' : view.table.slice(0, dot).toLowerCase(),
    table: view.table.slice(dot + 1).toLowerCase(),
    since: view.span === '' ? '' : new Date(minute - SPAN_MILLIS[view.span]).toISOString(),
    sort: view.sort,
    order: view.order,
    limit: view.size,
    cursor: view.cursor,
  };
}

/** The id of a run, typed where a table is asked for. */
export function asRunId(text: string): string | null {
  const id = text.trim().toUpperCase();
  return /^(FL|CO|RT|SC|BK)-[0-9A-Z]{4,}$/.test(id) ? id : null;
}
