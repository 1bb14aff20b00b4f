import { ApiError, isAbort } from '../../api/errors';
import { exchange, request } from '../../api/http';
import { randomUuid } from '../../api/ids';
import { Observable } from '../../api/observable';
import { AnswerReader, type AnswerEnd, type ResultColumn, type ResultEnd, type SqlError } from './answer';
import { ResultRows, RowBudget } from './rows';
import { isReading, splitStatements } from './statements';

/** What is run: the text, the JSON of `$1` …, and the namespace of unqualified names ('' for none). */
export interface Script {
  sql: string;
  params: readonly string[];
  namespace: string;
}

/** Where a script was taken from: the offset in the text of its tab, and what was put in front of it. */
export interface Origin {
  from: number;
  prefix: string;
}

/** The body of the request that runs a script. Parameters go as they are written: a number may have 38 digits. */
export function bodyOf({ sql, params, namespace }: Script): string {
  const fields = [`"sql":${JSON.stringify(sql)}`];
  if (params.length > 0) {
    fields.push(`"params":[${params.join(',')}]`);
  }
  if (namespace !== '') {
    fields.push(`"namespace_id":${JSON.stringify(namespace)}`);
  }
  return `{${fields.join(',')}}`;
}

/** What one statement answered, so far. */
export interface StatementResult {
  columns: ResultColumn[];
  rows: ResultRows;
  end: ResultEnd | undefined;
  /** The answer had more rows than are kept. */
  cut: boolean;
}

export interface RunState {
  phase: 'running' | 'cancelling' | 'success' | 'error' | 'cancelled';
  results: readonly StatementResult[];
  /** Rows that have arrived, also those that are not kept. */
  received: number;
  /** Milliseconds that the server took; null as long as it has not said. */
  took: number | null;
  error: SqlError | null;
}

const TICK_MILLIS = 100;
/** How long a cancelled request may take to end by itself. */
const CANCEL_MILLIS = 5000;

/** One request to run a script, and what has come of it. */
export class SqlRun {
  readonly id = randomUuid();
  readonly startedAt = Date.now();
  readonly state = new Observable<RunState>({ phase: 'running', results: [], received: 0, took: null, error: null });
  private readonly abort = new AbortController();
  private readonly budget = new RowBudget();
  /** A query alone may be stopped when enough has arrived; of a batch the later statements still have to run. */
  private readonly mayStop: boolean;
  private results: StatementResult[] = [];
  private received = 0;
  private stopped = false;
  private tick: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly script: Script,
    readonly origin: Origin,
  ) {
    const statements = splitStatements(script.sql);
    this.mayStop = statements.length === 1 && isReading(script.sql);
  }

  get isOver(): boolean {
    return !['running', 'cancelling'].includes(this.state.value.phase);
  }

  /** Runs to the end; never throws. */
  async start(): Promise<void> {
    try {
      const end = await this.read();
      const phase = end.status === 'success' ? 'success' : end.error?.code === 'QUERY_CANCELLED' ? 'cancelled' : 'error';
      this.finish({ phase, took: end.took, error: end.error ?? null });
    } catch (failure) {
      if (this.stopped) {
        this.finish({ phase: 'success' });
      } else if (isAbort(failure)) {
        this.finish({ phase: 'cancelled' });
      } else {
        this.finish({ phase: 'error', error: errorOf(failure) });
      }
    }
  }

  /** Asks the server to end the request; when that takes too long, stops listening to it. */
  async cancel(): Promise<void> {
    if (this.isOver) {
      return;
    }
    this.state.set({ ...this.state.value, phase: 'cancelling' });
    const timer = setTimeout(() => this.abort.abort(), CANCEL_MILLIS);
    this.abort.signal.addEventListener('abort', () => clearTimeout(timer));
    try {
      await request('delete', '/v1/api/queries/{id}', { path: { id: this.id } });
    } catch {
      // It has not begun, or is over, or the server is gone.
      this.abort.abort();
    }
  }

  private async read(): Promise<AnswerEnd> {
    const answer = await exchange('POST', '/v1/api/sql', {
      body: bodyOf(this.script),
      headers: { 'X-Query-Id': this.id },
      signal: this.abort.signal,
    });
    if (!(answer.headers.get('Content-Type') ?? '').includes('json') || answer.body === null) {
      throw await ApiError.of(answer);
    }
    const reader = new AnswerReader(this);
    const text = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let chunk = await text.read(); !chunk.done; chunk = await text.read()) {
      reader.push(chunk.value);
      if (reader.pending > this.budget.limit) {
        this.stop();
      }
      this.abort.signal.throwIfAborted();
    }
    return reader.finish();
  }

  /** Part of AnswerParts. */
  begin(columns: ResultColumn[]): void {
    this.results = [...this.results, { columns, rows: new ResultRows(this.budget), end: undefined, cut: false }];
    this.changed();
  }

  /** Part of AnswerParts. */
  rows(json: string, count: number): void {
    const result = this.results.at(-1)!;
    this.received += count;
    if (!result.cut && !result.rows.add(json, count)) {
      result.cut = true;
      if (this.mayStop) {
        this.stop();
      }
    }
    this.changed();
  }

  /** Part of AnswerParts. */
  end(end: ResultEnd): void {
    this.results.at(-1)!.end = end;
    this.changed();
  }

  /** Ends a request whose further rows would not be kept. */
  private stop(): void {
    this.stopped = true;
    request('delete', '/v1/api/queries/{id}', { path: { id: this.id } }).catch(() => undefined);
    this.abort.abort();
  }

  private changed(): void {
    this.tick ??= setTimeout(() => {
      this.tick = undefined;
      if (!this.isOver) {
        this.publish({});
      }
    }, TICK_MILLIS);
  }

  private finish(last: Partial<RunState>): void {
    clearTimeout(this.tick);
    this.abort.abort();
    this.publish(last);
  }

  private publish(change: Partial<RunState>): void {
    this.state.set({ ...this.state.value, results: this.results, received: this.received, ...change });
  }
}

function errorOf(failure: unknown): SqlError {
  const message = failure instanceof Error ? failure.message : String(failure);
  const code = failure instanceof ApiError ? failure.code : 'NO_ANSWER';
  return { code, message, details: null, sqlstate: '', position: null, query_id: null };
}
