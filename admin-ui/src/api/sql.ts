import { request } from './http';

type Param = string | number | boolean | null;

/** Runs SQL of a few rows and gives the rows of its last statement as objects, named by their columns. */
export async function rowsOf<R extends object>(sql: string, params: readonly Param[], signal?: AbortSignal): Promise<R[]> {
  const body = { sql, ...(params.length > 0 && { params: [...params] }) };
  const { results } = await request('post', '/v1/api/sql', { body, signal });
  const last = results.at(-1);
  return (last?.rows ?? []).map(
    (row) => Object.fromEntries(last!.schema.map(({ name }, i) => [name, row[i]])) as unknown as R,
  );
}

/** Runs a statement without rows and gives what the server says of it. */
export async function execute(sql: string): Promise<string> {
  const { results } = await request('post', '/v1/api/sql', { body: { sql } });
  return results.at(-1)?.message ?? '';
}

/** A text as a SQL literal. */
export function literal(text: string): string {
  return `'${text.replace(/'/g, "''")}'`;
}
