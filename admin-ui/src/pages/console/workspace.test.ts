import { beforeEach, describe, expect, it } from 'vitest';
import {
  MAX_HISTORY,
  MAX_HISTORY_CHARACTERS,
  MAX_TABS,
  changeTab,
  closeTab,
  loadWorkspace,
  newWorkspace,
  openTab,
  remember,
  saveWorkspace,
  searchHistory,
  withoutPasswords,
  type HistoryEntry,
} from './workspace';

function storage(): Storage {
  const map = new Map<string, string>();
  return {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
  } as Storage;
}

function entry(sql: string): HistoryEntry {
  return { sql, namespace: '', at: '2026-11-23T02:00:00Z', took: 1, rows: 0, error: null };
}

describe('tabs', () => {
  it('are numbered on and bounded', () => {
    let workspace = newWorkspace();
    for (let i = 0; i < MAX_TABS + 5; i++) {
      workspace = openTab(workspace);
    }
    expect(workspace.tabs).toHaveLength(MAX_TABS);
    expect(workspace.tabs.at(-1)!.title).toBe(`Query ${MAX_TABS}`);
    expect(workspace.active).toBe(workspace.tabs.at(-1)!.id);
  });

  it('close to their neighbour', () => {
    let workspace = openTab(openTab(newWorkspace()));
    const [first, second, third] = workspace.tabs.map(({ id }) => id) as [string, string, string];
    workspace = closeTab(changeTab(workspace, second, { sql: 'x' }), third);
    expect(workspace.active).toBe(second);
    workspace = closeTab(workspace, first);
    expect(workspace.active).toBe(second);
    expect(workspace.tabs[0]!.sql).toBe('x');
    workspace = closeTab(workspace, second);
    expect(workspace.tabs).toHaveLength(1);
    expect(workspace.active).toBe(workspace.tabs[0]!.id);
    expect(workspace.tabs[0]!.title).toBe('Query 4');
  });
});

describe('history', () => {
  it('holds each script once, newest first', () => {
    let workspace = remember(remember(newWorkspace(), entry('SELECT 1')), entry('SELECT 2'));
    workspace = remember(workspace, entry('SELECT 1'));
    expect(workspace.history.map(({ sql }) => sql)).toEqual(['SELECT 1', 'SELECT 2']);
  });

  it('is bounded in entries and in characters', () => {
    let workspace = newWorkspace();
    for (let i = 0; i < MAX_HISTORY + 10; i++) {
      workspace = remember(workspace, entry(`${i} ${'x'.repeat(10_000)}`));
    }
    expect(workspace.history).toHaveLength(MAX_HISTORY);
    expect(workspace.history[0]!.sql).toHaveLength(MAX_HISTORY_CHARACTERS);
    expect(workspace.history[0]!.sql).toMatch(/^209 /);
  });

  it('is found by all words of a search', () => {
    const history = [entry('SELECT * FROM chat.messages'), entry('DELETE FROM chat.messages'), entry('SELECT 1')];
    expect(searchHistory(history, ' select  CHAT ').map(({ sql }) => sql)).toEqual(['SELECT * FROM chat.messages']);
    expect(searchHistory(history, '')).toHaveLength(3);
  });
});

describe('withoutPasswords', () => {
  it.each([
    ["CREATE USER 'u' WITH PASSWORD 'a''b' ROLE dba", "CREATE USER 'u' WITH PASSWORD '…' ROLE dba"],
    ["alter user 'u' set password\n'x'; SELECT 'y'", "alter user 'u' set password\n'…'; SELECT 'y'"],
    ["ALTER USER 'u' SET PASSWORD 'never closed", "ALTER USER 'u' SET PASSWORD '…'"],
    ["ALTER USER 'u' SET PASSWORD E'a\\'b' ", "ALTER USER 'u' SET PASSWORD '…' "],
    ['ALTER USER u SET PASSWORD $$a$$', "ALTER USER u SET PASSWORD '…'"],
    ["SELECT password FROM t WHERE a = 'b'", "SELECT password FROM t WHERE a = 'b'"],
  ])('blanks %s', (sql, blanked) => {
    expect(withoutPasswords(sql)).toBe(blanked);
  });
});

describe('the browser', () => {
  let local: Storage;
  beforeEach(() => (local = storage()));

  it('keeps the workspace of each user', () => {
    const workspace = changeTab(newWorkspace(), newWorkspace().active, {});
    saveWorkspace(local, 'alice', workspace);
    expect(loadWorkspace(local, 'alice')).toEqual(workspace);
    expect(loadWorkspace(local, 'bob').tabs[0]!.id).not.toBe(workspace.tabs[0]!.id);
  });

  it('keeps no password', () => {
    const workspace = newWorkspace();
    const secret = changeTab(workspace, workspace.active, { sql: "CREATE USER 'u' WITH PASSWORD 'secret' ROLE user" });
    saveWorkspace(local, 'alice', remember(secret, entry("ALTER USER 'u' SET PASSWORD 'secret'")));
    expect(local.getItem('firn.console.alice')).not.toContain('secret');
  });

  it.each(['', '{', '{}', '{"tabs":[],"active":"x","history":[],"nextNumber":1}', 'null'])('starts anew over %s', (stored) => {
    local.setItem('firn.console.alice', stored);
    expect(loadWorkspace(local, 'alice').tabs).toHaveLength(1);
  });

  it('says when there is no room', () => {
    local.setItem = () => {
      throw new Error('QuotaExceededError');
    };
    expect(saveWorkspace(local, 'alice', newWorkspace())).toBe(false);
  });
});
