import './console.css';
import {
  Alert,
  Button,
  Dropdown,
  DropdownItem,
  DropdownList,
  FormSelect,
  FormSelectOption,
  MenuToggle,
  MenuToggleAction,
} from '@patternfly/react-core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { useObservable } from '../../api/observable';
import { useUser } from '../../app/rights';
import { PageFrame } from '../../components/PageFrame';
import { CATALOGUE_KEY, useCatalogue } from './catalogue';
import { HistoryDialog } from './HistoryDialog';
import { ParamsBar, areParams } from './ParamsBar';
import { ResultsPanel } from './ResultsPanel';
import type { SqlRun } from './run';
import { dropRun, runs, startRun } from './runs';
import { ScriptTabs } from './ScriptTabs';
import { SqlEditor, type EditorHandle, type TextRange } from './SqlEditor';
import { errorRange, isReading, parameterCount, splitStatements, statementAt } from './statements';
import { useWorkspace } from './useWorkspace';
import { MAX_TAB_CHARACTERS, changeTab, closeTab, openTab, remember, type ScriptTab } from './workspace';

/** Scripts in tabs, and what came of running them. */
export default function ConsolePage() {
  const { workspace, change, saved } = useWorkspace(useUser().id);
  const catalogue = useCatalogue();
  const queries = useQueryClient();
  const editor = useRef<EditorHandle>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [historyOpen, setHistoryOpen] = useState(false);
  const tab = workspace.tabs.find(({ id }) => id === workspace.active)!;
  const allRuns = useObservable(runs);
  const run = allRuns.get(tab.id);
  const running = useRunning(run);
  const parameters = Math.min(parameterCount(tab.sql), 50);

  useHandedOver((sql) => change((old) => openTab(old, { sql, namespace: tab.namespace })));

  const start = (range: TextRange, prefix = '') => {
    const sql = tab.sql.slice(range.from, range.to);
    const params = tab.params.slice(0, parameterCount(sql));
    if (sql.trim() === '') {
      setProblem('There is nothing to run here.');
      return;
    }
    if (!areParams(Array.from({ length: parameterCount(sql) }, (_, i) => params[i] ?? ''))) {
      setProblem('Each parameter needs a value, written as JSON.');
      return;
    }
    setProblem(null);
    const started = startRun(tab.id, { sql: prefix + sql, params, namespace: tab.namespace }, { from: range.from, prefix });
    const end = started.state.subscribe(() => {
      if (!started.isOver) {
        return;
      }
      end();
      const { took, received, error, phase } = started.state.value;
      const at = new Date(started.startedAt).toISOString();
      const outcome = error?.code ?? (phase === 'cancelled' ? 'cancelled' : null);
      change((old) => remember(old, { sql: prefix + sql, namespace: tab.namespace, at, took, rows: received, error: outcome }));
      if (/\b(create|drop|alter)\b/i.test(sql)) {
        void queries.invalidateQueries({ queryKey: CATALOGUE_KEY });
      }
    });
  };

  const current = (): TextRange => {
    const selection = editor.current!.selection();
    return selection.from < selection.to
      ? selection
      : (statementAt(splitStatements(tab.sql), selection.from) ?? { from: 0, to: 0 });
  };

  const onRun = (all: boolean) => {
    if (!running) {
      start(all ? { from: 0, to: tab.sql.length } : current());
    }
  };

  const explain = (prefix: string) => {
    const range = statementAt(splitStatements(tab.sql), editor.current!.selection().from) ?? { from: 0, to: 0 };
    if (isReading(tab.sql.slice(range.from, range.to))) {
      start(range, prefix);
    } else {
      setProblem('EXPLAIN is for queries; the statement at the cursor is none.');
    }
  };

  const place = errorRangeOf(run, tab);
  const shownError = useRef<SqlRun>(undefined);
  useEffect(() => {
    if (run !== undefined && place !== null && shownError.current !== run) {
      shownError.current = run;
      editor.current?.mark(place);
    }
  });

  return (
    <PageFrame title="SQL console">
      <div className="firn-console">
        <ScriptTabs
          tabs={workspace.tabs}
          active={tab.id}
          running={new Set([...allRuns].filter(([, one]) => !one.isOver).map(([id]) => id))}
          onChoose={(id) => change((old) => ({ ...old, active: id }))}
          onClose={(id) => {
            dropRun(id);
            change((old) => closeTab(old, id));
          }}
          onAdd={() => change((old) => openTab(old, { namespace: tab.namespace }))}
        />
        <div className="firn-console-bar" role="toolbar" aria-label="Script">
          <RunButton running={running} onRun={onRun} onCancel={() => void run?.cancel()} onExplain={explain} />
          <FormSelect
            className="firn-namespace"
            aria-label="Namespace of names without one"
            value={tab.namespace}
            onChange={(_event, namespace) => change((old) => changeTab(old, tab.id, { namespace }))}
          >
            <FormSelectOption value="" label="No namespace" />
            {namespacesOf(catalogue.data?.namespaces ?? [], tab.namespace).map((name) => (
              <FormSelectOption key={name} value={name} label={name} />
            ))}
          </FormSelect>
          <Button variant="link" onClick={() => setHistoryOpen(true)}>
            History
          </Button>
        </div>
        <SqlEditor
          ref={editor}
          scriptId={tab.id}
          initial={tab.sql}
          catalogue={catalogue.data}
          namespace={tab.namespace}
          onChange={(sql) => change((old) => changeTab(old, tab.id, { sql }))}
          onRun={onRun}
        />
        <ParamsBar
          count={parameters}
          values={tab.params}
          onChange={(params) => change((old) => changeTab(old, tab.id, { params }))}
        />
        {(problem ?? keepingProblem(saved, tab)) !== null && (
          <Alert isInline isPlain variant="warning" component="p" role="status" title={problem ?? keepingProblem(saved, tab)} />
        )}
        <ResultsPanel
          run={run}
          onGoToError={
            place === null
              ? undefined
              : () => {
                  editor.current?.mark(place);
                  editor.current?.focus();
                }
          }
        />
      </div>
      {historyOpen && (
        <HistoryDialog
          history={workspace.history}
          onChoose={({ sql, namespace }) => {
            change((old) => openTab(old, { sql, namespace }));
            setHistoryOpen(false);
          }}
          onClear={() => change((old) => ({ ...old, history: [] }))}
          onClose={() => setHistoryOpen(false)}
        />
      )}
    </PageFrame>
  );
}

interface RunButtonProps {
  running: boolean;
  onRun: (all: boolean) => void;
  onCancel: () => void;
  onExplain: (prefix: string) => void;
}

function RunButton({ running, onRun, onCancel, onExplain }: RunButtonProps) {
  const [open, setOpen] = useState(false);
  const choose = (action: () => void) => () => {
    setOpen(false);
    action();
  };
  if (running) {
    return (
      <Button variant="secondary" isDanger onClick={onCancel}>
        Cancel
      </Button>
    );
  }
  return (
    <Dropdown
      isOpen={open}
      onOpenChange={setOpen}
      toggle={(ref) => (
        <MenuToggle
          ref={ref}
          variant="primary"
          aria-label="More ways to run"
          isExpanded={open}
          onClick={() => setOpen(!open)}
          splitButtonItems={[
            <MenuToggleAction key="run" onClick={() => onRun(false)}>
              Run
            </MenuToggleAction>,
          ]}
        />
      )}
    >
      <DropdownList>
        <DropdownItem description="Ctrl+Enter: the selection, or the statement at the cursor" onClick={choose(() => onRun(false))}>
          Run
        </DropdownItem>
        <DropdownItem description="Shift+Ctrl+Enter: the whole script, as one request" onClick={choose(() => onRun(true))}>
          Run all
        </DropdownItem>
        <DropdownItem description="How the query at the cursor would be read" onClick={choose(() => onExplain('EXPLAIN '))}>
          Explain
        </DropdownItem>
        <DropdownItem description="Runs it to its end and says what it read" onClick={choose(() => onExplain('EXPLAIN ANALYZE '))}>
          Explain and run
        </DropdownItem>
      </DropdownList>
    </Dropdown>
  );
}

/** Opens the script that another page has put into the state of its link, once. */
function useHandedOver(open: (sql: string) => void): void {
  const { state } = useLocation();
  const navigate = useNavigate();
  const sql = (state as { sql?: unknown } | null)?.sql;
  const opened = useRef(false);
  useEffect(() => {
    if (typeof sql === 'string' && !opened.current) {
      opened.current = true;
      open(sql);
      void navigate('.', { replace: true, state: null });
    }
  });
}

function namespacesOf(known: string[], chosen: string): string[] {
  return chosen === '' || known.includes(chosen) ? known : [...known, chosen];
}

function keepingProblem(saved: boolean, tab: ScriptTab): string | null {
  if (!saved) {
    return 'The browser has no room to keep the scripts: they are lost when this page is closed.';
  }
  return tab.sql.length > MAX_TAB_CHARACTERS
    ? `Of this script only the first ${MAX_TAB_CHARACTERS} characters are kept when the page is closed.`
    : null;
}

function useRunning(run: SqlRun | undefined): boolean {
  const [, changed] = useState(0);
  useEffect(() => run?.state.subscribe(() => changed((n) => n + 1)), [run]);
  return run !== undefined && !run.isOver;
}

/** Where the error of a run stands in its tab's script. */
function errorRangeOf(run: SqlRun | undefined, tab: ScriptTab): TextRange | null {
  const position = run?.state.value.error?.position ?? null;
  if (run === undefined || position === null) {
    return null;
  }
  return errorRange(tab.sql, run.script.sql, run.origin.prefix, run.origin.from, position);
}
