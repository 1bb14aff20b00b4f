import type { components } from './openapi';

type ErrorBody = components['schemas']['Error'];

/** An answer of the server that says no: its code, sentence and, for SQL, the position counted from 1. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly position: number | null;
  readonly details: Record<string, unknown> | null;
  readonly queryId: string | null;

  constructor(status: number, body: Partial<ErrorBody>) {
    super(body.message ?? `The server answered with status ${status}`);
    this.status = status;
    this.code = body.code ?? 'UNKNOWN';
    this.position = body.position ?? null;
    this.details = (body.details as Record<string, unknown> | null | undefined) ?? null;
    this.queryId = body.query_id ?? null;
  }

  /** Reads the error of an answer that is not ok, also one that a proxy made. */
  static async of(answer: Response): Promise<ApiError> {
    try {
      const body = (await answer.json()) as { error?: Partial<ErrorBody> };
      return new ApiError(answer.status, body.error ?? {});
    } catch {
      return new ApiError(answer.status, {});
    }
  }
}

/** No answer at all: the server is down, or the network to it. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';

  constructor(cause: unknown) {
    super('The server does not answer', { cause });
  }
}

export function isAbort(failure: unknown): boolean {
  return typeof failure === 'object' && failure !== null && 'name' in failure && failure.name === 'AbortError';
}
