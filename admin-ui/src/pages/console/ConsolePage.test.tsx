import { QueryClientProvider } from '@tanstack/react-query';
import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newQueryClient } from '../../api/queries';
import { signIn, signOut } from '../../api/session';
import { fakeServer, json, type FakeCall } from '../../testing/fakeServer';
import ConsolePage from './ConsolePage';
import { runs } from './runs';
import { newWorkspace, saveWorkspace, type ScriptTab } from './workspace';

const text = (name: string, index: number) => ({ name, data_type: 'Text', index });
const ANSWER = { schema: [text('greeting', 0)], rows: [['hello']], row_count: 1, as_user: 'ada' };

/** Answers the catalogue with nothing and scripts with results, or a failure. */
function serving(results: object[], error?: object): FakeCall[] {
  return fakeServer({
    'POST /v1/api/sql': ({ body }) => {
      const catalogue = (body as { sql: string }).sql.includes('system.namespaces');
      return catalogue
        ? json({ results: [{ schema: [], rows: [['chat']] }], status: 'success', took: 1 })
        : json({ results, status: error ? 'error' : 'success', took: 2, ...(error && { error }) }, error ? 400 : 200);
    },
  });
}

function open(script: Partial<ScriptTab>, state: object | null = null): void {
  const workspace = newWorkspace();
  saveWorkspace(localStorage, 'ada', { ...workspace, tabs: [{ ...workspace.tabs[0]!, ...script }] });
  render(
    <QueryClientProvider client={newQueryClient()}>
      <MemoryRouter initialEntries={[{ pathname: '/console', state }]}>
        <ConsolePage />
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

const run = () => fireEvent.click(screen.getByRole('button', { name: 'Run' }));
const sent = (calls: FakeCall[]) => calls.map(({ body }) => body as { sql?: string } | null).filter((body) => !body?.sql?.includes('system.'));

beforeEach(() => {
  // jsdom lays nothing out; CodeMirror measures text.
  Range.prototype.getClientRects = () => [] as unknown as DOMRectList;
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(900);
  signIn.set({ state: 'signed-in', user: { id: 'ada', role: 'dba' } });
});

afterEach(() => {
  signOut();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('the console', () => {
  it('runs the statement at the cursor with its parameters and namespace', async () => {
    const calls = serving([ANSWER]);
    open({ sql: 'SELECT $1;\nSELECT 2', params: ['"hello"'], namespace: 'chat' });
    run();
    await screen.findByRole('grid', { name: 'Result 1, 1 rows' });
    expect(screen.getByRole('gridcell').textContent).toBe('hello');
    expect(sent(calls)).toEqual([{ sql: 'SELECT $1', params: ['hello'], namespace_id: 'chat' }]);
  });

  it('runs the whole script as one request and shows messages and results', async () => {
    const calls = serving([ANSWER, { schema: [], rows: [], row_count: 1, as_user: 'ada', message: 'Inserted 1 row(s)' }]);
    open({ sql: 'SELECT 1;\nINSERT INTO a.b VALUES (1)' });
    fireEvent.click(screen.getByRole('button', { name: 'More ways to run' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: /Run all/ }));
    const messages = await screen.findByRole('list', { name: 'Messages' });
    expect(messages.textContent).toBe('1 rowInserted 1 row(s)');
    expect(sent(calls)).toEqual([{ sql: 'SELECT 1;\nINSERT INTO a.b VALUES (1)' }]);
    fireEvent.click(screen.getByRole('tab', { name: '1: 1 row' }));
    expect((await screen.findByRole('gridcell')).textContent).toBe('hello');
  });

  it('marks an error at its place', async () => {
    const error = { code: 'COLUMN_NOT_FOUND', message: 'Column nope does not exist', details: null, sqlstate: '42703', position: 13, query_id: 'q' };
    serving([], error);
    open({ sql: "SELECT '😀', nope FROM a.b" });
    run();
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('Column nope does not exist');
    expect(alert.textContent).toContain('COLUMN_NOT_FOUND');
    await waitFor(() => expect(document.querySelector('.firn-error-mark')?.textContent).toBe('nope'));
  });

  it('does not run what lacks a parameter', async () => {
    const calls = serving([ANSWER]);
    open({ sql: 'SELECT $1', params: ['hello'] });
    run();
    await screen.findByText(/Each parameter needs a value/);
    screen.getByText(/a text is written "hello"/);
    expect(sent(calls)).toEqual([]);
  });

  it('explains the query at the cursor', async () => {
    const calls = serving([{ ...ANSWER, schema: 'table_name step detail mention tier file_id file_name row_count reason'.split(' ').map(text),
      rows: [['a.b', 'hot rows', '3 row versions', 1, 'hot', null, null, '3', null]] }]);
    open({ sql: 'SELECT * FROM a.b' });
    fireEvent.click(screen.getByRole('button', { name: 'More ways to run' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: /Explain How/ }));
    await screen.findByText(/3 row versions, from the buffer/);
    expect(sent(calls)).toEqual([{ sql: 'EXPLAIN SELECT * FROM a.b' }]);
  });

  it('keeps what was run, and opens it again', async () => {
    serving([ANSWER]);
    open({ sql: 'SELECT 1' });
    run();
    await screen.findByRole('grid');
    fireEvent.click(screen.getByRole('button', { name: 'History' }));
    fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: /SELECT 1/ }));
    await screen.findByRole('button', { name: 'Query 2' });
  });

  it('opens a script that another page hands over', async () => {
    serving([]);
    open({ sql: '' }, { sql: 'SELECT * FROM chat.rooms LIMIT 100' });
    await screen.findByRole('button', { name: 'Query 2' });
    expect(screen.getByRole('textbox', { name: 'SQL' }).textContent).toContain('chat.rooms');
  });

  it('forgets results when the session ends', async () => {
    serving([ANSWER]);
    open({ sql: 'SELECT 1' });
    run();
    await screen.findByRole('grid');
    signOut();
    expect(runs.value.size).toBe(0);
  });
});
