import { beforeEach, describe, expect, it, vi } from 'vitest';
import { failure } from '../../testing/fakeServer';
import { EXPORT_FORMS, exportFile } from './export';

const script = { sql: 'SELECT 1', params: [], namespace: 'chat' };
const [csv, ndjson] = EXPORT_FORMS as [(typeof EXPORT_FORMS)[number], (typeof EXPORT_FORMS)[number]];
let sent: RequestInit | undefined;

function answers(answer: Response): void {
  vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
    sent = init;
    return Promise.resolve(answer);
  });
}

function run(form = ndjson): Promise<string> {
  return exportFile(script, form, 'q', new AbortController().signal).then((file) => file.text());
}

describe('an export', () => {
  beforeEach(() => {
    sent = undefined;
    return () => vi.unstubAllGlobals();
  });

  it('asks for its form', async () => {
    answers(new Response('a\r\n1\r\n'));
    expect(await run(csv)).toBe('a\r\n1\r\n');
    expect(new Headers(sent!.headers).get('Accept')).toBe('text/csv');
    expect(JSON.parse(sent!.body as string)).toEqual({ sql: 'SELECT 1', namespace_id: 'chat' });
  });

  it('holds the rows of NDJSON and not its last line', async () => {
    answers(new Response('{"a":"é"}\n{"a":2}\n{"complete":true,"row_count":2}\n'));
    expect(await run()).toBe('{"a":"é"}\n{"a":2}\n');
    answers(new Response('{"complete":true,"row_count":0}\n'));
    expect(await run()).toBe('');
  });

  it('fails with the failure of its last line', async () => {
    answers(new Response('{"a":1}\n{"complete":false,"error":{"code":"QUERY_CANCELLED","message":"The query was cancelled"}}\n'));
    await expect(run()).rejects.toThrow('The query was cancelled');
  });

  it.each(['{"a":1}\n', '{"a":1}\n{"compl', ''])('fails when NDJSON ends with %s', async (body) => {
    answers(new Response(body));
    await expect(run()).rejects.toThrow('broke off');
  });

  it('fails when the server refuses or the connection breaks', async () => {
    answers(failure(406, 'NOT_ACCEPTABLE', 'the last statement has no rows'));
    await expect(run()).rejects.toThrow('the last statement has no rows');
    answers({ ok: true, status: 200, headers: new Headers(), blob: () => Promise.reject(new TypeError('network')) } as unknown as Response);
    await expect(run(csv)).rejects.toThrow('broke off');
  });
});
