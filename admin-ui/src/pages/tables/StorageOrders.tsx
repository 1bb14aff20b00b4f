import { Button } from '@patternfly/react-core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { execute } from '../../api/sql';
import type { Table } from '../../api/tables';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { FailureText } from '../../components/states';
import { toast } from '../../components/toasts';

/** The buttons that flush and compact a table, for those who may. */
export function StorageOrders({ table }: { table: Table }) {
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const name = `${table.namespace_id}.${table.table_name}`;
  if (!table.may_flush) {
    return null;
  }
  const order = async (what: 'FLUSH' | 'COMPACT') => {
    const message = await execute(`STORAGE ${what} TABLE ${name}`);
    const job = jobIn(message);
    toast(
      job === null ? 'info' : 'success',
      job === null ? message : `${what === 'FLUSH' ? 'Flush' : 'Compaction'} of ${name} started`,
      job !== null && <Link to={`/runs/${job}`}>Watch {job}</Link>,
    );
    await Promise.all([['table'], ['tables'], ['jobs']].map((queryKey) => queries.invalidateQueries({ queryKey })));
  };
  const flush = async () => {
    setBusy(true);
    try {
      await order('FLUSH');
    } catch (failure) {
      toast('danger', `Cannot flush ${name}`, <FailureText failure={failure} />);
    }
    setBusy(false);
  };
  return (
    <>
      <Button variant="primary" isLoading={busy} isDisabled={busy} onClick={() => void flush()}>
        Flush
      </Button>
      <Button variant="secondary" onClick={() => setAsking(true)}>
        Compact
      </Button>
      {asking && (
        <ConfirmDialog title={`Compact ${name}?`} confirm="Compact" act={() => order('COMPACT')} close={() => setAsking(false)}>
          <p>
            Its data files are merged and written again, without versions that nobody needs. This reads and writes up to all
            of them; queries and flushes go on.
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}

/** The id of the run that a message of STORAGE names; null when none was started. */
export function jobIn(message: string): string | null {
  return /\b(?:FL|CO|RT|SC)-[0-9A-Z]+\b/.exec(message)?.[0] ?? null;
}
