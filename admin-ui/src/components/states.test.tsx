import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { Stale } from './states';

it('says how old data are once two polls have brought nothing new', () => {
  const { rerender } = render(<Stale updatedAt={Date.now() - 3_000} everyMillis={3_000} />);
  expect(screen.queryByRole('status')).toBeNull();
  rerender(<Stale updatedAt={Date.now() - 12_000} everyMillis={3_000} />);
  expect(screen.getByRole('status').textContent).toMatch(/Data is 1\d s old/);
  rerender(<Stale updatedAt={Date.now() - 12_000} everyMillis={30_000} />);
  expect(screen.queryByRole('status')).toBeNull();
});
