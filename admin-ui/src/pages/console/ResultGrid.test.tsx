import { fireEvent, render, screen, within } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { ResultGrid } from './ResultGrid';
import { ResultRows } from './rows';

const COLUMNS = ['id', 'text', 'nothing'].map((name, index) => ({ name, data_type: name === 'id' ? 'BigInt' : 'Text', index }));
let copied: string[];

beforeEach(() => {
  copied = [];
  vi.stubGlobal('navigator', { clipboard: { writeText: (text: string) => (copied.push(text), Promise.resolve()) } });
  // jsdom lays nothing out.
  const sizes = { clientWidth: 900, clientHeight: 500 };
  Object.entries(sizes).forEach(([name, value]) => vi.spyOn(HTMLElement.prototype, name as 'clientWidth', 'get').mockReturnValue(value));
  return () => {
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  };
});

function grid(count: number): HTMLElement {
  const rows = new ResultRows();
  for (let i = 0; i < count; i += 500) {
    rows.add(Array.from({ length: 500 }, (_, j) => `["${i + j}","text of ${i + j}",null]`).join(','), 500);
  }
  render(<ResultGrid label="Result 1" columns={COLUMNS} rows={rows} rowCount={rows.length} />);
  return screen.getByRole('grid');
}

function active(box: HTMLElement): string | null | undefined {
  return document.getElementById(box.getAttribute('aria-activedescendant')!)?.textContent;
}

it('has a bounded number of cells for 100,000 rows, and says how many there are', () => {
  const box = grid(100_000);
  expect(box.getAttribute('aria-rowcount')).toBe('100001');
  expect(box.getAttribute('aria-label')).toBe('Result 1, 100,000 rows');
  expect(within(box).getAllByRole('gridcell').length).toBeLessThan(200);
});

it('moves with the keys to any row and copies its cell', () => {
  const box = grid(100_000);
  expect(active(box)).toBe('0');
  fireEvent.keyDown(box, { key: 'ArrowDown' });
  fireEvent.keyDown(box, { key: 'ArrowRight' });
  expect(active(box)).toBe('text of 1');
  fireEvent.keyDown(box, { key: 'End', ctrlKey: true });
  fireEvent.keyDown(box, { key: 'ArrowLeft' });
  fireEvent.keyDown(box, { key: 'c', ctrlKey: true });
  expect(copied).toEqual(['text of 99999']);
});

it('copies NULL as nothing and shows it as NULL', () => {
  const box = grid(500);
  fireEvent.keyDown(box, { key: 'End' });
  expect(active(box)).toBe('NULL');
  fireEvent.keyDown(box, { key: 'c', metaKey: true });
  expect(copied).toEqual(['']);
});

it('leaves keys alone that mean nothing to it', () => {
  const box = grid(500);
  expect(fireEvent.keyDown(box, { key: 'Tab' })).toBe(true);
  expect(fireEvent.keyDown(box, { key: 'ArrowDown' })).toBe(false);
});
