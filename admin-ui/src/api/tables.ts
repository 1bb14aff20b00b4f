import { request } from './http';
import type { components } from './openapi';

export type Table = components['schemas']['Table'];
export type TableDetail = components['schemas']['TableDetail'];
export type TableType = Table['table_type'];
export type Scope = components['schemas']['Scope'];
export type DataFile = components['schemas']['DataFile'];
export type DataFileDetail = components['schemas']['DataFileDetail'];
export type RowGroup = NonNullable<DataFileDetail['footer']>['row_groups'][number];

export const TABLE_TYPES: readonly TableType[] = ['USER', 'SHARED', 'STREAM'];
export const TABLE_SORTS = ['name', 'buffered_rows', 'buffered_bytes', 'oldest', 'share'] as const;
export const SCOPE_SORTS = ['user', 'buffered_rows', 'buffered_bytes', 'oldest'] as const;
export const FILE_SORTS = ['file_id', 'rows', 'bytes', 'written_at'] as const;
export const FILE_STATES: readonly DataFile['state'][] = ['verified', 'unverified', 'quarantined'];

/** A namespace and a table in it. */
export interface TableName {
  namespace: string;
  table: string;
}

/** Filter, order and place of a list; '' and undefined are left out. */
export type ListQuery = Record<string, string | number | undefined>;

export function listTables(query: ListQuery, signal?: AbortSignal) {
  return request('get', '/v1/api/tables', { query, signal });
}

export function findTable({ namespace, table }: TableName, signal?: AbortSignal): Promise<TableDetail> {
  return request('get', '/v1/api/tables/{namespace}/{table}', { path: { namespace, table }, signal });
}

export function listScopes({ namespace, table }: TableName, query: ListQuery, signal?: AbortSignal) {
  return request('get', '/v1/api/tables/{namespace}/{table}/scopes', { path: { namespace, table }, query, signal });
}

export function listFiles({ namespace, table }: TableName, query: ListQuery, signal?: AbortSignal) {
  return request('get', '/v1/api/tables/{namespace}/{table}/files', { path: { namespace, table }, query, signal });
}

/** A data file with its row groups from one on. */
export function findFile(
  { namespace, table }: TableName,
  file: string,
  from: number,
  signal?: AbortSignal,
): Promise<DataFileDetail> {
  const path = { namespace, table, file };
  return request('get', '/v1/api/tables/{namespace}/{table}/files/{file}', { path, query: { from }, signal });
}
