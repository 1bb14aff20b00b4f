import { afterEach, expect, it, vi } from 'vitest';
import { fakeServer, json } from '../testing/fakeServer';
import { execute, literal, rowsOf } from './sql';
import { createUser, listUsers } from './users';

afterEach(() => vi.unstubAllGlobals());

function answering(results: object[]) {
  return fakeServer({ 'POST /v1/api/sql': () => json({ results, status: 'success', took: 1 }) });
}

const schema = ['user_id', 'role', 'created_at'].map((name, index) => ({ name, data_type: 'Text', index }));

it('names values by their columns', async () => {
  const calls = answering([{ schema, rows: [['ada', 'dba', 'then']], row_count: 1, as_user: 'ada' }]);
  expect(await rowsOf('SELECT', ['x', 1])).toEqual([{ user_id: 'ada', role: 'dba', created_at: 'then' }]);
  expect(calls[0]!.body).toEqual({ sql: 'SELECT', params: ['x', 1] });
});

it('gives what the server says of a statement', async () => {
  answering([{ schema: [], rows: [], row_count: 0, as_user: 'ada', message: 'Done' }]);
  expect(await execute('DROP USER x')).toBe('Done');
});

it('writes texts so that none ends its literal', async () => {
  expect(literal("O'Neil'; DROP")).toBe("'O''Neil''; DROP'");
  const calls = answering([{ schema: [], rows: [], row_count: 0, as_user: 'ada', message: '' }]);
  await createUser({ id: "o'neil", role: 'service' }, "pa'ss");
  expect(calls[0]!.body).toEqual({ sql: "CREATE USER 'o''neil' WITH PASSWORD 'pa''ss' ROLE service" });
});

it('knows whether a further page of users follows', async () => {
  const rows = ['a', 'b', 'c'].map((id) => [id, 'user', 'then']);
  answering([{ schema, rows, row_count: 3, as_user: 'ada' }]);
  expect(await listUsers('', 0, 2)).toMatchObject({ users: [{ user_id: 'a' }, { user_id: 'b' }], hasMore: true });
  expect((await listUsers('', 0, 3)).hasMore).toBe(false);
});
