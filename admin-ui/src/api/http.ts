import { ApiError, UnreachableError, isAbort } from './errors';
import { Observable } from './observable';
import type { paths } from './openapi';
import { accessToken, forgetAccessToken, signOut } from './session';

/** Whether the last call got an answer, whichever. */
export const reachable = new Observable(true);

type Method = 'get' | 'post' | 'put' | 'delete';
type Value = string | number | boolean | undefined;

/** The paths of openapi.yaml that know a method. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, { responses: unknown }> ? P : never;
}[keyof paths];

type Operation<P extends keyof paths, M extends Method> = paths[P] extends Record<M, infer O> ? O : never;

/** The JSON of an operation's answer 200. */
export type Answer<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { responses: { 200: { content: { 'application/json': infer A } } } } ? A : never;

type Body<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { requestBody?: { content: { 'application/json': infer B } } } ? B : never;

export interface Call<B = unknown> {
  /** Fills the {names} of the path. */
  path?: Record<string, string | number>;
  query?: Record<string, Value>;
  body?: B;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
}

/** Calls an operation of openapi.yaml and gives its JSON. Throws ApiError, UnreachableError, or what aborting throws. */
export async function request<M extends Method, P extends PathOf<M>>(
  method: M,
  path: P,
  call: Call<Body<P, M>> = {},
): Promise<Answer<P, M>> {
  const answer = await send(method, url(path as string, call), call);
  return (await readingBody(() => answer.json())) as Answer<P, M>;
}

/** Sends one signed-in call and gives its answer when that is ok, for those who read the body as a stream. */
export async function send(method: string, target: string, call: Call = {}): Promise<Response> {
  const answer = await exchange(method, target, call);
  if (!answer.ok) {
    throw await ApiError.of(answer);
  }
  return answer;
}

/**
 * Sends one signed-in call and gives its answer, whichever. A token that the server does not accept any more is renewed
 * once; when that fails the session ends.
 */
export async function exchange(method: string, target: string, call: Call = {}): Promise<Response> {
  let answer = await sendOnce(method, target, call, await accessToken(call.signal));
  if (answer.status === 401) {
    forgetAccessToken();
    answer = await sendOnce(method, target, call, await accessToken(call.signal));
    if (answer.status === 401) {
      signOut('expired');
    }
  }
  return answer;
}

async function sendOnce(method: string, target: string, call: Call, token: string | null): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json', ...call.headers };
  if (token !== null) {
    headers['Authorization'] = `Bearer ${token}`;
  }
  const init: RequestInit = { method: method.toUpperCase(), headers, cache: 'no-store', credentials: 'omit' };
  if (call.body !== undefined) {
    headers['Content-Type'] ??= 'application/json';
    init.body = typeof call.body === 'string' ? call.body : JSON.stringify(call.body);
  }
  if (call.signal) {
    init.signal = call.signal;
  }
  return fetchOrThrow(target, init);
}

/** A fetch that keeps {@link reachable} up to date. */
export async function fetchOrThrow(target: string, init: RequestInit): Promise<Response> {
  const answer = await readingBody(() => fetch(target, init));
  // A proxy in front of a server that is down answers for it.
  reachable.set(![502, 503, 504].includes(answer.status) || isJson(answer));
  if (!reachable.value) {
    throw new UnreachableError(answer.status);
  }
  return answer;
}

function isJson(answer: Response): boolean {
  return (answer.headers.get('Content-Type') ?? '').includes('json');
}

async function readingBody<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (failure) {
    if (isAbort(failure)) {
      throw failure;
    }
    reachable.set(false);
    throw new UnreachableError(failure);
  }
}

/** The address of an operation, its {names} filled in and its query appended; undefined and '' are left out. */
export function url(path: string, { path: names = {}, query = {} }: Call = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = names[name];
    if (value === undefined) {
      throw new Error(`${path} needs ${name}`);
    }
    return encodeURIComponent(value);
  });
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text === '' ? filled : `${filled}?${text}`;
}
