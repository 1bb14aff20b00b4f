import { describe, expect, it } from 'vitest';
import { AnswerReader, BrokenAnswer, ROWS_AT_ONCE, type AnswerEnd, type ResultColumn, type ResultEnd } from './answer';

interface Read {
  results: { columns: ResultColumn[]; rows: unknown[][]; end?: ResultEnd }[];
  largest: number;
  end: AnswerEnd;
}

function read(json: string, chunkLength: number): Read {
  const results: Read['results'] = [];
  let largest = 0;
  const reader = new AnswerReader({
    begin: (columns) => results.push({ columns, rows: [] }),
    rows: (text, count) => {
      const rows = JSON.parse(`[${text}]`) as unknown[][];
      expect(rows).toHaveLength(count);
      results.at(-1)!.rows.push(...rows);
    },
    end: (end) => (results.at(-1)!.end = end),
  });
  for (let at = 0; at < json.length; at += chunkLength) {
    reader.push(json.slice(at, at + chunkLength));
    largest = Math.max(largest, reader.pending);
  }
  return { results, largest, end: reader.finish() };
}

const column = (name: string) => ({ name, data_type: 'Text', index: 0 });
const answer = {
  results: [
    { schema: [column('a]"'), column('rows')], rows: [['x],[', 'q"\\'], [null, '{"rows":[1]}']], row_count: 2, as_user: 'u' },
    { schema: [], rows: [], row_count: 1, as_user: 'u', message: 'Inserted 1 row(s)' },
    { schema: [column('b')], rows: [[[1, [2]]], [{ rows: [] }]], row_count: 2, as_user: 'u' },
    { schema: [column('c')], rows: [], row_count: 0, as_user: 'u' },
  ],
  status: 'success',
  took: 1.5,
};

describe('AnswerReader', () => {
  it.each([1, 2, 3, 7, 64, 100_000])('reads the same in chunks of %i characters', (length) => {
    const { results, end } = read(JSON.stringify(answer), length);
    expect(results.map(({ columns }) => columns)).toEqual(answer.results.map(({ schema }) => schema));
    expect(results.map(({ rows }) => rows)).toEqual(answer.results.map(({ rows }) => rows));
    expect(results.map((result) => result.end!.row_count)).toEqual([2, 1, 2, 0]);
    expect(results[1]!.end!.message).toBe('Inserted 1 row(s)');
    expect(end).toMatchObject({ status: 'success', took: 1.5 });
  });

  it('reads an answer without results', () => {
    const failure = { status: 'error', results: [], took: 0.2, error: { code: 'INVALID_SQL', details: { rows: [[1]] } } };
    const { results, end } = read(JSON.stringify(failure), 5);
    expect(results).toEqual([]);
    expect(end).toEqual(failure);
  });

  it('reads a failure behind rows that were sent', () => {
    const json = '{"results":[{"schema":[],"rows":[["1"]]}],"status":"error","took":1,"error":{"code":"QUERY_CANCELLED"}}';
    const { results, end } = read(json, 10);
    expect(results[0]!.rows).toEqual([['1']]);
    expect(end.error!.code).toBe('QUERY_CANCELLED');
  });

  it('keeps no more than a chunk and a row of a long answer', () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => [String(i), 'x'.repeat(i % 50)]);
    const { results, largest } = read(
      JSON.stringify({ results: [{ schema: [column('n'), column('t')], rows, row_count: 20_000 }], status: 'success', took: 1 }),
      1000,
    );
    expect(results[0]!.rows).toEqual(rows);
    expect(largest).toBeLessThan(1100);
  });

  it('hands on a bounded number of rows at once', () => {
    const counts: number[] = [];
    const reader = new AnswerReader({ begin: () => {}, rows: (_, count) => counts.push(count), end: () => {} });
    const rows = Array.from({ length: 2 * ROWS_AT_ONCE + 1 }, () => [1]);
    reader.push(JSON.stringify({ results: [{ schema: [], rows, row_count: 1 }], status: 'success', took: 1 }));
    expect(counts).toEqual([ROWS_AT_ONCE, ROWS_AT_ONCE, 1]);
  });

  it.each([10, 60, 93, 110])('says when an answer breaks off after %i characters', (length) => {
    const json = '{"results":[{"schema":[{"name":"a","data_type":"Int","index":0}],"rows":[[1],[2]],"row_count":2}],"status":"success","took":1}';
    expect(() => read(json.slice(0, length), 16)).toThrow(BrokenAnswer);
  });
});
