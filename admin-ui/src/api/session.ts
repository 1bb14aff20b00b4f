import { ApiError } from './errors';
import { fetchOrThrow } from './http';
import { Observable } from './observable';
import type { components } from './openapi';

export type User = components['schemas']['User'];
export type Role = User['role'];
type Session = components['schemas']['Session'];

/** signed-out carries why, when it was not the user who asked for it. */
export type SignIn =
  | { state: 'resuming' }
  | { state: 'signed-in'; user: User }
  | { state: 'signed-out'; because?: 'expired' };

/**
 * The refresh token outlives a reload of its tab, in sessionStorage; the access token lives in memory only. Neither is
 * ever put into a URL, a cookie or localStorage.
 */
const REFRESH_TOKEN = 'firn.refresh-token';
const RENEW_BEFORE_MILLIS = 30_000;

export const signIn = new Observable<SignIn>(
  sessionStorage.getItem(REFRESH_TOKEN) === null ? { state: 'signed-out' } : { state: 'resuming' },
);

let access: { token: string; renewAt: number } | null = null;
let renewing: Promise<void> | null = null;

/** Throws ApiError (UNAUTHENTICATED) for a wrong user or password. */
export async function signInWith(user: string, password: string, signal?: AbortSignal): Promise<void> {
  keep(await tokens('/v1/api/auth/login', { user, password }, signal));
}

/** Ends the session of this tab. */
export function signOut(because?: 'expired'): void {
  access = null;
  sessionStorage.removeItem(REFRESH_TOKEN);
  signIn.set(because === undefined ? { state: 'signed-out' } : { state: 'signed-out', because });
}

const LOGOUT_MILLIS = 5_000;

/** Ends this tab's session at once, and then its tokens at the server, when that answers. */
export async function leave(): Promise<void> {
  const token = access?.token;
  signOut();
  if (token !== undefined) {
    await fetchOrThrow('/v1/api/auth/logout', {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, Accept: 'application/json' },
      signal: AbortSignal.timeout(LOGOUT_MILLIS),
    }).catch(() => undefined);
  }
}

/** The token for a call; renewed when it is about to expire. Null when nobody is signed in. */
export async function accessToken(signal?: AbortSignal): Promise<string | null> {
  if (access === null || Date.now() >= access.renewAt) {
    await resume(signal);
  }
  return access?.token ?? null;
}

/** What the server refused is not used again. */
export function forgetAccessToken(): void {
  access = null;
}

/** Gets a new access token for the refresh token of this tab; ends the session when the server refuses. */
export async function resume(signal?: AbortSignal): Promise<void> {
  const refreshToken = sessionStorage.getItem(REFRESH_TOKEN);
  if (refreshToken === null) {
    return;
  }
  renewing ??= renew(refreshToken).finally(() => {
    renewing = null;
  });
  await renewing;
  signal?.throwIfAborted();
}

async function renew(refreshToken: string): Promise<void> {
  try {
    const session = await tokens('/v1/api/auth/refresh', { refresh_token: refreshToken });
    if (sessionStorage.getItem(REFRESH_TOKEN) === refreshToken) {
      keep(session);
    }
  } catch (failure) {
    if (failure instanceof ApiError && failure.status < 500) {
      signOut('expired');
    }
    throw failure;
  }
}

async function tokens(target: string, body: object, signal?: AbortSignal): Promise<Session> {
  const answer = await fetchOrThrow(target, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify(body),
    cache: 'no-store',
    credentials: 'omit',
    signal: signal ?? null,
  });
  if (!answer.ok) {
    throw await ApiError.of(answer);
  }
  return (await answer.json()) as Session;
}

function keep(session: Session): void {
  // By this machine's clock, which may differ from the server's: a token is used for at most its life, and at least 30 s.
  const life = Date.parse(session.expires_at) - Date.now();
  access = { token: session.access_token, renewAt: Date.now() + Math.max(life - RENEW_BEFORE_MILLIS, RENEW_BEFORE_MILLIS) };
  sessionStorage.setItem(REFRESH_TOKEN, session.refresh_token);
  signIn.set({ state: 'signed-in', user: session.user });
}
