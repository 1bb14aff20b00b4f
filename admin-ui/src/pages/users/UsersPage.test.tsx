import { QueryClientProvider } from '@tanstack/react-query';
import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { afterEach, expect, it, vi } from 'vitest';
import { newQueryClient } from '../../api/queries';
import { signIn, signOut } from '../../api/session';
import { failure, fakeServer, json, type FakeCall } from '../../testing/fakeServer';
import UsersPage from './UsersPage';

const schema = ['user_id', 'role', 'created_at'].map((name, index) => ({ name, data_type: 'Text', index }));
const TIME = '2026-11-23T02:00:00.000000';

function open(rows: string[][], refused?: Response): FakeCall[] {
  const calls = fakeServer({
    'POST /v1/api/sql': ({ body }) => {
      const reading = (body as { sql: string }).sql.startsWith('SELECT');
      if (!reading && refused !== undefined) {
        return refused;
      }
      const results = reading
        ? [{ schema, rows, row_count: rows.length, as_user: 'ada' }]
        : [{ schema: [], rows: [], row_count: 0, as_user: 'ada', message: 'Done' }];
      return json({ results, status: 'success', took: 1 });
    },
  });
  signIn.set({ state: 'signed-in', user: { id: 'ada', role: 'dba' } });
  render(
    <QueryClientProvider client={newQueryClient()}>
      <MemoryRouter>
        <UsersPage />
      </MemoryRouter>
    </QueryClientProvider>,
  );
  return calls;
}

const orders = (calls: FakeCall[]) => calls.map(({ body }) => (body as { sql: string }).sql).filter((sql) => !sql.startsWith('SELECT'));

afterEach(() => {
  signOut();
  vi.unstubAllGlobals();
});

it('lists users and creates one', async () => {
  const calls = open([['ada', 'dba', TIME]]);
  expect((await screen.findByRole('row', { name: /ada/ })).textContent).toContain('you');
  fireEvent.click(screen.getByRole('button', { name: 'Create user' }));
  const dialog = within(await screen.findByRole('dialog'));
  expect((dialog.getByRole('button', { name: 'Create' }) as HTMLButtonElement).disabled).toBe(true);
  fireEvent.change(dialog.getByLabelText(/User id/), { target: { value: "o'neil" } });
  fireEvent.change(dialog.getByLabelText(/New password/), { target: { value: 'secret' } });
  fireEvent.change(dialog.getByLabelText('Role'), { target: { value: 'service' } });
  fireEvent.click(dialog.getByRole('button', { name: 'Create' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(orders(calls)).toEqual(["CREATE USER 'o''neil' WITH PASSWORD 'secret' ROLE service"]);
});

it('drops a user only when that is confirmed, and says why it could not', async () => {
  const calls = open([['bob', 'user', TIME]], failure(409, 'CONSTRAINT_VIOLATION', 'nobody else has it'));
  fireEvent.click(await screen.findByRole('button', { name: 'Actions for bob' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Drop' }));
  const asked = await screen.findByRole('dialog');
  const dialog = within(asked);
  expect(asked.textContent).toContain('bob cannot sign in any more');
  expect(orders(calls)).toEqual([]);
  fireEvent.click(dialog.getByRole('button', { name: 'Drop' }));
  await dialog.findByText('nobody else has it');
  expect(orders(calls)).toEqual(["DROP USER 'bob'"]);
});

it('pages', async () => {
  open(Array.from({ length: 101 }, (_, i) => [`user${i}`, 'user', TIME]));
  await screen.findByRole('row', { name: /user99/ });
  expect(screen.queryByRole('row', { name: /user100/ })).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Next' }));
  await waitFor(() => expect((screen.getByRole('button', { name: 'Previous' }) as HTMLButtonElement).disabled).toBe(false));
});
