import { describe, expect, it } from 'vitest';
import type { Overview } from '../../api/overview';
import { aJob, aRunningJob } from '../../testing/jobs';
import { taking } from './RunningJobs';
import { apart } from './Tiles';
import { verdictOf } from './verdict';

const OVERVIEW: Overview = {
  at: '2026-11-23T02:00:00.000000',
  version: '0.1.0',
  uptime_seconds: 60,
  health: {
    status: 'healthy',
    version: '0.1.0',
    api_version: 'v1',
    durability: 'fsync',
    quarantined_files: 0,
    buffer: 'ok',
    disk: 'ok',
    stuck_jobs: 0,
  },
  rates: { interval_seconds: 5, rows_in_per_second: 0, rows_flushed_per_second: 0, samples: [] },
  buffer: { rows: 0, bytes: 0, soft_bytes: 100, hard_bytes: 200, level: 'ok' },
  disks: [{ name: 'data', total_bytes: 1000, usable_bytes: 500, reserve_bytes: 10, level: 'ok' }],
  jobs: { running: 0, queued: 0, stuck: 0 },
  lag: null,
  tables: [],
  buffered_tables: 0,
  attention: [],
  attention_total: 0,
};

const attention = (severity: 'danger' | 'warning'): Partial<Overview> => ({
  attention: [
    {
      kind: 'failed_run',
      severity,
      subject: { type: 'job', job_id: 'FL-1', namespace_id: 'a', table_name: 'b', file_id: null, name: null },
      since: null,
      message: 'm',
      action: 'a',
    },
  ],
  attention_total: 1,
});

describe('the verdict', () => {
  it.each<[string, Partial<Overview>, string, string]>([
    ['all is well', {}, 'success', 'The flush keeps up'],
    ['the store is read-only', { health: { ...OVERVIEW.health, status: 'read-only' } }, 'danger', 'The store is read-only'],
    ['a disk is full', { disks: [{ ...OVERVIEW.disks[0]!, level: 'full' }] }, 'danger', 'The disk is full'],
    ['writers are refused', { buffer: { ...OVERVIEW.buffer, level: 'hard' } }, 'danger', 'The flush does not keep up'],
    ['writers are delayed', { buffer: { ...OVERVIEW.buffer, level: 'soft' } }, 'warning', 'The flush hardly keeps up'],
    ['a run failed', attention('danger'), 'danger', '1 thing needs attention'],
    ['something is odd', attention('warning'), 'warning', '1 thing needs attention'],
  ])('when %s', (_, given, level, title) => {
    expect(verdictOf({ ...OVERVIEW, ...given })).toMatchObject({ level, title });
  });

  it('names the worst first', () => {
    const worst = { ...OVERVIEW, ...attention('danger'), buffer: { ...OVERVIEW.buffer, level: 'hard' as const } };
    expect(verdictOf(worst).title).toBe('The flush does not keep up');
  });
});

describe('disks', () => {
  const data = { name: 'data' as const, total_bytes: 1000, usable_bytes: 500, reserve_bytes: 10, level: 'ok' as const };

  it('that are one are shown once, by the worse level', () => {
    expect(apart([data, { ...data, name: 'state', level: 'low' }])).toEqual([{ ...data, name: 'both', level: 'low' }]);
    expect(apart([data])).toEqual([data]);
    const other = { ...data, name: 'state' as const, usable_bytes: 400 };
    expect(apart([data, other])).toEqual([data, other]);
  });
});

describe('the runs that are not over', () => {
  it('take what arrives: changed in place, new at the end, over and gone', () => {
    const shown = [aRunningJob(1, 1, { job_id: 'a' }), aRunningJob(1, 1, { job_id: 'b' })];
    expect(taking(shown, aRunningJob(9, 2, { job_id: 'a' })).map(({ job_id, rows_written }) => [job_id, rows_written])).toEqual([
      ['a', 9],
      ['b', 1],
    ]);
    expect(taking(shown, aRunningJob(1, 1, { job_id: 'c' })).map(({ job_id }) => job_id)).toEqual(['a', 'b', 'c']);
    expect(taking(shown, aJob({ job_id: 'a' })).map(({ job_id }) => job_id)).toEqual(['b']);
  });
});
