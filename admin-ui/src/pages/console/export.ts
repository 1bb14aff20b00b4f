import { send } from '../../api/http';
import { BrokenAnswer } from './answer';
import { bodyOf, type Script } from './run';

/** A form in which the server answers a query as a file. */
export interface ExportForm {
  name: string;
  type: string;
  extension: string;
}

export const EXPORT_FORMS: readonly ExportForm[] = [
  { name: 'CSV', type: 'text/csv', extension: 'csv' },
  { name: 'NDJSON', type: 'application/x-ndjson', extension: 'ndjson' },
  { name: 'Parquet', type: 'application/vnd.apache.parquet', extension: 'parquet' },
];

const TAIL_BYTES = 64 * 1024;

/**
 * Runs a query again and gives its rows as a file. The browser writes what arrives to its own store of blobs, not into
 * the page's memory. An answer that breaks off is an error and gives no file.
 */
export async function exportFile(script: Script, form: ExportForm, queryId: string, signal: AbortSignal): Promise<Blob> {
  const answer = await send('POST', '/v1/api/sql', {
    body: bodyOf(script),
    headers: { Accept: form.type, 'X-Query-Id': queryId },
    signal,
  });
  const file = await blobOf(answer);
  return form.extension === 'ndjson' ? withoutEnd(file) : file;
}

async function blobOf(answer: Response): Promise<Blob> {
  try {
    return await answer.blob();
  } catch (failure) {
    throw failure instanceof TypeError ? new BrokenAnswer() : failure;
  }
}

/** The rows of an NDJSON answer, whose last line says whether it is complete. */
async function withoutEnd(file: Blob): Promise<Blob> {
  const tail = await file.slice(Math.max(0, file.size - TAIL_BYTES)).text();
  const last = tail.trimEnd().split('\n').at(-1) ?? '';
  let end: { complete?: boolean; error?: { message?: string } };
  try {
    end = JSON.parse(last) as typeof end;
  } catch {
    throw new BrokenAnswer();
  }
  if (end.complete !== true) {
    throw new Error(end.error?.message ?? new BrokenAnswer().message);
  }
  const lineBytes = new TextEncoder().encode(tail.slice(tail.lastIndexOf(last))).length;
  return file.slice(0, file.size - lineBytes);
}

/** Has the browser save a file. */
export function save(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
