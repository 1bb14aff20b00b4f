import { expect, it } from 'vitest';
import { isPlan, planOf, type TablePlan } from './explain';

function step(table: string, name: string, detail: string, mention: number): unknown[] {
  return [table, name, detail, mention, null, null, null, null, null];
}

it('groups steps by mention and tier', () => {
  const plan = planOf([
    step('a.b', 'hot rows', '12 row versions', 1),
    step('a.b', 'data files', '1 of 2 read', 1),
    ['a.b', 'file', 'batch-1.parquet: 100 row versions', 1, 'cold', '7', 'batch-1.parquet', '100', null],
    ['a.b', 'file not read', 'batch-2.parquet: …', 1, 'cold', '8', 'batch-2.parquet', null, 'id > 9: values from 1 to 8'],
    step('a.b', 'files', '7 more', 1),
    step('a.b', 'versions', '3 superseded ones are hidden by _seq', 1),
    step('a.b', 'key lookup', '1 hot rows, 0 in data files', 2),
    step('', 'result', '90 rows', 0),
    step('', 'time', '1.500 ms', 0),
  ]);
  expect(plan.tables.map(({ mention, table }) => [mention, table])).toEqual([
    [1, 'a.b'],
    [2, 'a.b'],
  ]);
  const [scan, lookup] = plan.tables as [TablePlan, TablePlan];
  expect(scan.hot!.detail).toBe('12 row versions');
  expect(scan.cold!.detail).toBe('1 of 2 read');
  expect(scan.filesRead.map(({ file_id }) => file_id)).toEqual(['7']);
  expect(scan.filesPruned.map(({ reason }) => reason)).toEqual(['id > 9: values from 1 to 8']);
  expect(scan.moreFiles!.detail).toBe('7 more');
  expect(scan.notes.map((note) => note.step)).toEqual(['versions']);
  expect(lookup.notes.map((note) => note.step)).toEqual(['key lookup']);
  expect(lookup.hot).toBeUndefined();
  expect(plan.totals.map((total) => total.step)).toEqual(['result', 'time']);
});

it('says that no table is read', () => {
  const plan = planOf([step('', 'no table', 'the query reads no table', 0)]);
  expect(plan.tables[0]!.notes).toHaveLength(1);
  expect(plan.totals).toEqual([]);
});

it('knows the columns of EXPLAIN', () => {
  const names = 'table_name step detail mention tier file_id file_name row_count reason'.split(' ');
  expect(isPlan(names.map((name) => ({ name })))).toBe(true);
  expect(isPlan(names.slice(0, 3).map((name) => ({ name })))).toBe(false);
});
