import { randomUuid } from '../../api/ids';

/** A tab of the console: a script and what it is run with. */
export interface ScriptTab {
  id: string;
  title: string;
  sql: string;
  namespace: string;
  /** The JSON text of each parameter, `$1` first. */
  params: string[];
}

/** A request that was run. */
export interface HistoryEntry {
  sql: string;
  namespace: string;
  at: string;
  /** Milliseconds by the server's clock; null when there was no answer. */
  took: number | null;
  /** Rows of all its results. */
  rows: number;
  /** The code of its failure. */
  error: string | null;
}

/** What a user's browser keeps of the console. */
export interface Workspace {
  tabs: ScriptTab[];
  active: string;
  nextNumber: number;
  history: HistoryEntry[];
}

export const MAX_TABS = 20;
export const MAX_HISTORY = 200;
/** Characters of a script that are kept, in a tab and in the history. */
export const MAX_TAB_CHARACTERS = 100_000;
export const MAX_HISTORY_CHARACTERS = 4000;

const PASSWORD = /(\bPASSWORD\s+)(?:[Ee]'(?:[^'\\]|''|\\.)*(?:'|$)|'(?:[^']|'')*(?:'|$)|\$\$[^]*?(?:\$\$|$))/gi;

export function newWorkspace(): Workspace {
  const tab = newTab(1);
  return { tabs: [tab], active: tab.id, nextNumber: 2, history: [] };
}

function newTab(number: number): ScriptTab {
  return { id: randomUuid(), title: `Query ${number}`, sql: '', namespace: '', params: [] };
}

/** Opens a tab with a script; unchanged when {@link MAX_TABS} are open. */
export function openTab(workspace: Workspace, script: Partial<Pick<ScriptTab, 'sql' | 'namespace'>> = {}): Workspace {
  if (workspace.tabs.length >= MAX_TABS) {
    return workspace;
  }
  const tab = { ...newTab(workspace.nextNumber), ...script };
  return { ...workspace, tabs: [...workspace.tabs, tab], active: tab.id, nextNumber: workspace.nextNumber + 1 };
}

/** Closes a tab and shows its neighbour; of the last one a new empty tab takes the place. */
export function closeTab(workspace: Workspace, id: string): Workspace {
  const at = workspace.tabs.findIndex((tab) => tab.id === id);
  const tabs = workspace.tabs.filter((tab) => tab.id !== id);
  if (tabs.length === 0) {
    return openTab({ ...workspace, tabs });
  }
  const active = workspace.active === id ? tabs[Math.min(at, tabs.length - 1)]!.id : workspace.active;
  return { ...workspace, tabs, active };
}

export function changeTab(workspace: Workspace, id: string, change: Partial<ScriptTab>): Workspace {
  return { ...workspace, tabs: workspace.tabs.map((tab) => (tab.id === id ? { ...tab, ...change } : tab)) };
}

/** Adds a request to the history, newest first; the same script again takes the place of its older entry. */
export function remember(workspace: Workspace, entry: HistoryEntry): Workspace {
  const sql = withoutPasswords(entry.sql).slice(0, MAX_HISTORY_CHARACTERS);
  const others = workspace.history.filter((older) => older.sql !== sql || older.namespace !== entry.namespace);
  return { ...workspace, history: [{ ...entry, sql }, ...others].slice(0, MAX_HISTORY) };
}

/** The entries whose script holds every word of a search, in any case. */
export function searchHistory(history: HistoryEntry[], search: string): HistoryEntry[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return history.filter(({ sql }) => words.every((word) => sql.toLowerCase().includes(word)));
}

/** A script whose `PASSWORD '…'` literals are blanked: what the browser keeps holds no secrets. */
export function withoutPasswords(sql: string): string {
  return sql.replace(PASSWORD, "$1'…'");
}

function keyOf(user: string): string {
  return `firn.console.${user}`;
}

/** What the browser keeps for a user; a new workspace when that is nothing or cannot be read. */
export function loadWorkspace(storage: Storage, user: string): Workspace {
  try {
    const stored = JSON.parse(storage.getItem(keyOf(user)) ?? '') as Workspace;
    return isWorkspace(stored) ? stored : newWorkspace();
  } catch {
    return newWorkspace();
  }
}

/** Keeps a workspace; false when the browser has no room or refuses. */
export function saveWorkspace(storage: Storage, user: string, workspace: Workspace): boolean {
  const tabs = workspace.tabs.map((tab) => ({ ...tab, sql: withoutPasswords(tab.sql).slice(0, MAX_TAB_CHARACTERS) }));
  try {
    storage.setItem(keyOf(user), JSON.stringify({ ...workspace, tabs }));
    return true;
  } catch {
    return false;
  }
}

function isWorkspace(value: Workspace): boolean {
  return (
    Array.isArray(value.tabs) &&
    value.tabs.length > 0 &&
    value.tabs.every((tab) => typeof tab.id === 'string' && typeof tab.sql === 'string' && Array.isArray(tab.params)) &&
    value.tabs.some((tab) => tab.id === value.active) &&
    Array.isArray(value.history) &&
    Number.isInteger(value.nextNumber)
  );
}
