import { Dropdown, DropdownItem, DropdownList, MenuToggle, Spinner, Button } from '@patternfly/react-core';
import { useEffect, useRef, useState } from 'react';
import { isAbort } from '../../api/errors';
import { request } from '../../api/http';
import { randomUuid } from '../../api/ids';
import { bytes } from '../../format/units';
import { EXPORT_FORMS, exportFile, save, type ExportForm } from './export';
import type { Script } from './run';

interface Props {
  /** The query that is run again; null when the result is of a statement that is not to be repeated. */
  script: Script | null;
  /** Says how an export went. */
  onSaid: (message: string, failed: boolean) => void;
}

/** Has the server run a query again and saves its rows as a file, all of them. */
export function ExportMenu({ script, onSaid }: Props) {
  const [open, setOpen] = useState(false);
  const [running, setRunning] = useState<{ id: string; form: ExportForm; abort: AbortController } | null>(null);
  const unmounted = useRef<AbortController | null>(null);
  useEffect(() => {
    unmounted.current = running?.abort ?? null;
  }, [running]);
  useEffect(() => () => unmounted.current?.abort(), []);

  const start = async (form: ExportForm) => {
    setOpen(false);
    const job = { id: randomUuid(), form, abort: new AbortController() };
    setRunning(job);
    onSaid(`The server runs the query again for ${form.name} …`, false);
    try {
      const file = await exportFile(script!, form, job.id, job.abort.signal);
      const name = `firn-${new Date().toISOString().slice(0, 19).replace(/[:T]/g, '-')}.${form.extension}`;
      save(file, name);
      onSaid(`Saved ${name}, ${bytes(file.size)}`, false);
    } catch (failure) {
      const cancelled = isAbort(failure);
      onSaid(cancelled ? 'Export cancelled' : `Export failed: ${failure instanceof Error ? failure.message : ''}`, !cancelled);
    } finally {
      setRunning(null);
    }
  };

  const cancel = () => {
    request('delete', '/v1/api/queries/{id}', { path: { id: running!.id } }).catch(() => undefined);
    running!.abort.abort();
  };

  if (running !== null) {
    return (
      <span className="firn-inline">
        <Spinner size="md" aria-label="Exporting" /> {running.form.name}
        <Button variant="link" isInline onClick={cancel}>
          Cancel export
        </Button>
      </span>
    );
  }
  return (
    <Dropdown
      isOpen={open}
      onOpenChange={setOpen}
      toggle={(ref) => (
        <MenuToggle ref={ref} size="sm" isExpanded={open} isDisabled={script === null} onClick={() => setOpen(!open)}>
          Export
        </MenuToggle>
      )}
      popperProps={{ position: 'end' }}
    >
      <DropdownList>
        {EXPORT_FORMS.map((form) => (
          <DropdownItem key={form.extension} onClick={() => void start(form)}>
            {form.name}
          </DropdownItem>
        ))}
      </DropdownList>
    </Dropdown>
  );
}
