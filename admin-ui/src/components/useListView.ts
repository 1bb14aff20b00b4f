import type { ThProps } from '@patternfly/react-table';
import { useLocation, useNavigate } from 'react-router';

/** Filter, order and place of a list, as the address holds them. */
export interface ListView<Sort extends string, Field extends string> {
  /** What a page of the list is asked for by; a field of the filter that is not set is ''. */
  asked: Record<Field, string> & { sort: Sort; order: 'asc' | 'desc'; cursor: string };
  filtered: boolean;
  /** The words of a field that holds several. */
  words: <W extends string>(field: Field, known: readonly W[]) => W[];
  /** Sets fields of the filter and goes to the first page; '' or none removes one. */
  change: (fields: Partial<Record<Field, string | readonly string[]>>) => void;
  clear: () => void;
  /** What a column's head needs to sort by it. */
  sortBy: (sort: Sort) => { sort: NonNullable<ThProps['sort']> };
}

/** The list of a page, kept in its address. Orders other than by the first sort begin with the largest. */
export function useListView<Sort extends string, Field extends string>(
  sorts: readonly [Sort, ...Sort[]],
  firstOrder: 'asc' | 'desc',
  fields: readonly Field[],
): ListView<Sort, Field> {
  const { search } = useLocation();
  const navigate = useNavigate();
  const address = new URLSearchParams(search);
  const sort = sorts.find((one) => one === address.get('sort')) ?? sorts[0];
  const orderOf = (one: Sort) => (one === sorts[0] ? firstOrder : 'desc');
  const given = address.get('order');
  const order = given === 'asc' || given === 'desc' ? given : orderOf(sort);
  const filter = Object.fromEntries(fields.map((field) => [field, address.get(field) ?? ''])) as Record<Field, string>;
  const set = (values: Record<string, string>) => {
    const next = new URLSearchParams(search);
    Object.entries({ ...values, cursor: '' }).forEach(([name, value]) => {
      next.set(name, value);
      if (value === '') {
        next.delete(name);
      }
    });
    void navigate({ search: next.toString() });
  };
  return {
    asked: { ...filter, sort, order, cursor: address.get('cursor') ?? '' },
    filtered: fields.some((field) => filter[field] !== ''),
    words: (field, known) => known.filter((one) => filter[field].split(',').includes(one)),
    change: (changes) => set(Object.fromEntries(Object.entries(changes).map(([name, value]) => [name, String(value)]))),
    clear: () => set(Object.fromEntries(fields.map((field) => [field, '']))),
    sortBy: (one) => ({
      sort: {
        columnIndex: sorts.indexOf(one),
        sortBy: { index: sorts.indexOf(sort), direction: order, defaultDirection: orderOf(one) },
        onSort: (_event, _index, direction) =>
          set({ sort: one === sorts[0] ? '' : one, order: direction === orderOf(one) ? '' : direction }),
      },
    }),
  };
}
