import { expect, it } from 'vitest';
import { ResultRows, RowBudget } from './rows';

function block(first: number, count: number): string {
  return Array.from({ length: count }, (_, i) => `[${first + i},"r${first + i}"]`).join(',');
}

it('finds each row in blocks of different lengths', () => {
  const rows = new ResultRows();
  let length = 0;
  for (const count of [1, 500, 3, 77, 500, 2]) {
    expect(rows.add(block(length, count), count)).toBe(true);
    length += count;
  }
  expect(rows.length).toBe(length);
  for (let i = 0; i < length; i++) {
    expect(rows.row(i)).toEqual([i, `r${i}`]);
  }
});

it('gives rows again that were dropped from the parsed ones', () => {
  const rows = new ResultRows();
  for (let i = 0; i < 100; i++) {
    rows.add(block(i * 10, 10), 10);
  }
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 1000; i += 7) {
      expect(rows.row(i)[0]).toBe(i);
    }
  }
});

it('takes no more rows than its limit', () => {
  const rows = new ResultRows(new RowBudget(), 25);
  expect([rows.add(block(0, 10), 10), rows.add(block(10, 10), 10), rows.add(block(20, 10), 10)]).toEqual([true, true, false]);
  expect(rows.length).toBe(25);
  expect(rows.row(24)).toEqual([24, 'r24']);
  expect(rows.add(block(30, 1), 1)).toBe(false);
  expect(rows.length).toBe(25);
});

it('shares room with the other results of its run', () => {
  const budget = new RowBudget(30);
  const [first, second] = [new ResultRows(budget), new ResultRows(budget)];
  expect(first.add('["0123456789"]', 1)).toBe(true);
  expect(second.add('["0123456789"]', 1)).toBe(true);
  expect(first.add('["0123456789"]', 1)).toBe(false);
  expect(second.add('[]', 1)).toBe(true);
  expect([first.length, second.length]).toEqual([1, 2]);
});
