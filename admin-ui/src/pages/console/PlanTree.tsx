import { Label } from '@patternfly/react-core';
import { Link } from 'react-router';
import { count } from '../../format/units';
import type { Plan, PlanStep, TablePlan } from './explain';

/** What EXPLAIN answers, as a tree: the query, its tables, their tiers, the data files and why they are left out. */
export function PlanTree({ plan }: { plan: Plan }) {
  return (
    <div className="firn-plan">
      <ul>
        {plan.tables.map((table) => (
          <TableNode key={table.mention} table={table} />
        ))}
      </ul>
      {plan.totals.length > 0 && (
        <dl className="firn-plan-totals" aria-label="The whole query">
          {plan.totals.map(({ step, detail }) => (
            <div key={step}>
              <dt>{step}</dt>
              <dd>{detail}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

function TableNode({ table }: { table: TablePlan }) {
  const { hot, cold, filesRead, filesPruned } = table;
  return (
    <li>
      <div className="firn-plan-table">{table.table || 'No table'}</div>
      <ul>
        {table.notes.map((note) => (
          <li key={note.step}>
            <Label isCompact>{note.step}</Label> {note.detail}
          </li>
        ))}
        {hot !== undefined && (
          <li>
            <Label isCompact color="orange">
              hot
            </Label>{' '}
            {hot.detail}, from the buffer
          </li>
        )}
        {(cold !== undefined || filesRead.length > 0) && (
          <li>
            <Label isCompact color="blue">
              cold
            </Label>{' '}
            {cold === undefined ? 'data files' : `data files: ${cold.detail}`}
            <ul>
              {filesRead.map((file) => (
                <FileNode key={file.file_id ?? file.detail} table={table.table} file={file} />
              ))}
              {filesPruned.length > 0 && <PrunedFiles table={table.table} files={filesPruned} />}
              {table.moreFiles !== undefined && <li>{table.moreFiles.detail}</li>}
            </ul>
          </li>
        )}
      </ul>
    </li>
  );
}

function FileNode({ table, file }: { table: string; file: PlanStep }) {
  const quarantined = file.detail.includes('; quarantined, ');
  return (
    <li>
      <FileLink table={table} file={file} />{' '}
      <span className="firn-subtitle">{file.detail.replace(`${file.file_name}: `, '')}</span>{' '}
      {quarantined && (
        <Label isCompact status="danger">
          quarantined
        </Label>
      )}
    </li>
  );
}

function PrunedFiles({ table, files }: { table: string; files: PlanStep[] }) {
  return (
    <li>
      <details open={files.length <= 10}>
        <summary>
          {count(files.length)} {files.length === 1 ? 'file' : 'files'} not read
        </summary>
        <ul>
          {files.map((file) => (
            <li key={file.file_id ?? file.detail} className="firn-plan-pruned">
              <FileLink table={table} file={file} /> <span className="firn-subtitle">because {file.reason ?? file.detail}</span>
            </li>
          ))}
        </ul>
      </details>
    </li>
  );
}

function FileLink({ table, file }: { table: string; file: PlanStep }) {
  const name = <span className="firn-mono">{file.file_name}</span>;
  return file.file_id === null ? name : <Link to={`/tables/${table.replace('.', '/')}/files/${file.file_id}`}>{name}</Link>;
}
