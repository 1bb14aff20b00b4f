import { describe, expect, it } from 'vitest';
import { cellText, fullText, layOut, moved, visibleColumns, visibleRows } from './grid';

const column = (name: string, data_type = 'Text') => ({ name, data_type, index: 0 });

describe('columns', () => {
  it('are as wide as their values, within bounds, one behind the other', () => {
    const columns = layOut(
      [column('n', 'Int'), column('text'), column('long')],
      [[1, 'twelve chars', 'x'.repeat(1000)]],
      60,
    );
    expect(columns.map(({ numeric }) => numeric)).toEqual([true, false, false]);
    const [n, text, long] = columns.map(({ width }) => width) as [number, number, number];
    expect(n).toBeLessThan(text);
    expect(text).toBeLessThan(long);
    expect(long).toBeLessThan(450);
    expect(columns.map(({ left }) => left)).toEqual([60, 60 + n, 60 + n + text]);
  });

  it('are shown when any part of them is in the window', () => {
    const columns = layOut(Array.from({ length: 500 }, (_, i) => column(`c${i}`)), [], 0);
    const width = columns[0]!.width;
    expect(visibleColumns(columns, 0, width)).toEqual({ from: 0, to: 1 });
    expect(visibleColumns(columns, width / 2, width)).toEqual({ from: 0, to: 2 });
    expect(visibleColumns(columns, 10 * width, 3 * width)).toMatchObject({ from: 10 });
    expect(visibleColumns(columns, 1e9, width)).toEqual({ from: 500, to: 500 });
  });
});

describe('cells', () => {
  it('show one line', () => {
    expect(cellText('a\r\nb\n\nc')).toBe('a ↵ b ↵ c');
    expect(cellText('x'.repeat(5000)).length).toBeLessThan(400);
    expect(fullText('x'.repeat(5000))).toHaveLength(5000);
  });

  it('spell values', () => {
    expect([null, true, 1.5, '', [1, { a: null }]].map(fullText)).toEqual(['NULL', 'true', '1.5', '', '[1,{"a":null}]']);
  });
});

it('renders a bounded part of any number of rows', () => {
  expect(visibleRows(0, 300, 28, 200_000, 5)).toEqual({ from: 0, to: 16 });
  expect(visibleRows(28_000, 300, 28, 200_000, 5)).toEqual({ from: 995, to: 1016 });
  expect(visibleRows(28 * 200_000, 300, 28, 200_000, 5)).toEqual({ from: 199_995, to: 200_000 });
  expect(visibleRows(0, 5_600_000, 28, 200_000, 5).to).toBeLessThan(300);
  expect(visibleRows(5000, 300, 28, 3, 5)).toEqual({ from: 3, to: 3 });
});

describe('keys', () => {
  const from = { row: 5, column: 2 };
  it.each([
    ['ArrowUp', false, { row: 4, column: 2 }],
    ['ArrowDown', false, { row: 6, column: 2 }],
    ['ArrowLeft', false, { row: 5, column: 1 }],
    ['ArrowRight', true, { row: 5, column: 3 }],
    ['ArrowDown', true, { row: 99, column: 2 }],
    ['Home', false, { row: 5, column: 0 }],
    ['Home', true, { row: 0, column: 0 }],
    ['End', true, { row: 99, column: 3 }],
    ['PageDown', false, { row: 15, column: 2 }],
    ['PageUp', false, { row: 0, column: 2 }],
    ['a', false, null],
  ])('%s (control: %s)', (key, control, to) => {
    expect(moved(key, control, from, 100, 4, 10)).toEqual(to);
  });

  it('stay within the grid, and reach its headers', () => {
    expect(moved('ArrowUp', false, { row: 0, column: 0 }, 3, 1, 10)).toEqual({ row: -1, column: 0 });
    expect(moved('ArrowUp', false, { row: -1, column: 0 }, 3, 1, 10)).toEqual({ row: -1, column: 0 });
    expect(moved('PageDown', false, { row: 1, column: 0 }, 3, 1, 10)).toEqual({ row: 2, column: 0 });
    expect(moved('ArrowDown', false, { row: -1, column: 0 }, 0, 1, 10)).toEqual({ row: -1, column: 0 });
  });
});
