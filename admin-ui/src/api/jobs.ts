import { request } from './http';
import type { components } from './openapi';

export type Job = components['schemas']['Job'];
export type JobStatus = Job['status'];
export type JobType = Job['job_type'];
export type JobStep = NonNullable<Job['steps']>[number];

export const JOB_TYPES: readonly JobType[] = ['flush', 'compaction', 'retention', 'scrub'];
export const JOB_STATUSES: readonly JobStatus[] = ['queued', 'running', 'completed', 'failed', 'stopped', 'abandoned'];
export const JOB_SORTS = ['created_at', 'updated_at', 'finished_at', 'rows_written'] as const;
export type JobSort = (typeof JOB_SORTS)[number];

export interface JobFilter {
  type?: string | undefined;
  status?: string | undefined;
  namespace?: string | undefined;
  table?: string | undefined;
  /** An instant as ISO text. */
  since?: string | undefined;
  until?: string | undefined;
  sort?: JobSort | undefined;
  order?: 'asc' | 'desc' | undefined;
  limit?: number | undefined;
  cursor?: string | undefined;
}

export function listJobs(filter: JobFilter, signal?: AbortSignal) {
  return request('get', '/v1/api/jobs', { query: { ...filter }, signal });
}

export function findJob(id: string, signal?: AbortSignal): Promise<Job> {
  return request('get', '/v1/api/jobs/{id}', { path: { id }, signal });
}

export type Order = 'stop' | 'restart' | 'abandon';

/** The longest reason that the server takes. */
export const REASON_LENGTH = 200;

export function orderJob(id: string, order: Order, reason: string): Promise<Job> {
  return request('post', `/v1/api/jobs/{id}/${order}`, { path: { id }, body: reason === '' ? {} : { reason } });
}

/** The orders that fit a run as it stands. */
export function ordersOf({ status, attempts }: Pick<Job, 'status' | 'attempts'>): readonly Order[] {
  switch (status) {
    case 'queued':
      return attempts.length > 0 ? ['restart', 'stop', 'abandon'] : ['stop', 'abandon'];
    case 'running':
      return ['stop'];
    case 'failed':
    case 'stopped':
      return ['restart', 'abandon'];
    case 'completed':
    case 'abandoned':
      return [];
  }
}

export function isOver({ status }: Pick<Job, 'status'>): boolean {
  return status !== 'queued' && status !== 'running';
}
