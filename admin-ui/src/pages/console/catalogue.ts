import { useQuery } from '@tanstack/react-query';
import { request } from '../../api/http';

/** The names that scripts can use, as far as the user may see them. */
export interface Catalogue {
  namespaces: string[];
  /** Namespace, table, columns. */
  schema: Record<string, Record<string, string[]>>;
}

/** Columns are completed up to here; the rest of a larger catalogue is left out. */
const MAX_COLUMNS = 20_000;
const SYSTEM_TABLES = ['columns', 'jobs', 'manifest', 'namespaces', 'settings', 'storage', 'tables', 'users'];
export const CATALOGUE_KEY = ['console', 'catalogue'];

export function useCatalogue() {
  return useQuery({ queryKey: CATALOGUE_KEY, queryFn: ({ signal }) => load(signal), staleTime: 60_000 });
}

async function load(signal: AbortSignal): Promise<Catalogue> {
  const sql = [
    'SELECT namespace_id FROM system.namespaces ORDER BY 1',
    `SELECT namespace_id, table_name, column_name FROM system.columns ORDER BY 1, 2, ordinal LIMIT ${MAX_COLUMNS}`,
    ...SYSTEM_TABLES.map((table) => `DESCRIBE system.${table}`),
  ].join(';');
  const { results } = await request('post', '/v1/api/sql', { body: { sql }, signal });
  const [namespaces, columns, ...system] = results.map(({ rows }) => rows as string[][]);
  return catalogueOf(
    (namespaces ?? []).map(([name]) => name!),
    columns ?? [],
    system.map((rows, i) => [SYSTEM_TABLES[i]!, rows.map(([name]) => name!)]),
  );
}

/** Builds a catalogue from rows `namespace, table, column` and the columns of the system tables. */
export function catalogueOf(namespaces: string[], columns: string[][], system: [string, string[]][]): Catalogue {
  const schema: Catalogue['schema'] = Object.fromEntries(namespaces.map((name) => [name, {}]));
  for (const [namespace, table, column] of columns as [string, string, string][]) {
    ((schema[namespace] ??= {})[table] ??= []).push(column);
  }
  schema['system'] = Object.fromEntries(system);
  return { namespaces, schema };
}
