import { Table, Tbody, Td, Th, Thead, Tr, type TdProps, type ThProps } from '@patternfly/react-table';
import type { ReactNode } from 'react';

/** A column: its head and what a row has in it. */
export interface Column<T> extends Pick<TdProps, 'className' | 'modifier'>, Pick<ThProps, 'sort'> {
  head: string;
  cell: (row: T) => ReactNode;
  /** Left out where there is no room for all. */
  wideOnly?: boolean;
}

/** The look of a column of figures. */
export const FIGURES = { className: 'firn-number', modifier: 'nowrap' } as const;

interface Props<T> {
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  keyOf: (row: T) => string | number;
  /** The width below which rows are cards; what never is one needs a region that scrolls. */
  cardsBelow?: 'md' | 'lg' | 'never';
}

/** A table whose rows are cards where there is little room. */
export function DataTable<T>({ label, columns, rows, keyOf, cardsBelow = 'md' }: Props<T>) {
  return (
    <Table variant="compact" aria-label={label} gridBreakPoint={cardsBelow === 'never' ? '' : `grid-${cardsBelow}`}>
      <Thead>
        <Tr>
          {columns.map(({ head, sort, wideOnly = false }) => (
            <Th key={head} className={classes(wideOnly)} {...(sort === undefined ? {} : { sort })}>
              {head}
            </Th>
          ))}
        </Tr>
      </Thead>
      <Tbody>
        {rows.map((row) => (
          <Tr key={keyOf(row)}>
            {columns.map(({ head, cell, className, wideOnly = false, modifier }) => (
              <Td key={head} dataLabel={head} className={classes(wideOnly, className)} {...(modifier === undefined ? {} : { modifier })}>
                {cell(row)}
              </Td>
            ))}
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

function classes(wideOnly: boolean, className = ''): string {
  return wideOnly ? `${className} firn-wide-only` : className;
}
