import { describe, expect, it } from 'vitest';
import type { Table } from '../../api/tables';
import { aRunningJob } from '../../testing/jobs';
import { nextFlush } from './TableParts';

describe('the next flush', () => {
  const table = (buffer: Partial<Table['buffer']>, rest: Partial<Table> = {}): Table => ({
    namespace_id: 'chat',
    table_name: 'messages',
    table_type: 'SHARED',
    access_level: 'PUBLIC',
    primary_key: null,
    column_count: 1,
    ttl_seconds: null,
    may_flush: true,
    files: { count: 0, rows: 0, bytes: 0, quarantined: 0 },
    flush_policy: { rows: 1000, interval_seconds: 60 },
    running_job: null,
    last_job: null,
    ...rest,
    buffer: {
      rows: 1,
      bytes: 1,
      oldest_at: null,
      oldest_age_seconds: null,
      threshold_rows: 1000,
      share: 0.1,
      seconds_to_flush: 30,
      due: false,
      ...buffer,
    },
  });

  it('is told as far as it is known', () => {
    expect(nextFlush(table({}))).toBe('in 30 s, or at 1,000 rows');
    expect(nextFlush(table({}, { flush_policy: { rows: null, interval_seconds: 60 } }))).toBe('in 30 s');
    expect(nextFlush(table({ seconds_to_flush: null }))).toBe('at 1,000 rows');
    expect(nextFlush(table({ seconds_to_flush: null }, { flush_policy: null }))).toBe('by hand');
    expect(nextFlush(table({ due: true }))).toBe('due now');
    const job = { ...aRunningJob(1, 1), started_at: '', finished_at: null };
    expect(nextFlush(table({}, { running_job: job }))).toBe('running');
    expect(nextFlush(table({}, { running_job: { ...job, status: 'queued' } }))).toBe('queued');
    expect(nextFlush(table({}, { running_job: { ...job, job_type: 'compaction' } }))).toBe('in 30 s, or at 1,000 rows');
  });
});
