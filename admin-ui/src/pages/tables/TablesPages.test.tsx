import { QueryClientProvider } from '@tanstack/react-query';
import { fireEvent, render, screen, within } from '@testing-library/react';
import { MemoryRouter, Route, Routes, useLocation } from 'react-router';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { newQueryClient } from '../../api/queries';
import { signIn, type Role } from '../../api/session';
import type { DataFileDetail, TableDetail } from '../../api/tables';
import { failure, fakeServer, json } from '../../testing/fakeServer';
import TablesPages from './TablesPages';

const TABLE: TableDetail = {
  namespace_id: 'chat',
  table_name: 'messages',
  table_type: 'USER',
  access_level: null,
  primary_key: 'id',
  column_count: 1,
  flush_policy: { rows: 1000, interval_seconds: 60 },
  ttl_seconds: null,
  may_flush: true,
  buffer: { rows: 250, bytes: 41_230, oldest_at: null, oldest_age_seconds: null, threshold_rows: 1000, share: 0.25, seconds_to_flush: 30, due: false },
  files: { count: 3, rows: 3000, bytes: 91_022, quarantined: 1 },
  running_job: null,
  last_job: null,
  schema_version: 1,
  creator: 'ada',
  created_at: '2026-11-23T02:00:00.000000',
  scope_count: 2,
  columns: [{ name: 'id', data_type: 'BIGINT', nullable: false, default: 'SNOWFLAKE_ID()', primary_key: true, column_id: 1 }],
};

const FILE: DataFileDetail = {
  file: {
    file_id: '17',
    file_name: 'batch-1.parquet',
    kind: 'own',
    user_id: "o'neil",
    scope_count: 1,
    rows: 900,
    bytes: 31_000,
    level: 0,
    min_seq: '101',
    max_seq: '1000',
    oldest_row_at: '2026-11-23T01:00:00.000000',
    newest_row_at: '2026-11-23T01:00:59.000000',
    schema_version: 1,
    job_id: 'FL-01KAQZ0V9T2M',
    job_type: 'flush',
    state: 'verified',
    quarantine: null,
  },
  namespace_id: 'chat',
  table_name: 'messages',
  job: null,
  scopes: [{ user_id: "o'neil", rows: 900, min_seq: '101', max_seq: '1000' }],
  checksum: { algorithm: 'CRC-32C', value: '9ae3c1f0' },
  values_shown: true,
  footer: {
    created_by: 'parquet-mr',
    format_version: 1,
    rows: 900,
    columns: [{ name: 'id', column_id: 1, physical_type: 'INT64', logical_type: null, system: false }],
    row_group_count: 2,
    row_groups: [group(0)],
    next: 1,
  },
};

function group(index: number) {
  return {
    index,
    rows: 450,
    bytes: 7200,
    compressed_bytes: 1800,
    columns: [
      {
        name: 'id',
        values: 450,
        bytes: 7200,
        compressed_bytes: 1800,
        compression: 'ZSTD',
        encodings: ['PLAIN'],
        null_count: 0,
        min: `first of ${index}`,
        max: `last of ${index}`,
        bloom_filter: true,
        page_index: true,
      },
    ],
  };
}

const DONE = (message: string) => json({ results: [{ schema: [], rows: [], row_count: 0, as_user: 'ada', message }], status: 'success', took: 1 });
const FILE_PATH = '/v1/api/tables/chat/messages/files/17';

function Where() {
  const { pathname, search } = useLocation();
  return <output>{pathname + search}</output>;
}

function open(address: string, role: Role = 'dba') {
  signIn.set({ state: 'signed-in', user: { id: 'ada', role } });
  render(
    <QueryClientProvider client={newQueryClient()}>
      <MemoryRouter initialEntries={[address]}>
        <Routes>
          <Route path="/tables/*" element={<TablesPages />} />
        </Routes>
        <Where />
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

afterEach(() => {
  vi.unstubAllGlobals();
  signIn.set({ state: 'signed-out' });
});

describe('the list of tables', () => {
  it('asks the server for what the address says', async () => {
    const calls = fakeServer({ 'GET /v1/api/tables': () => json({ tables: [TABLE], next: 'c2' }), 'POST /v1/api/sql': () => failure(403, 'X', 'x') });
    open('/tables?name=mess&type=USER&sort=share&cursor=c1');
    const row = within(await screen.findByRole('grid', { name: 'Tables' })).getByRole('row', { name: /chat\.messages/ });
    expect(row.textContent).toContain('25 %');
    expect(row.textContent).toContain('in 30 s, or at 1,000 rows');
    expect(row.textContent).toContain('1 quarantined');
    const asked = new URLSearchParams(calls.find(({ method }) => method === 'GET')!.target.split('?')[1]);
    expect(Object.fromEntries(asked)).toEqual({ name: 'mess', type: 'USER', sort: 'share', order: 'desc', limit: '100', cursor: 'c1' });
    fireEvent.click(screen.getByRole('button', { name: 'Next' }));
    expect(screen.getByRole('status', { name: '' }).textContent).toContain('cursor=c2');
  });

  it('begins anew when filter or order change, and keeps the rest of the address', async () => {
    fakeServer({ 'GET /v1/api/tables': () => json({ tables: [TABLE], next: null }), 'POST /v1/api/sql': () => failure(403, 'X', 'x') });
    open('/tables?name=mess&sort=share&cursor=c1');
    fireEvent.click(await screen.findByRole('button', { name: 'Buffered' }));
    await screen.findByText('/tables?name=mess&sort=buffered_rows');
    fireEvent.click(screen.getByRole('button', { name: 'Type' }));
    fireEvent.click(await screen.findByRole('checkbox', { name: 'USER' }));
    await screen.findByText('/tables?name=mess&sort=buffered_rows&type=USER');
  });

  it('leaves out what concerns operators', async () => {
    fakeServer({ 'GET /v1/api/tables': () => json({ tables: [TABLE], next: null }), 'POST /v1/api/sql': () => failure(403, 'X', 'x') });
    open('/tables', 'user');
    await screen.findByRole('grid', { name: 'Tables' });
    expect(screen.queryByText('Newest run')).toBeNull();
    expect(screen.queryByText('To the next flush')).toBeNull();
  });

  it('says that there is none, and that the filter leaves none', async () => {
    fakeServer({ 'GET /v1/api/tables': () => json({ tables: [], next: null }), 'POST /v1/api/sql': () => failure(403, 'X', 'x') });
    open('/tables?name=x');
    fireEvent.click((await screen.findAllByRole('button', { name: 'Clear filters' })).at(-1)!);
    await screen.findByText('No tables yet');
  });
});

describe('a table', () => {
  it('is flushed by its button, which leads to the run', async () => {
    const calls = fakeServer({
      'GET /v1/api/tables/chat/messages': () => json(TABLE),
      'POST /v1/api/sql': () => DONE("Storage flush started for table 'chat.messages'. Job ID: FL-1M833FH7THPC"),
    });
    open('/tables/chat/messages');
    fireEvent.click(await screen.findByRole('button', { name: 'Flush' }));
    await vi.waitFor(() => expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({ sql: 'STORAGE FLUSH TABLE chat.messages' }), {
      timeout: 20_000,
    });
  });

  it('has no such buttons for those who may not', async () => {
    fakeServer({ 'GET /v1/api/tables/chat/messages': () => json({ ...TABLE, may_flush: false, scope_count: null }) });
    open('/tables/chat/messages', 'user');
    await screen.findByText('Your rows');
    expect(screen.queryByRole('button', { name: 'Flush' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Compact' })).toBeNull();
  });

  it('that is not there is said to be so', async () => {
    fakeServer({ 'GET /v1/api/tables/chat/messages': () => failure(404, 'TABLE_NOT_FOUND', 'table chat.messages does not exist') });
    open('/tables/chat/messages');
    await screen.findByText(/table chat.messages does not exist/);
  });
});

describe('a data file', () => {
  it('shows where its rows come from and what its footer says, group by group', async () => {
    fakeServer({
      [`GET ${FILE_PATH}`]: ({ target }) =>
        json(target.endsWith('from=1') ? { ...FILE, footer: { ...FILE.footer, row_groups: [group(1)], next: null } } : FILE),
    });
    open('/tables/chat/messages/files/17');
    const lineage = await screen.findByRole('list', { name: 'Where its rows come from' });
    expect(within(lineage).getByRole('link').getAttribute('href')).toBe('/runs/FL-01KAQZ0V9T2M');
    expect(lineage.textContent).toContain("o'neil");
    screen.getByText('first of 0');
    fireEvent.click(screen.getByRole('button', { name: 'Show more of 2 row groups' }));
    await screen.findByText('last of 1');
    expect(screen.queryByRole('button', { name: /Show more/ })).toBeNull();
  });

  it('that is quarantined says what to do, and a dba may give it up', async () => {
    const quarantine = { reason: 'missing', message: 'it is missing', since: '2026-11-23T02:00:00.000000' } as const;
    const damaged = { ...FILE, file: { ...FILE.file, state: 'quarantined', quarantine }, footer: null };
    const calls = fakeServer({ [`GET ${FILE_PATH}`]: () => json(damaged), 'POST /v1/api/sql': () => DONE('900 row versions lost') });
    open('/tables/chat/messages/files/17');
    await screen.findByText('it is missing');
    fireEvent.click(screen.getByRole('button', { name: 'Drop the file' }));
    fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Drop' }));
    await vi.waitFor(() => expect(screen.getByText('/tables/chat/messages?section=files')).toBeTruthy(), { timeout: 20_000 });
    expect(calls.find(({ method }) => method === 'POST')!.body).toEqual({ sql: "STORAGE DROP FILE '17' FROM TABLE chat.messages" });
  });

  it('cannot be given up by others', async () => {
    const quarantine = { reason: 'missing', message: 'it is missing', since: '2026-11-23T02:00:00.000000' } as const;
    fakeServer({ [`GET ${FILE_PATH}`]: () => json({ ...FILE, file: { ...FILE.file, state: 'quarantined', quarantine }, footer: null }) });
    open('/tables/chat/messages/files/17', 'service');
    await screen.findByText('it is missing');
    expect(screen.queryByRole('button', { name: 'Drop the file' })).toBeNull();
  });
});
