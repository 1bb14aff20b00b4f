import { Alert, Button } from '@patternfly/react-core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { execute, literal } from '../../api/sql';
import { findFile, type DataFileDetail, type TableName } from '../../api/tables';
import { useMay } from '../../app/rights';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { Facts } from '../../components/Facts';
import { PageFrame } from '../../components/PageFrame';
import { Part } from '../../components/Part';
import { DataTable } from '../../components/DataTable';
import { Loaded } from '../../components/states';
import { toast } from '../../components/toasts';
import { bytes, count, dateTime, instant } from '../../format/units';
import { RunStatus } from '../runs/RunStatus';
import { scopeOf } from './FileList';
import { FileState } from './FileState';
import { Footer } from './Footer';
import { STATE_SENTENCES } from './words';

/** One data file: where its rows come from, whether it is whole, and what its footer says. */
export function FilePage() {
  const { namespace = '', table = '', file = '' } = useParams();
  const name: TableName = { namespace, table };
  const query = useQuery({
    queryKey: ['table', namespace, table, 'file', file],
    queryFn: ({ signal }) => findFile(name, file, 0, signal),
  });
  const detail = query.data;
  return (
    <PageFrame
      title={detail?.file.file_name ?? `Data file ${file}`}
      above={[
        { title: 'Tables', to: '/tables' },
        { title: `${namespace}.${table}`, to: `/tables/${namespace}/${table}?section=files` },
      ]}
      mark={detail && <FileState state={detail.file.state} />}
      subtitle={detail && STATE_SENTENCES[detail.file.state]}
      actions={detail?.file.state === 'quarantined' && <DropFile name={name} detail={detail} />}
    >
      <Loaded query={query} what="the data file">
        {(shown) => (
          <div className="firn-stack">
            {shown.file.quarantine !== null && <Quarantine detail={shown} />}
            <Lineage detail={shown} />
            <FileFacts detail={shown} />
            {shown.file.kind === 'bundle' && <Scopes detail={shown} />}
            <Footer name={name} detail={shown} />
          </div>
        )}
      </Loaded>
    </PageFrame>
  );
}

function Quarantine({ detail: { file } }: { detail: DataFileDetail }) {
  return (
    <Alert isInline variant="danger" component="h2" title={`Quarantined since ${dateTime(instant(file.quarantine!.since))}`}>
      <p>{file.quarantine!.message}</p>
      <p>
        Put the file back from a backup: the next statement that needs it finds it whole and releases it, and so does
        STORAGE SCRUB. If it is lost for good, a dba can drop it.
      </p>
    </Alert>
  );
}

/** From the buffer over the run to the file. */
function Lineage({ detail: { file, job } }: { detail: DataFileDetail }) {
  const operator = useMay('service');
  const word = file.job_type === 'compaction' ? 'Compaction' : 'Flush';
  return (
    <ol className="firn-lineage" aria-label="Where its rows come from">
      <li>
        <span className="firn-note">{file.job_type === 'compaction' ? 'Merged data files' : 'Buffer'}</span>
        <span>
          {file.kind === 'bundle' ? 'several users' : (file.user_id ?? 'shared rows')}, write order{' '}
          <span className="firn-number">
            {file.min_seq} – {file.max_seq}
          </span>
        </span>
      </li>
      <li>
        <span className="firn-note">{word} run</span>
        <span>
          {operator ? <Link to={`/runs/${file.job_id}`}>{file.job_id}</Link> : file.job_id}{' '}
          {job !== null && <RunStatus status={job.status} compact />}
        </span>
      </li>
      <li>
        <span className="firn-note">Data file {file.file_id}</span>
        <span className="firn-mono">{file.file_name}</span>
      </li>
    </ol>
  );
}

function FileFacts({ detail: { file, checksum, footer } }: { detail: DataFileDetail }) {
  return (
    <Facts
      facts={[
        ['Rows', count(file.rows)],
        ['Size', file.bytes === null ? 'not shown' : bytes(file.bytes)],
        ['Rows of', scopeOf(file)],
        ['Checksum', checksum.value === null ? 'not shown' : `${checksum.algorithm} ${checksum.value}`],
        ['Oldest row', dateTime(instant(file.oldest_row_at))],
        ['Newest row', dateTime(instant(file.newest_row_at))],
        ['Schema version', String(file.schema_version)],
        ['Size level', file.level === null ? '–' : String(file.level)],
        ...(footer === null
          ? []
          : ([
              ['Row groups', count(footer.row_group_count)],
              ['Format version', String(footer.format_version)],
              ['Created by', footer.created_by?.replace(/ \(build .*\)$/, '') ?? '–'],
            ] as const)),
      ]}
    />
  );
}

const SCOPES_SHOWN = 20;

function Scopes({ detail: { scopes } }: { detail: DataFileDetail }) {
  const [all, setAll] = useState(false);
  return (
    <Part title="Scopes">
      <DataTable
        label="Scopes"
        rows={scopes.slice(0, all ? scopes.length : SCOPES_SHOWN)}
        keyOf={({ user_id }) => user_id ?? ''}
        columns={[
          { head: 'User', cell: ({ user_id }) => user_id ?? '–' },
          { head: 'Rows', cell: ({ rows }) => count(rows), className: 'firn-number' },
          { head: 'Write order', cell: ({ min_seq, max_seq }) => `${min_seq} – ${max_seq}`, className: 'firn-number' },
        ]}
      />
      {!all && scopes.length > SCOPES_SHOWN && (
        <Button variant="link" onClick={() => setAll(true)}>
          Show all {count(scopes.length)}
        </Button>
      )}
    </Part>
  );
}

/** The button that gives a damaged file up. */
function DropFile({ name, detail: { file } }: { name: TableName; detail: DataFileDetail }) {
  const [asking, setAsking] = useState(false);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const table = `${name.namespace}.${name.table}`;
  const drop = async () => {
    const message = await execute(`STORAGE DROP FILE ${literal(file.file_id)} FROM TABLE ${table}`);
    toast('success', message);
    await queries.invalidateQueries({ queryKey: ['table', name.namespace, name.table] });
    void navigate(`/tables/${name.namespace}/${name.table}?section=files`);
  };
  if (!useMay('dba')) {
    return null;
  }
  return (
    <>
      <Button variant="danger" onClick={() => setAsking(true)}>
        Drop the file
      </Button>
      {asking && (
        <ConfirmDialog title="Give up this data file?" confirm="Drop" danger act={drop} close={() => setAsking(false)}>
          <p>
            {count(file.rows)} row versions of {table} are lost for good. Their keys can be inserted again. Statements that
            failed because of the file go on.
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}
