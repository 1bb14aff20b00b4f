import { Alert, AlertActionLink, Bullseye, Button, EmptyState, EmptyStateBody, Spinner, Tab, TabTitleText, Tabs } from '@patternfly/react-core';
import { useEffect, useId, useState } from 'react';
import { useObservable } from '../../api/observable';
import { count, duration } from '../../format/units';
import { ExportMenu } from './ExportMenu';
import { isPlan, planOf } from './explain';
import { PlanTree } from './PlanTree';
import { ResultGrid } from './ResultGrid';
import type { RunState, Script, SqlRun, StatementResult } from './run';
import { isReading, splitStatements } from './statements';

interface Props {
  run: SqlRun | undefined;
  /** Shows the place of the error in the editor; undefined when the script has changed since. */
  onGoToError: (() => void) | undefined;
}

/** What a run has answered: its results, its messages, its error. */
export function ResultsPanel({ run, onGoToError }: Props) {
  if (run === undefined) {
    return (
      <EmptyState titleText="No results yet" headingLevel="h2" variant="sm">
        <EmptyStateBody>
          Ctrl+Enter runs the selection, or the statement at the cursor. Shift+Ctrl+Enter runs the whole script.
        </EmptyStateBody>
      </EmptyState>
    );
  }
  return <RunView key={run.id} run={run} onGoToError={onGoToError} />;
}

function RunView({ run, onGoToError }: { run: SqlRun; onGoToError: (() => void) | undefined }) {
  const state = useObservable(run.state);
  const panelId = useId();
  const [chosen, setChosen] = useState<number | null>(null);
  const [said, setSaid] = useState<{ message: string; failed: boolean } | null>(null);
  const withRows = state.results.map((result, i) => ({ result, i })).filter(({ result }) => result.columns.length > 0);
  const newest = withRows.at(-1)?.i;
  const several = state.results.length > 1;
  const shown = chosen ?? (several ? -1 : (newest ?? -1));
  const result = state.results[shown];
  return (
    <div className="firn-results">
      <Outcome run={run} state={state} onGoToError={onGoToError} inHead={result !== undefined} />
      {several && (
        <Tabs
          activeKey={shown}
          onSelect={(_event, key) => setChosen(Number(key))}
          aria-label="Results"
          isBox
          usePageInsets={false}
        >
          {[{ key: -1, title: 'Messages' }, ...withRows.map(({ result, i }) => titleOf(result, i))].map(({ key, title }) => (
            <Tab key={key} eventKey={key} title={<TabTitleText>{title}</TabTitleText>} tabContentId={panelId} />
          ))}
        </Tabs>
      )}
      {said !== null && (
        <div role="status" className="firn-inline">
          <Alert isInline isPlain variant={said.failed ? 'danger' : 'info'} title={said.message} component="p" />
        </div>
      )}
      <div id={panelId} className="firn-results" {...(several && { role: 'tabpanel', 'aria-label': 'Result' })}>
        {result === undefined ? (
          <Messages results={state.results} running={!run.isOver} />
        ) : (
          <ResultView
          key={shown}
          result={result}
          number={shown}
          script={scriptOf(run.script, shown)}
          outcome={outcomeOf(state)}
          onSaid={(message, failed) => setSaid({ message, failed })}
        />
        )}
      </div>
    </div>
  );
}

function titleOf({ rows }: StatementResult, number: number): { key: number; title: string } {
  return { key: number, title: `${number + 1}: ${rowsText(rows.length)}` };
}

function rowsText(rows: number): string {
  return `${count(rows)} ${rows === 1 ? 'row' : 'rows'}`;
}

/** The query that gave a result alone, to be run again; null when it changes something or is part of a transaction. */
function scriptOf(script: Script, number: number): Script | null {
  const statements = splitStatements(script.sql);
  const texts = statements.map(({ from, to }) => script.sql.slice(from, to));
  const text = texts[number];
  const inTransaction = texts.some((other) => /^(begin|start)\b/i.test(other));
  return text === undefined || !isReading(text) || inTransaction ? null : { ...script, sql: text };
}

interface OutcomeProps {
  run: SqlRun;
  state: RunState;
  onGoToError: (() => void) | undefined;
  /** How it ended stands in the head of the result. */
  inHead: boolean;
}

function Outcome({ run, state, onGoToError, inHead }: OutcomeProps) {
  const { phase, error } = state;
  if (phase === 'running' || phase === 'cancelling') {
    return (
      <div className="firn-outcome" role="status">
        <Spinner size="md" aria-label="Running" />
        <span>
          {phase === 'running' ? 'Running' : 'Cancelling'} <Elapsed since={run.startedAt} />
          {state.received > 0 && <>, {count(state.received)} rows so far</>}
        </span>
      </div>
    );
  }
  if (phase === 'error' && error !== null) {
    return (
      <Alert
        isInline
        variant="danger"
        component="p"
        role="alert"
        title={error.message}
        actionLinks={onGoToError && <AlertActionLink onClick={onGoToError}>Go to the error</AlertActionLink>}
      >
        <span className="firn-mono">
          {[error.code, error.sqlstate && `SQLSTATE ${error.sqlstate}`, error.query_id && `request ${error.query_id}`]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </Alert>
    );
  }
  return inHead ? null : (
    <div className="firn-outcome" role="status">
      {outcomeOf(state)}
    </div>
  );
}

/** How a run ended; empty while it goes on and when it failed, which is said elsewhere. */
function outcomeOf({ phase, took }: RunState): string {
  const time = took === null ? '' : ` in ${duration(took)}`;
  return phase === 'success' ? `Done${time}` : phase === 'cancelled' ? `Cancelled${time}` : '';
}

function Elapsed({ since }: { since: number }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 200);
    return () => clearInterval(timer);
  }, []);
  // Not part of what is announced: it would be read out five times a second.
  return <span aria-hidden="true">{duration(Math.max(0, now - since))}</span>;
}

function Messages({ results, running }: { results: readonly StatementResult[]; running: boolean }) {
  if (results.length === 0) {
    return running ? (
      <Bullseye className="firn-loading">
        <Spinner aria-label="Waiting for the first row" />
      </Bullseye>
    ) : null;
  }
  return (
    <ol className="firn-messages" aria-label="Messages">
      {results.map(({ end, rows }, i) => (
        <li key={i}>{end?.message ?? (end === undefined ? `${rowsText(rows.length)} so far` : rowsText(end.row_count))}</li>
      ))}
    </ol>
  );
}

interface ResultViewProps {
  result: StatementResult;
  number: number;
  script: Script | null;
  /** How the run ended. */
  outcome: string;
  onSaid: (message: string, failed: boolean) => void;
}

function ResultView({ result, number, script, outcome, onSaid }: ResultViewProps) {
  const { columns, rows, end, cut } = result;
  const plan = isPlan(columns);
  const [asTree, setAsTree] = useState(true);
  if (columns.length === 0) {
    return <Messages results={[result]} running={false} />;
  }
  return (
    <>
      <div className="firn-result-head">
        <span className="firn-number" role="status">
          {[outcome, rowsText(rows.length), end?.message].filter(Boolean).join(' · ')}
        </span>
        <span className="firn-actions">
          {plan && (
            <Button variant="link" size="sm" onClick={() => setAsTree(!asTree)}>
              {asTree ? 'As rows' : 'As a tree'}
            </Button>
          )}
          <ExportMenu script={script} onSaid={onSaid} />
        </span>
      </div>
      {cut && (
        <Alert
          isInline
          variant="info"
          component="p"
          title={`These are the first ${count(rows.length)} rows: the page keeps no more. Export to have all of them.`}
        />
      )}
      {plan && asTree ? (
        <PlanTree plan={planOf(Array.from({ length: rows.length }, (_, i) => rows.row(i)))} />
      ) : (
        <ResultGrid label={`Result ${number + 1}`} columns={columns} rows={rows} rowCount={rows.length} />
      )}
    </>
  );
}
