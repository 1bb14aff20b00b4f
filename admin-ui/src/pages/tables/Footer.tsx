import { Button, ExpandableSection, Label } from '@patternfly/react-core';
import { useState } from 'react';
import { findFile, type DataFileDetail, type RowGroup, type TableName } from '../../api/tables';
import { Part } from '../../components/Part';
import { DataTable, FIGURES } from '../../components/DataTable';
import { Empty, FailureText } from '../../components/states';
import { bytes, count, percent } from '../../format/units';

type FileFooter = NonNullable<DataFileDetail['footer']>;

/** What the Parquet footer of a file says: its columns, and of each row group the statistics that queries are pruned by. */
export function Footer({ name, detail }: { name: TableName; detail: DataFileDetail }) {
  const { footer, file } = detail;
  if (footer === null) {
    return file.state === 'quarantined' ? null : <Empty title="The footer of a shared file is not shown to your role" />;
  }
  return (
    <>
      <Part title="Columns in the file">
        <FileColumns footer={footer} />
      </Part>
      <Part title="Row groups">
        {!detail.values_shown && (
          <p className="firn-note">Smallest and largest values are not shown: the file holds rows that you may not read.</p>
        )}
        <RowGroups key={file.file_id} name={name} fileId={file.file_id} footer={footer} />
      </Part>
    </>
  );
}

function FileColumns({ footer }: { footer: FileFooter }) {
  return (
    <DataTable
      label="Columns in the file"
      rows={footer.columns}
      keyOf={({ name }) => name}
      columns={[
        {
          head: 'Column',
          cell: ({ name, system }) => (
            <>
              <span className="firn-mono">{name}</span> {system && <Label isCompact>system</Label>}
            </>
          ),
        },
        { head: 'Field id', cell: ({ column_id }) => column_id ?? '–', className: 'firn-number' },
        { head: 'Physical type', cell: ({ physical_type }) => physical_type, className: 'firn-mono' },
        { head: 'Logical type', cell: ({ logical_type }) => logical_type ?? '–', className: 'firn-mono' },
      ]}
    />
  );
}

/** The row groups, a few at a time. */
function RowGroups({ name, fileId, footer }: { name: TableName; fileId: string; footer: FileFooter }) {
  const [groups, setGroups] = useState(footer.row_groups);
  const [next, setNext] = useState(footer.next);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const more = async () => {
    setBusy(true);
    setFailure(null);
    try {
      const further = (await findFile(name, fileId, next!)).footer;
      setGroups([...groups, ...(further?.row_groups ?? [])]);
      setNext(further?.next ?? null);
    } catch (thrown) {
      setFailure(thrown);
    }
    setBusy(false);
  };
  return (
    <>
      {groups.map((group) => (
        <Group key={group.index} group={group} open={group.index === 0} />
      ))}
      {next !== null && (
        <Button variant="link" isLoading={busy} isDisabled={busy} onClick={() => void more()}>
          Show more of {count(footer.row_group_count)} row groups
        </Button>
      )}
      {failure !== null && (
        <p role="alert">
          <FailureText failure={failure} />
        </p>
      )}
    </>
  );
}

function Group({ group, open }: { group: RowGroup; open: boolean }) {
  const [expanded, setExpanded] = useState(open);
  const saved = group.bytes > 0 ? `, ${percent(group.compressed_bytes / group.bytes)} of ${bytes(group.bytes)}` : '';
  return (
    <ExpandableSection
      isExpanded={expanded}
      onToggle={(_, now) => setExpanded(now)}
      toggleText={`Row group ${group.index}: ${count(group.rows)} rows, ${bytes(group.compressed_bytes)}${saved}`}
    >
      <div className="firn-scroll" tabIndex={0} role="region" aria-label={`Columns of row group ${group.index}`}>
        <DataTable
          label={`Row group ${group.index}`}
          rows={group.columns}
          keyOf={({ name }) => name}
          cardsBelow="never"
          columns={[
            { head: 'Column', className: 'firn-mono', cell: ({ name }) => name },
            { head: 'Smallest', className: 'firn-mono', cell: ({ min }) => min ?? '–' },
            { head: 'Largest', className: 'firn-mono', cell: ({ max }) => max ?? '–' },
            { head: 'NULL', className: 'firn-number', cell: (chunk) => (chunk.null_count === null ? '–' : count(chunk.null_count)) },
            {
              head: 'Size',
              ...FIGURES,
              cell: ({ compressed_bytes: size, compression }) => (
                <>
                  {bytes(size)} <span className="firn-note">{compression}</span>
                </>
              ),
            },
            { head: 'Uncompressed', ...FIGURES, cell: (chunk) => bytes(chunk.bytes) },
            { head: 'Encodings', className: 'firn-note', cell: ({ encodings }) => encodings.join(', ') },
            { head: 'Helps queries', className: 'firn-note', cell: helps },
          ]}
        />
      </div>
    </ExpandableSection>
  );
}

function helps({ page_index: pages, bloom_filter: bloom }: RowGroup['columns'][number]): string {
  return [pages && 'page index', bloom && 'bloom filter'].filter(Boolean).join(', ') || '–';
}
