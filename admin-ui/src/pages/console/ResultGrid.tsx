import { useCallback, useEffect, useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { copyText } from '../../components/clipboard';
import { count } from '../../format/units';
import type { ResultColumn } from './answer';
import { CellDialog } from './CellDialog';
import { cellText, fullText, layOut, moved, visibleColumns, visibleRows, type Cell, type GridColumn } from './grid';
import type { ResultRows } from './rows';

const ROW_HEIGHT = 28;
const HEAD_HEIGHT = 44;
const ROWS_MORE = 8;
const SAMPLED_ROWS = 50;

interface Props {
  label: string;
  columns: readonly ResultColumn[];
  rows: ResultRows;
  /** How many rows there are now; grows while they arrive. */
  rowCount: number;
}

/** The rows of a result. Only what the window shows is in the document, whatever the number of rows and columns. */
export function ResultGrid({ label, columns, rows, rowCount }: Props) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const view = useScrollView(scroller);
  const [active, setActive] = useState<Cell>({ row: 0, column: 0 });
  const [opened, setOpened] = useState<Cell | null>(null);
  const [said, setSaid] = useState('');
  const numbersWidth = Math.max(2, String(rowCount).length) * 8 + 20;
  const sampled = Math.min(rowCount, SAMPLED_ROWS);
  const placed = useMemo(
    () => layOut(columns, Array.from({ length: sampled }, (_, i) => rows.row(i)), numbersWidth),
    [columns, rows, sampled, numbersWidth],
  );
  const last = placed.at(-1);
  const width = last === undefined ? numbersWidth : last.left + last.width;
  const shownRows = visibleRows(view.top, view.height - HEAD_HEIGHT, ROW_HEIGHT, rowCount, ROWS_MORE);
  const shownColumns = visibleColumns(placed, view.left, view.width);
  const cellId = (cell: Cell) => `${id}-${cell.row}-${cell.column}`;
  // Only a cell that is in the document can be the active one of a reader of the screen.
  const inView =
    active.column >= shownColumns.from &&
    active.column < shownColumns.to &&
    (active.row < 0 || (active.row >= shownRows.from && active.row < shownRows.to));

  const show = useCallback(
    (cell: Cell) => {
      setActive(cell);
      const box = scroller.current;
      const column = placed[cell.column];
      if (box === null || column === undefined) {
        return;
      }
      const bottom = (cell.row + 1) * ROW_HEIGHT - (box.clientHeight - HEAD_HEIGHT);
      if (cell.row >= 0) {
        box.scrollTop = Math.max(bottom, Math.min(box.scrollTop, cell.row * ROW_HEIGHT));
      }
      const right = column.left + column.width - box.clientWidth;
      box.scrollLeft = Math.min(column.left - numbersWidth, Math.max(box.scrollLeft, right));
    },
    [placed, numbersWidth],
  );

  const valueAt = ({ row, column }: Cell): unknown => (row < 0 ? placed[column]?.name : rows.row(row)[column]);

  const copy = (cell: Cell) => {
    const text = valueAt(cell) === null ? '' : fullText(valueAt(cell));
    void copyText(text).then((copied) => setSaid(copied ? 'Copied' : 'The browser does not allow copying'));
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const control = event.ctrlKey || event.metaKey;
    const page = Math.max(1, Math.floor((view.height - HEAD_HEIGHT) / ROW_HEIGHT) - 1);
    const next = moved(event.key, control, active, rowCount, placed.length, page);
    if (next !== null) {
      show(next);
    } else if (control && event.key.toLowerCase() === 'c') {
      copy(active);
    } else if (event.key === 'Enter' && active.row >= 0) {
      setOpened(active);
    } else {
      return;
    }
    event.preventDefault();
  };

  const onMouseDown = (event: MouseEvent) => {
    const cell = cellOf(event.target);
    if (cell !== null) {
      show(cell);
    }
  };

  const cellProps = (column: GridColumn, cell: Cell) => ({
    id: cellId(cell),
    'aria-colindex': cell.column + 1,
    'data-cell': `${cell.row} ${cell.column}`,
    style: { left: column.left, width: column.width },
  });
  const activeClass = (cell: Cell) =>
    cell.row === active.row && cell.column === active.column ? ' firn-cells-active' : '';

  const head = placed.slice(shownColumns.from, shownColumns.to).map((column, i) => {
    const cell = { row: -1, column: shownColumns.from + i };
    return (
      <div
        key={cell.column}
        role="columnheader"
        className={`firn-cells-cell${column.numeric ? ' firn-cells-numeric' : ''}${activeClass(cell)}`}
        {...cellProps(column, cell)}
      >
        <span className="firn-cells-name">{column.name}</span>
        <span className="firn-cells-type">{column.data_type}</span>
      </div>
    );
  });

  const body = Array.from({ length: shownRows.to - shownRows.from }, (_, i) => {
    const row = shownRows.from + i;
    const values = rows.row(row);
    return (
      <div key={row} role="row" aria-rowindex={row + 2} className="firn-cells-row" style={{ top: row * ROW_HEIGHT, width }}>
        <div className="firn-cells-number" aria-hidden="true" style={{ width: numbersWidth }}>
          {row + 1}
        </div>
        {placed.slice(shownColumns.from, shownColumns.to).map((column, j) => {
          const cell = { row, column: shownColumns.from + j };
          const value = values[cell.column];
          const kind = value === null ? ' firn-cells-null' : column.numeric ? ' firn-cells-numeric' : '';
          return (
            <div
              key={cell.column}
              role="gridcell"
              className={`firn-cells-cell${kind}${activeClass(cell)}`}
              {...cellProps(column, cell)}
            >
              {cellText(value)}
            </div>
          );
        })}
      </div>
    );
  });

  return (
    <>
      <div
        ref={scroller}
        className="firn-cells"
        role="grid"
        tabIndex={0}
        aria-label={`${label}, ${count(rowCount)} rows`}
        aria-rowcount={rowCount + 1}
        aria-colcount={placed.length}
        aria-readonly="true"
        aria-activedescendant={inView ? cellId(active) : undefined}
        onKeyDown={onKeyDown}
        onMouseDown={onMouseDown}
        onDoubleClick={(event) => {
          const cell = cellOf(event.target);
          setOpened(cell !== null && cell.row >= 0 ? cell : null);
        }}
      >
        <div role="rowgroup" className="firn-cells-head" style={{ width, height: HEAD_HEIGHT }}>
          <div role="row" aria-rowindex={1}>
            <div className="firn-cells-number" aria-hidden="true" style={{ width: numbersWidth }} />
            {head}
          </div>
        </div>
        <div role="rowgroup" className="firn-cells-body" style={{ width, height: rowCount * ROW_HEIGHT }}>
          {body}
        </div>
      </div>
      <div role="status" className="pf-v6-screen-reader">
        {said}
      </div>
      {opened !== null && (
        <CellDialog
          column={columns[opened.column]!}
          row={opened.row}
          value={valueAt(opened)}
          onClose={() => {
            setOpened(null);
            scroller.current?.focus();
          }}
        />
      )}
    </>
  );
}

function cellOf(target: EventTarget): Cell | null {
  const place = (target as Element).closest<HTMLElement>('[data-cell]')?.dataset['cell'];
  if (place === undefined) {
    return null;
  }
  const [row, column] = place.split(' ').map(Number) as [number, number];
  return { row, column };
}

interface View {
  top: number;
  left: number;
  width: number;
  height: number;
}

/** The part of a scrolling element that its window shows, in pixels. */
function useScrollView(element: React.RefObject<HTMLElement | null>): View {
  const [view, setView] = useState<View>({ top: 0, left: 0, width: 800, height: 400 });
  const read = useCallback(() => {
    const box = element.current;
    if (box !== null) {
      setView((old) => {
        const now = { top: box.scrollTop, left: box.scrollLeft, width: box.clientWidth, height: box.clientHeight };
        return Object.entries(now).every(([key, value]) => old[key as keyof View] === value) ? old : now;
      });
    }
  }, [element]);
  useLayoutEffect(read, [read]);
  useEffect(() => {
    const box = element.current!;
    const observer = new ResizeObserver(read);
    observer.observe(box);
    box.addEventListener('scroll', read, { passive: true });
    return () => {
      observer.disconnect();
      box.removeEventListener('scroll', read);
    };
  }, [element, read]);
  return view;
}
