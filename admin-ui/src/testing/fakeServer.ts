import { vi } from 'vitest';

export interface FakeCall {
  method: string;
  target: string;
  body: unknown;
  authorization: string | null;
}

type Responder = (call: FakeCall) => Response | Promise<Response>;

/** Answers fetch by "METHOD /path" without the query; what is not listed is 404. Gives the calls that came. */
export function fakeServer(responders: Record<string, Responder>): FakeCall[] {
  const calls: FakeCall[] = [];
  vi.stubGlobal('fetch', async (target: string, init: RequestInit = {}) => {
    init.signal?.throwIfAborted();
    const call: FakeCall = {
      method: init.method ?? 'GET',
      target,
      body: typeof init.body === 'string' ? JSON.parse(init.body) : null,
      authorization: new Headers(init.headers).get('Authorization'),
    };
    calls.push(call);
    const responder = responders[`${call.method} ${target.split('?')[0]}`];
    return responder === undefined ? failure(404, 'NOT_FOUND', `nothing at ${target}`) : responder(call);
  });
  return calls;
}

export function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
}

export function failure(status: number, code: string, message: string): Response {
  return json(
    { status: 'error', results: [], took: 1, error: { code, message, details: null, sqlstate: '', position: null, query_id: 'q-1' } },
    status,
  );
}

/** A pair of tokens that holds for an hour. */
export function session(name: string, role = 'dba', accessToken = 'access-1'): Response {
  const later = new Date(Date.now() + 3_600_000).toISOString();
  return json({
    user: { id: name, role },
    access_token: accessToken,
    expires_at: later,
    refresh_token: 'refresh-1',
    refresh_expires_at: later,
  });
}
