import type { ThProps } from '@patternfly/react-table';
import { useLocation, useNavigate } from 'react-router';

/** Filter, order and place of a list, as the address holds them. */
export interface ListView<Sort extends string> {
  sort: Sort;
  order: 'asc' | 'desc';
  cursor: string;
  /** A field of the filter; '' when it is not set. */
  filter: (name: string) => string;
  /** Sets fields of the filter and goes to the first page; '' removes one. */
  change: (fields: Record<string, string>) => void;
  /** What a column's head needs to sort by it. */
  sortBy: (sort: Sort) => { sort: NonNullable<ThProps['sort']> };
}

/** The list of a page, kept in its address. Orders other than by the first sort begin with the largest. */
export function useListView<Sort extends string>(sorts: readonly [Sort, ...Sort[]], firstOrder: 'asc' | 'desc'): ListView<Sort> {
  const { search } = useLocation();
  const navigate = useNavigate();
  const address = new URLSearchParams(search);
  const sort = sorts.find((one) => one === address.get('sort')) ?? sorts[0];
  const orderOf = (one: Sort) => (one === sorts[0] ? firstOrder : 'desc');
  const given = address.get('order');
  const order = given === 'asc' || given === 'desc' ? given : orderOf(sort);
  const change = (fields: Record<string, string>) => {
    const next = new URLSearchParams(search);
    Object.entries({ ...fields, cursor: '' }).forEach(([name, value]) => {
      next.set(name, value);
      if (value === '') {
        next.delete(name);
      }
    });
    void navigate({ search: next.toString() });
  };
  return {
    sort,
    order,
    cursor: address.get('cursor') ?? '',
    filter: (name) => address.get(name) ?? '',
    change,
    sortBy: (one) => ({
      sort: {
        columnIndex: sorts.indexOf(one),
        sortBy: { index: sorts.indexOf(sort), direction: order, defaultDirection: orderOf(one) },
        onSort: (_event, _index, direction) =>
          change({ sort: one === sorts[0] ? '' : one, order: direction === orderOf(one) ? '' : direction }),
      },
    }),
  };
}
