import type { ResultColumn } from './answer';

const NUMERIC = /^(SmallInt|Int|BigInt|Float|Double|Decimal)/;
const CHARACTER_WIDTH = 7.9;
const PADDING = 25;
const MIN_CHARACTERS = 5;
const MAX_CHARACTERS = 48;
const MAX_CELL_CHARACTERS = 300;

/** A column as it is laid out; `left` and `width` in pixels. */
export interface GridColumn extends ResultColumn {
  left: number;
  width: number;
  numeric: boolean;
}

/** Lays columns out by their names and by the values of some rows. */
export function layOut(columns: readonly ResultColumn[], sample: readonly unknown[][], left: number): GridColumn[] {
  let next = left;
  return columns.map((column, i) => {
    const lengths = sample.map((row) => cellText(row[i]).length);
    const characters = Math.max(MIN_CHARACTERS, column.name.length, column.data_type.length, ...lengths);
    const width = Math.ceil(Math.min(characters, MAX_CHARACTERS) * CHARACTER_WIDTH) + PADDING;
    const placed = { ...column, left: next, width, numeric: NUMERIC.test(column.data_type) };
    next += width;
    return placed;
  });
}

/** What is shown of a value in a cell: one line, cut. */
export function cellText(value: unknown): string {
  const text = fullText(value);
  const line = text.length > MAX_CELL_CHARACTERS ? `${text.slice(0, MAX_CELL_CHARACTERS)}…` : text;
  return line.replace(/[\r\n]+/g, ' ↵ ');
}

/** A value as text, whole: what is copied. */
export function fullText(value: unknown): string {
  if (value === null || value === undefined) {
    return 'NULL';
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A half-open range of indexes. */
export interface Span {
  from: number;
  to: number;
}

const MAX_RENDERED_ROWS = 250;

/** The rows of a fixed height that a window of the list shows, with some more on both sides; never more than a screenful. */
export function visibleRows(scrollTop: number, windowHeight: number, rowHeight: number, rows: number, more: number): Span {
  const from = Math.max(0, Math.floor(scrollTop / rowHeight) - more);
  const to = Math.min(rows, Math.ceil((scrollTop + windowHeight) / rowHeight) + more);
  return { from: Math.min(from, to), to: Math.min(to, from + MAX_RENDERED_ROWS) };
}

/** The columns that a window shows, the ones that it cuts included. */
export function visibleColumns(columns: readonly GridColumn[], scrollLeft: number, windowWidth: number): Span {
  const from = columns.findIndex(({ left, width }) => left + width > scrollLeft);
  const behind = columns.findIndex(({ left }) => left >= scrollLeft + windowWidth);
  return { from: from < 0 ? columns.length : from, to: behind < 0 ? columns.length : behind };
}

export interface Cell {
  row: number;
  column: number;
}

/** Where a key moves the active cell; null when it does not move it. `-1` is the row of the headers. */
export function moved(key: string, control: boolean, cell: Cell, rows: number, columns: number, page: number): Cell | null {
  const { row, column } = cell;
  const at = (nextRow: number, nextColumn: number): Cell => ({
    row: Math.min(Math.max(nextRow, -1), rows - 1),
    column: Math.min(Math.max(nextColumn, 0), columns - 1),
  });
  switch (key) {
    case 'ArrowUp':
      return at(control ? 0 : row - 1, column);
    case 'ArrowDown':
      return at(control ? rows - 1 : row + 1, column);
    case 'ArrowLeft':
      return at(row, control ? 0 : column - 1);
    case 'ArrowRight':
      return at(row, control ? columns - 1 : column + 1);
    case 'PageUp':
      return at(Math.max(row - page, 0), column);
    case 'PageDown':
      return at(row + page, column);
    case 'Home':
      return at(control ? 0 : row, 0);
    case 'End':
      return at(control ? rows - 1 : row, columns - 1);
    default:
      return null;
  }
}
