import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failure, fakeServer, json, session } from '../testing/fakeServer';
import { ApiError, UnreachableError } from './errors';
import { reachable, request, url } from './http';
import { leave, signIn, signInWith, signOut } from './session';

beforeEach(() => {
  signOut();
  reachable.set(true);
});
afterEach(() => vi.unstubAllGlobals());

describe('a call', () => {
  it('carries the token of the sign-in, which no storage holds', async () => {
    const calls = fakeServer({
      'POST /v1/api/auth/login': () => session('ada'),
      'GET /v1/api/auth/me': () => json({ user: { id: 'ada', role: 'dba' } }),
    });
    await signInWith('ada', 'secret');
    await request('get', '/v1/api/auth/me');
    expect(calls.at(-1)?.authorization).toBe('Bearer access-1');
    expect(JSON.stringify({ ...sessionStorage, ...localStorage })).not.toContain('access-1');
  });

  it('renews a token that is not accepted any more, once, and goes on', async () => {
    const calls = fakeServer({
      'POST /v1/api/auth/login': () => session('ada'),
      'POST /v1/api/auth/refresh': () => session('ada', 'dba', 'access-2'),
      'GET /v1/api/auth/me': ({ authorization }) =>
        authorization === 'Bearer access-2'
          ? json({ user: { id: 'ada', role: 'dba' } })
          : failure(401, 'UNAUTHENTICATED', 'expired'),
    });
    await signInWith('ada', 'secret');
    const both = await Promise.all([request('get', '/v1/api/auth/me'), request('get', '/v1/api/auth/me')]);
    expect(both[0].user.id).toBe('ada');
    expect(calls.filter(({ target }) => target.endsWith('/refresh'))).toHaveLength(1);
    expect(signIn.value.state).toBe('signed-in');
  });

  it('ends the session when the token cannot be renewed', async () => {
    fakeServer({
      'POST /v1/api/auth/login': () => session('ada'),
      'POST /v1/api/auth/refresh': () => failure(401, 'UNAUTHENTICATED', 'expired'),
      'GET /v1/api/auth/me': () => failure(401, 'UNAUTHENTICATED', 'expired'),
    });
    await signInWith('ada', 'secret');
    await expect(request('get', '/v1/api/auth/me')).rejects.toThrow(ApiError);
    expect(signIn.value).toEqual({ state: 'signed-out', because: 'expired' });
    expect(sessionStorage).toHaveLength(0);
  });

  it('gives code, message, position and request of a refusal', async () => {
    fakeServer({
      'POST /v1/api/sql': () =>
        json({ error: { code: 'INVALID_SQL', message: 'no', position: 7, details: { line: 1 }, query_id: 'q' } }, 400),
    });
    const refused = await request('post', '/v1/api/sql', { body: { sql: 'selec' } }).catch((e: unknown) => e);
    expect(refused).toMatchObject({ status: 400, code: 'INVALID_SQL', message: 'no', position: 7, queryId: 'q' });
    expect(reachable.value).toBe(true);
  });

  it('tells a server that is gone from one that refuses, also behind a proxy', async () => {
    fakeServer({ 'GET /v1/api/auth/me': () => Promise.reject(new TypeError('Failed to fetch')) });
    await expect(request('get', '/v1/api/auth/me')).rejects.toThrow(UnreachableError);
    expect(reachable.value).toBe(false);
    fakeServer({ 'GET /v1/api/auth/me': () => new Response('<h1>Bad gateway</h1>', { status: 502 }) });
    await expect(request('get', '/v1/api/auth/me')).rejects.toThrow(UnreachableError);
    fakeServer({ 'GET /v1/api/auth/me': () => failure(503, 'STORAGE_UNAVAILABLE', 'read-only') });
    await expect(request('get', '/v1/api/auth/me')).rejects.toThrow('read-only');
    expect(reachable.value).toBe(true);
  });

  it('can be aborted, which says nothing about the server', async () => {
    fakeServer({ 'GET /v1/api/auth/me': () => json({}) });
    const aborted = request('get', '/v1/api/auth/me', { signal: AbortSignal.abort() });
    await expect(aborted).rejects.toHaveProperty('name', 'AbortError');
    expect(reachable.value).toBe(true);
  });
});

describe('signing out', () => {
  it('ends the session here at once and its tokens at the server', async () => {
    const calls = fakeServer({
      'POST /v1/api/auth/login': () => session('ada'),
      'POST /v1/api/auth/logout': () => Promise.reject(new TypeError('Failed to fetch')),
    });
    await signInWith('ada', 'secret');
    const left = leave();
    expect(signIn.value).toEqual({ state: 'signed-out' });
    expect(sessionStorage).toHaveLength(0);
    await left;
    expect(calls.at(-1)).toMatchObject({ target: '/v1/api/auth/logout', authorization: 'Bearer access-1' });
  });
});

describe('an address', () => {
  it('escapes names and leaves out what is not given', () => {
    expect(url('/v1/api/jobs/{id}', { path: { id: 'a/b ?' }, query: { limit: 5, table: undefined, type: '' } })).toBe(
      '/v1/api/jobs/a%2Fb%20%3F?limit=5',
    );
    expect(() => url('/v1/api/jobs/{id}')).toThrow('needs id');
  });
});
