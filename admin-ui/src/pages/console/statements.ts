/** A statement of a script: offsets of its first and behind its last character, in UTF-16 units. */
export interface StatementRange {
  from: number;
  to: number;
}

const TAG = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
const WORD = /[\w$\u0080-\uffff]/;

/**
 * The statements of a script, found as the server finds them: a `;` within a literal, a quoted name or a comment
 * separates nothing. Blanks and comments around a statement do not belong to it; a statement without text is none.
 */
export function splitStatements(sql: string): StatementRange[] {
  const statements: StatementRange[] = [];
  let from = -1;
  let to = 0;
  let at = 0;
  while (at < sql.length) {
    const end = tokenEnd(sql, at);
    const token = sql[at]!;
    if (token === ';') {
      if (from >= 0) {
        statements.push({ from, to });
      }
      from = -1;
    } else if (!isBlank(token) && !startsComment(sql, at)) {
      from = from < 0 ? at : from;
      to = end;
    }
    at = end;
  }
  if (from >= 0) {
    statements.push({ from, to });
  }
  return statements;
}

/** The statement that holds a place of the script or ends before it; the first one when none does. */
export function statementAt(statements: StatementRange[], offset: number): StatementRange | undefined {
  return statements.filter((statement) => statement.from <= offset).at(-1) ?? statements[0];
}

function isBlank(character: string): boolean {
  return /\s/.test(character);
}

function startsComment(sql: string, at: number): boolean {
  return sql.startsWith('--', at) || sql.startsWith('/*', at);
}

function tokenEnd(sql: string, at: number): number {
  const character = sql[at]!;
  if (character === "'") {
    return quotedEnd(sql, at, "'", false);
  }
  if (character === '"') {
    return quotedEnd(sql, at, '"', false);
  }
  if (sql.startsWith('--', at)) {
    const end = sql.slice(at).search(/[\r\n]/);
    return end < 0 ? sql.length : at + end;
  }
  if (sql.startsWith('/*', at)) {
    return commentEnd(sql, at);
  }
  if (character === '$') {
    return taggedEnd(sql, at);
  }
  if (/[Ee]/.test(character) && sql[at + 1] === "'") {
    return quotedEnd(sql, at + 1, "'", true);
  }
  return WORD.test(character) ? wordEnd(sql, at) : at + 1;
}

function wordEnd(sql: string, at: number): number {
  let end = at + 1;
  while (end < sql.length && WORD.test(sql[end]!)) {
    end++;
  }
  return end;
}

/** Behind the closing quote. A doubled quote stands for itself, and with `escapes` so does one behind a backslash. */
function quotedEnd(sql: string, open: number, quote: string, escapes: boolean): number {
  for (let at = open + 1; at < sql.length; at++) {
    if (escapes && sql[at] === '\\') {
      at++;
    } else if (sql[at] === quote) {
      if (sql[at + 1] !== quote) {
        return at + 1;
      }
      at++;
    }
  }
  return sql.length;
}

function commentEnd(sql: string, open: number): number {
  let depth = 0;
  let at = open;
  while (at < sql.length) {
    if (sql.startsWith('/*', at)) {
      depth++;
      at += 2;
    } else if (sql.startsWith('*/', at)) {
      depth--;
      at += 2;
      if (depth === 0) {
        return at;
      }
    } else {
      at++;
    }
  }
  return sql.length;
}

/** Behind `$tag$…$tag$`; of a parameter or a lone `$`, behind the word. */
function taggedEnd(sql: string, at: number): number {
  TAG.lastIndex = at;
  const tag = TAG.exec(sql)?.[0];
  if (tag === undefined) {
    return wordEnd(sql, at);
  }
  const close = sql.indexOf(tag, at + tag.length);
  return close < 0 ? sql.length : close + tag.length;
}

/**
 * The offset in UTF-16 units of a position as the server counts it: in Unicode code points, from 1. A position behind
 * the end is the end.
 */
export function offsetOfPosition(sql: string, position: number): number {
  let offset = 0;
  for (let left = position - 1; left > 0 && offset < sql.length; left--) {
    offset += sql.codePointAt(offset)! > 0xffff ? 2 : 1;
  }
  return offset;
}

/** The end of the word that begins at an offset, so that an error has something to underline. */
export function errorEnd(sql: string, offset: number): number {
  if (offset >= sql.length) {
    return sql.length;
  }
  return Math.max(tokenEnd(sql, offset), offset + 1);
}

/** How many parameters a script names: the highest n of its `$n` outside of literals and comments. */
export function parameterCount(sql: string): number {
  let highest = 0;
  for (let at = 0; at < sql.length; ) {
    const end = tokenEnd(sql, at);
    const parameter = /^\$(\d{1,2})$/.exec(sql.slice(at, Math.min(end, at + 4)));
    if (parameter !== null) {
      highest = Math.max(highest, Number(parameter[1]));
    }
    at = end;
  }
  return highest;
}

const READING = new Set(['select', 'with', 'from', 'values', 'table', 'show', 'describe', 'desc', 'explain']);

/** Whether a statement only reads, so that it may be run again for an export, or stopped. */
export function isReading(sql: string): boolean {
  const first = splitStatements(sql)[0];
  const word = /^\(*\s*(\w+)/.exec(first === undefined ? '' : sql.slice(first.from, first.to))?.[1];
  return word !== undefined && READING.has(word.toLowerCase());
}

/**
 * Where an error at a position of a request stands in the script that the request was taken from, at `from` and with
 * `prefix` put in front of it. Null when the script has changed there since, or the place is in the prefix.
 */
export function errorRange(script: string, request: string, prefix: string, from: number, position: number): StatementRange | null {
  const text = request.slice(prefix.length);
  const at = offsetOfPosition(request, position) - prefix.length;
  return at < 0 || script.slice(from, from + text.length) !== text ? null : { from: from + at, to: from + errorEnd(text, at) };
}
