import { Button } from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { useLocation, useNavigate } from 'react-router';

interface Props {
  /** The cursor of the next page; null on the last one. */
  next: string | null;
  /** The next page is being loaded. */
  busy: boolean;
  /** Stands before the buttons; with it they are there for a single page, too. */
  children?: ReactNode;
}

/**
 * Leads through a list whose pages know only what follows them. The address holds the cursor, the entry of the browser's
 * history those of the pages before.
 */
export function CursorPager({ next, busy, children }: Props) {
  const { search, state } = useLocation();
  const navigate = useNavigate();
  const cursor = new URLSearchParams(search).get('cursor') ?? '';
  const before = cursorsBefore(state);
  const goTo = (to: string, cursors: readonly string[]) => {
    const address = new URLSearchParams(search);
    address.set('cursor', to);
    if (to === '') {
      address.delete('cursor');
    }
    void navigate({ search: address.toString() }, { state: { before: cursors } });
  };
  if (cursor === '' && next === null && children === undefined) {
    return null;
  }
  return (
    <div className="firn-pager">
      {children}
      <Button variant="secondary" size="sm" isDisabled={cursor === ''} onClick={() => goTo('', [])}>
        First page
      </Button>
      <Button
        variant="secondary"
        size="sm"
        isDisabled={before.length === 0}
        onClick={() => goTo(before.at(-1) ?? '', before.slice(0, -1))}
      >
        Previous
      </Button>
      <Button
        variant="secondary"
        size="sm"
        isDisabled={next === null || busy}
        onClick={() => goTo(next ?? '', [...before, cursor])}
      >
        Next
      </Button>
    </div>
  );
}

function cursorsBefore(state: unknown): readonly string[] {
  const before: unknown = (state as { before?: unknown } | null)?.before;
  return Array.isArray(before) ? before.filter((one) => typeof one === 'string') : [];
}
