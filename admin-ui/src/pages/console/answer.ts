/** A column of a result, as the server describes it. */
export interface ResultColumn {
  name: string;
  data_type: string;
  index: number;
}

/** What a failure says of itself. */
export interface SqlError {
  code: string;
  message: string;
  details: Record<string, unknown> | null;
  sqlstate: string;
  position: number | null;
  query_id: string | null;
}

/** What stands around the rows of a statement's result. */
export interface ResultEnd {
  row_count: number;
  message?: string;
}

/** How an answer ends; `took` is milliseconds. */
export interface AnswerEnd {
  status: 'success' | 'error';
  took: number;
  error?: SqlError;
}

/** Takes the parts of an answer in the order in which they arrive. */
export interface AnswerParts {
  /** A statement's result begins. */
  begin(columns: ResultColumn[]): void;
  /** Some of its rows: JSON arrays with commas between them, at most {@link ROWS_AT_ONCE}. */
  rows(json: string, count: number): void;
  /** It has ended. */
  end(end: ResultEnd): void;
}

export const ROWS_AT_ONCE = 500;

/** The connection ended before the answer did. */
export class BrokenAnswer extends Error {
  constructor() {
    super('The answer broke off: the connection ended before it was complete.');
  }
}

/** Where the reader is: around the entries of `results`, in an entry, or in the `rows` of one. */
type Part = 'answer' | 'entry' | 'rows';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const RESULTS_DEPTH = 2;
const ENTRY_DEPTH = 3;
const ROWS_DEPTH = 4;
const ROW_DEPTH = 5;

/**
 * Reads the JSON of `POST /v1/api/sql` while it arrives. Rows are handed on as text and not kept, so that an answer of
 * any length takes the memory of one chunk and one row.
 */
export class AnswerReader {
  private part: Part = 'answer';
  private depth = 0;
  private inResults = false;
  private inString = false;
  private escaped = false;
  private key = '';
  /** Text that is not handed on yet; the part before `at` is looked at already. */
  private text = '';
  private at = 0;
  private stringFrom = 0;
  /** Where the text of the current part, or the current row, begins. */
  private from = 0;
  private rowsFrom = 0;
  private rowsTo = 0;
  private count = 0;
  private answer = '';
  private entry = '';

  constructor(private readonly parts: AnswerParts) {}

  /** Characters that are kept because their row or entry has not ended yet. */
  get pending(): number {
    return this.text.length;
  }

  push(chunk: string): void {
    this.text += chunk;
    for (; this.at < this.text.length; this.at++) {
      this.step(this.text.charCodeAt(this.at));
    }
    if (this.part === 'rows') {
      this.handRows();
    }
    this.forget();
  }

  /** The end of the answer. */
  finish(): AnswerEnd {
    if (this.depth !== 0 || this.part !== 'answer') {
      throw new BrokenAnswer();
    }
    try {
      return JSON.parse(this.answer + this.text) as AnswerEnd;
    } catch {
      throw new BrokenAnswer();
    }
  }

  private step(character: number): void {
    if (this.inString) {
      this.stepInString(character);
    } else if (character === QUOTE) {
      this.inString = true;
      this.stringFrom = this.at + 1;
    } else if (character === 0x7b || character === 0x5b) {
      this.depth++;
      this.open();
    } else if (character === 0x7d || character === 0x5d) {
      this.depth--;
      this.close();
    }
  }

  private stepInString(character: number): void {
    if (this.escaped) {
      this.escaped = false;
    } else if (character === BACKSLASH) {
      this.escaped = true;
    } else if (character === QUOTE) {
      this.inString = false;
      if (this.depth === 1 || this.depth === ENTRY_DEPTH) {
        this.key = this.text.slice(this.stringFrom, this.at);
      }
    }
  }

  private open(): void {
    if (this.part === 'rows') {
      if (this.depth === ROW_DEPTH) {
        this.from = this.at;
        this.rowsFrom = this.count === 0 ? this.at : this.rowsFrom;
      }
    } else if (this.part === 'answer') {
      if (this.depth === RESULTS_DEPTH && this.key === 'results') {
        this.answer += this.text.slice(this.from, this.at + 1);
        this.inResults = true;
      } else if (this.depth === ENTRY_DEPTH && this.inResults) {
        this.from = this.at;
        this.part = 'entry';
      }
    } else if (this.depth === ROWS_DEPTH && this.key === 'rows') {
      this.entry += this.text.slice(this.from, this.at + 1);
      this.part = 'rows';
      this.parts.begin((JSON.parse(`${this.entry}]}`) as { schema: ResultColumn[] }).schema);
    }
  }

  private close(): void {
    if (this.part === 'rows') {
      if (this.depth === ROWS_DEPTH) {
        this.rowsTo = this.at + 1;
        if (++this.count === ROWS_AT_ONCE) {
          this.handRows();
        }
      } else if (this.depth === ENTRY_DEPTH) {
        this.handRows();
        this.from = this.at;
        this.part = 'entry';
      }
    } else if (this.part === 'entry') {
      if (this.depth === RESULTS_DEPTH) {
        const entry = this.entry + this.text.slice(this.from, this.at + 1);
        this.entry = '';
        this.part = 'answer';
        this.parts.end(JSON.parse(entry) as ResultEnd);
      }
    } else if (this.inResults && this.depth === 1) {
      this.inResults = false;
      this.from = this.at;
    }
  }

  private handRows(): void {
    if (this.count > 0) {
      this.parts.rows(this.text.slice(this.rowsFrom, this.rowsTo), this.count);
      this.count = 0;
    }
  }

  /** Drops the text that is done with. */
  private forget(): void {
    const between = this.part === 'rows' ? this.depth === ROWS_DEPTH : this.part === 'answer' && this.inResults;
    const done = between && !this.inString ? this.text.length : this.from;
    this.text = this.text.slice(done);
    this.at -= done;
    this.from = 0;
    this.rowsFrom = 0;
    this.stringFrom -= done;
  }
}
