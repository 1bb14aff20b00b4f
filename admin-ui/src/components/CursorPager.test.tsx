import { fireEvent, render, screen } from '@testing-library/react';
import { MemoryRouter, useLocation } from 'react-router';
import { expect, it } from 'vitest';
import { CursorPager } from './CursorPager';

const NEXT: Record<string, string> = { '': 'c1', '?cursor=c1': 'c2', '?cursor=c2': 'c3' };

function List() {
  const { search } = useLocation();
  return (
    <>
      <p role="status">{search}</p>
      <CursorPager next={NEXT[search] ?? null} busy={false} />
    </>
  );
}

it('leads back page by page, and to the first one', () => {
  render(
    <MemoryRouter>
      <List />
    </MemoryRouter>,
  );
  const press = (name: string) => {
    fireEvent.click(screen.getByRole('button', { name }));
    return screen.getByRole('status').textContent;
  };
  expect(['Next', 'Next', 'Next', 'Previous', 'Previous', 'Next', 'First page'].map(press)).toEqual([
    '?cursor=c1',
    '?cursor=c2',
    '?cursor=c3',
    '?cursor=c2',
    '?cursor=c1',
    '?cursor=c2',
    '',
  ]);
});
