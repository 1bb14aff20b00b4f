import { afterEach, describe, expect, it, vi } from 'vitest';
import { failure, fakeServer, json } from '../../testing/fakeServer';
import { SqlRun, bodyOf, type RunState, type Script } from './run';

const NOWHERE = { from: 0, prefix: '' };

function script(sql: string): Script {
  return { sql, params: [], namespace: '' };
}

/** Answers `POST /v1/api/sql` with pieces of text, the last one when `more` is called; counts cancelled requests. */
function streaming(...pieces: string[]) {
  const cancelled: string[] = [];
  let controller!: ReadableStreamDefaultController<Uint8Array>;
  vi.stubGlobal('fetch', (target: string, init: RequestInit) => {
    if (init.method === 'DELETE') {
      cancelled.push(target);
      return Promise.resolve(json({ status: 'success' }));
    }
    const body = new ReadableStream<Uint8Array>({ start: (opened) => void (controller = opened) });
    init.signal?.addEventListener('abort', () => controller.error(init.signal!.reason));
    pieces.forEach((piece) => controller.enqueue(new TextEncoder().encode(piece)));
    return Promise.resolve(new Response(body, { headers: { 'Content-Type': 'application/json' } }));
  });
  return {
    cancelled,
    more: (text: string) => controller.enqueue(new TextEncoder().encode(text)),
    close: () => controller.close(),
  };
}

function reached(run: SqlRun, condition: (state: RunState) => boolean): Promise<void> {
  return vi.waitFor(() => expect(condition(run.state.value)).toBe(true), { timeout: 20_000 });
}

const HEAD = '{"results":[{"schema":[{"name":"a","data_type":"Int","index":0}],"rows":[';
const rowsOf = (count: number) => Array.from({ length: count }, (_, i) => `[${i}]`).join(',');

afterEach(() => vi.unstubAllGlobals());

it('sends parameters as they are written', () => {
  const { params } = JSON.parse(bodyOf({ sql: 'q', params: ['"a"', 'null'], namespace: 'chat' })) as { params: unknown[] };
  expect(params).toEqual(['a', null]);
  expect(bodyOf({ sql: '"', params: ['12345678901234567890'], namespace: '' })).toBe('{"sql":"\\"","params":[12345678901234567890]}');
});

describe('a run', () => {
  it('shows rows before the answer has ended', async () => {
    const server = streaming(`${HEAD}[1],[2]`);
    const run = new SqlRun(script('SELECT a FROM t'), NOWHERE);
    void run.start();
    await reached(run, ({ received }) => received === 2);
    expect(run.state.value.phase).toBe('running');
    server.more(',[3]],"row_count":3,"as_user":"u"}],"status":"success","took":4.5}');
    server.close();
    await reached(run, () => run.isOver);
    const { phase, results, took } = run.state.value;
    expect([phase, took, results[0]!.rows.length, results[0]!.end!.row_count]).toEqual(['success', 4.5, 3, 3]);
  });

  it('keeps the results before a failure', async () => {
    const done = { schema: [], rows: [], row_count: 1, as_user: 'u', message: 'Inserted 1 row(s)' };
    const error = { code: 'TABLE_NOT_FOUND', message: 'no', details: null, sqlstate: '42P01', position: 9, query_id: 'q' };
    fakeServer({ 'POST /v1/api/sql': () => json({ results: [done], status: 'error', took: 1, error }, 404) });
    const run = new SqlRun(script('INSERT …; SELECT …'), NOWHERE);
    await run.start();
    expect(run.state.value).toMatchObject({ phase: 'error', error });
    expect(run.state.value.results[0]!.end!.message).toBe('Inserted 1 row(s)');
  });

  it('fails when the answer breaks off, or is none', async () => {
    const server = streaming(`${HEAD}[1]`);
    const run = new SqlRun(script('SELECT 1'), NOWHERE);
    void run.start();
    await reached(run, ({ received }) => received === 1);
    server.close();
    await reached(run, () => run.isOver);
    expect(run.state.value).toMatchObject({ phase: 'error', error: { code: 'NO_ANSWER' } });
    fakeServer({ 'POST /v1/api/sql': () => Promise.reject(new TypeError('down')) });
    const second = new SqlRun(script('SELECT 1'), NOWHERE);
    await second.start();
    expect(second.state.value.error!.message).toBe('The server does not answer');
  });

  it('is cancelled on the server, whose answer it still reads', async () => {
    const server = streaming(`${HEAD}[1]`);
    const run = new SqlRun(script('SELECT 1'), NOWHERE);
    void run.start();
    await reached(run, ({ received }) => received === 1);
    await run.cancel();
    expect(server.cancelled).toEqual([`/v1/api/queries/${run.id}`]);
    expect(run.state.value.phase).toBe('cancelling');
    server.more(']}],"status":"error","took":2,"error":{"code":"QUERY_CANCELLED","message":"cancelled"}}');
    server.close();
    await reached(run, () => run.isOver);
    expect(run.state.value).toMatchObject({ phase: 'cancelled', took: 2 });
  });

  it('is given up when the server knows nothing to cancel', async () => {
    vi.stubGlobal('fetch', (_: string, init: RequestInit) =>
      init.method === 'DELETE'
        ? Promise.resolve(failure(404, 'NOT_FOUND', 'no query of this id is running'))
        : new Promise((_resolve, reject) => init.signal!.addEventListener('abort', () => reject(init.signal!.reason as Error))),
    );
    const run = new SqlRun(script('SELECT 1'), NOWHERE);
    void run.start();
    await run.cancel();
    await reached(run, () => run.isOver);
    expect(run.state.value.phase).toBe('cancelled');
  });

  it('stops a query of which it keeps no more rows', async () => {
    const server = streaming(HEAD, rowsOf(200_000), ',', rowsOf(1000));
    const run = new SqlRun(script('SELECT a FROM t'), NOWHERE);
    await run.start();
    const { phase, results } = run.state.value;
    expect([phase, results[0]!.rows.length, results[0]!.cut]).toEqual(['success', 200_000, true]);
    expect(server.cancelled).toHaveLength(1);
  });

  it('reads a batch to its end, also beyond the rows that it keeps', async () => {
    const tail = '],"row_count":201000,"as_user":"u"},{"schema":[],"rows":[],"row_count":1,"as_user":"u","message":"Inserted"}]';
    const server = streaming(HEAD, rowsOf(200_000), ',', rowsOf(1000), `${tail},"status":"success","took":1}`);
    const run = new SqlRun(script('SELECT a FROM t; INSERT INTO t VALUES (1)'), NOWHERE);
    void run.start();
    await reached(run, ({ received }) => received === 201_000);
    server.close();
    await reached(run, () => run.isOver);
    const { phase, results, received } = run.state.value;
    expect([phase, received, results[0]!.cut, results[1]!.end!.message]).toEqual(['success', 201_000, true, 'Inserted']);
    expect(server.cancelled).toEqual([]);
  });
});
