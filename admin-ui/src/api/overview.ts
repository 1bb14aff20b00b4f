import type { JobStatus, JobType, Job } from './jobs';
import { send } from './http';
import type { components } from './openapi';

/** A run in a few words. */
export interface JobBrief {
  job_id: string;
  job_type: JobType;
  status: JobStatus;
  trigger: Job['trigger'];
  rows_written: number;
  rows_total: number;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  message: string;
}

export interface BufferedTable {
  namespace_id: string;
  table_name: string;
  flush_policy: { rows: number | null; interval_seconds: number | null } | null;
  buffer: {
    rows: number;
    bytes: number;
    oldest_at: string | null;
    oldest_age_seconds: number | null;
    threshold_rows: number | null;
    share: number | null;
    seconds_to_flush: number | null;
    due: boolean;
  };
  running_job: JobBrief | null;
  last_job: JobBrief | null;
}

export type Level = 'ok' | 'soft' | 'hard' | 'low' | 'full';

export interface Attention {
  kind: string;
  severity: 'danger' | 'warning';
  subject: {
    type: 'job' | 'file' | 'table' | 'buffer' | 'disk' | 'store';
    job_id: string | null;
    namespace_id: string | null;
    table_name: string | null;
    file_id: string | null;
    name: string | null;
  };
  since: string | null;
  message: string;
  action: string;
}

export interface Sample {
  at: string;
  rows_in_per_second: number;
  rows_flushed_per_second: number;
  buffered_rows: number;
  buffered_bytes: number;
}

export interface Overview {
  at: string;
  version: string;
  uptime_seconds: number;
  health: components['schemas']['Health'];
  rates: { interval_seconds: number; rows_in_per_second: number; rows_flushed_per_second: number; samples: Sample[] };
  buffer: { rows: number; bytes: number; soft_bytes: number; hard_bytes: number; level: 'ok' | 'soft' | 'hard' };
  disks: { name: string; total_bytes: number; usable_bytes: number; reserve_bytes: number; level: 'ok' | 'low' | 'full' }[];
  jobs: { running: number; queued: number; stuck: number };
  lag: {
    namespace_id: string;
    table_name: string;
    oldest_age_seconds: number;
    interval_seconds: number | null;
    overdue_seconds: number;
  } | null;
  tables: BufferedTable[];
  buffered_tables: number;
  attention: Attention[];
  attention_total: number;
}

export async function readOverview(signal?: AbortSignal): Promise<Overview> {
  return (await (await send('get', '/v1/api/overview', { signal })).json()) as Overview;
}
