import { describe, expect, it } from 'vitest';
import { errorEnd, errorRange, isReading, offsetOfPosition, parameterCount, splitStatements, statementAt } from './statements';

function texts(sql: string): string[] {
  return splitStatements(sql).map(({ from, to }) => sql.slice(from, to));
}

describe('splitStatements', () => {
  it('separates at semicolons and drops blanks and empty statements', () => {
    expect(texts(' SELECT 1 ;; \n INSERT INTO a.b VALUES (1) ; ')).toEqual(['SELECT 1', 'INSERT INTO a.b VALUES (1)']);
    expect(texts('')).toEqual([]);
    expect(texts(' ; -- nothing\n')).toEqual([]);
  });

  it.each([
    ["SELECT 'a;b'"],
    ["SELECT 'it''s; here'"],
    ['SELECT 1 AS "a;""b"'],
    ['SELECT 1 /* a; /* nested; */ b; */ + 2'],
    ['SELECT 1 -- a;\n + 2'],
    ['SELECT $$a;b$$'],
    ["SELECT $tag$a;'$$;$tag$"],
    ["SELECT E'a\\';b'"],
    ['SELECT a$b$c'],
  ])('keeps %s whole', (sql) => {
    expect(texts(`${sql}; SELECT 2`)).toEqual([sql, 'SELECT 2']);
  });

  it('takes what is not closed to the end', () => {
    expect(texts("SELECT 'a; SELECT 2")).toEqual(["SELECT 'a; SELECT 2"]);
    expect(texts('SELECT 1; /* never; closed')).toEqual(['SELECT 1']);
  });

  it('leaves comments around a statement out', () => {
    expect(texts('-- first\nSELECT 1 -- one\n; SELECT 2')).toEqual(['SELECT 1', 'SELECT 2']);
  });
});

describe('statementAt', () => {
  const sql = 'SELECT 1; SELECT 2';
  const statements = splitStatements(sql);

  it('finds the statement of the cursor', () => {
    expect(statementAt(statements, 3)).toEqual({ from: 0, to: 8 });
    expect(statementAt(statements, 9)).toEqual({ from: 0, to: 8 });
    expect(statementAt(statements, 10)).toEqual({ from: 10, to: 18 });
    expect(statementAt(statements, 18)).toEqual({ from: 10, to: 18 });
  });

  it('finds the first one in front of all', () => {
    expect(statementAt(splitStatements('  SELECT 1'), 0)).toEqual({ from: 2, to: 10 });
    expect(statementAt([], 0)).toBeUndefined();
  });
});

describe('offsetOfPosition', () => {
  it('counts code points from 1', () => {
    expect(offsetOfPosition('SELECT x', 8)).toBe(7);
    expect(offsetOfPosition("'😀' x", 5)).toBe(5);
    expect(offsetOfPosition("'é' x", 5)).toBe(4);
    expect(offsetOfPosition('abc', 1)).toBe(0);
  });

  it('stays within the text', () => {
    expect(offsetOfPosition('abc', 99)).toBe(3);
    expect(offsetOfPosition('', 5)).toBe(0);
  });
});

describe('errorEnd', () => {
  it('is the end of the word or literal', () => {
    expect(errorEnd('SELECT mesages FROM', 7)).toBe(14);
    expect(errorEnd("SELECT 'a b' FROM", 7)).toBe(12);
    expect(errorEnd('a + b', 2)).toBe(3);
    expect(errorEnd('abc', 3)).toBe(3);
  });
});

describe('parameterCount', () => {
  it('is the highest number outside of literals and comments', () => {
    expect(parameterCount("SELECT $1, $12 WHERE a = '$40' -- $41\n")).toBe(12);
    expect(parameterCount('SELECT $$ $3 $$')).toBe(0);
    expect(parameterCount('SELECT a$1')).toBe(0);
  });
});

describe('isReading', () => {
  it.each(['SELECT 1', ' -- a comment\n select 1', '(SELECT 1)', 'WITH a AS (SELECT 1) FROM a', 'explain select 1'])('%s', (sql) => {
    expect(isReading(sql)).toBe(true);
  });

  it.each(['', 'INSERT INTO a.b VALUES (1) RETURNING *', '/* SELECT */ DELETE FROM a.b', 'selection', 'STORAGE FLUSH ALL'])(
    'not %s',
    (sql) => {
      expect(isReading(sql)).toBe(false);
    },
  );
});

describe('errorRange', () => {
  const script = "SELECT '😀';\nSELECT nope FROM a.b";
  const from = script.indexOf('SELECT nope');

  it('is the word in the script', () => {
    const whole = errorRange(script, script, '', 0, 20)!;
    expect(script.slice(whole.from, whole.to)).toBe('nope');
    const part = errorRange(script, 'SELECT nope FROM a.b', '', from, 8)!;
    expect(script.slice(part.from, part.to)).toBe('nope');
    const explained = errorRange(script, 'EXPLAIN SELECT nope FROM a.b', 'EXPLAIN ', from, 16)!;
    expect(script.slice(explained.from, explained.to)).toBe('nope');
  });

  it('is nowhere when the script has changed or the prefix is at fault', () => {
    expect(errorRange(script.replace('nope', 'more'), 'SELECT nope FROM a.b', '', from, 8)).toBeNull();
    expect(errorRange(script, 'EXPLAIN SELECT nope FROM a.b', 'EXPLAIN ', from, 3)).toBeNull();
  });

  it('is empty at the end of the text', () => {
    expect(errorRange('SELECT', 'SELECT', '', 0, 7)).toEqual({ from: 6, to: 6 });
  });
});
