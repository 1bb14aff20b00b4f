import { describe, expect, it } from 'vitest';
import { aJob, aRunningJob } from '../../testing/jobs';
import { Paces, average, newer, share, took, tookMillis } from './progress';

describe('the pace of a run', () => {
  it('is that of its newest changes, and tells the time left', () => {
    const paces = new Paces();
    paces.observe(aRunningJob(0, 10));
    paces.observe(aRunningJob(100, 11));
    paces.observe(aRunningJob(300, 12));
    expect(paces.of(aRunningJob(300, 12))).toEqual({ rowsPerSecond: 150, remainingMillis: (700 / 150) * 1000 });
  });

  it('is its average while only one change is known', () => {
    const paces = new Paces();
    paces.observe(aRunningJob(300, 30));
    expect(paces.of(aRunningJob(300, 30))?.rowsPerSecond).toBe(10);
  });

  it('is unknown before the first row', () => {
    expect(new Paces().of(aRunningJob(0, 5))).toBeNull();
  });

  it('takes no change that is older than the last one', () => {
    const paces = new Paces();
    paces.observe(aRunningJob(100, 10));
    paces.observe(aRunningJob(200, 11));
    paces.observe(aRunningJob(150, 5));
    expect(paces.of(aRunningJob(200, 11))?.rowsPerSecond).toBe(100);
  });

  it('is not known for a total that the rows have passed', () => {
    const paces = new Paces();
    expect(paces.of(aRunningJob(1200, 10))?.remainingMillis).toBeNull();
  });

  it('is forgotten with the run, and that of the oldest of many', () => {
    const paces = new Paces();
    const watch = (id: string) => [0, 500].forEach((rows, at) => paces.observe(aRunningJob(rows, 20 + at, { job_id: id })));
    watch('first');
    const first = aRunningJob(500, 21, { job_id: 'first' });
    expect(paces.of(first)?.rowsPerSecond).toBe(500);
    for (let other = 0; other < 64; other++) {
      watch(`other ${other}`);
    }
    expect(paces.of(first)?.rowsPerSecond).toBeCloseTo(500 / 21);
    paces.observe(aJob({ job_id: 'other 63' }));
    expect(paces.of(aRunningJob(500, 21, { job_id: 'other 63' }))?.rowsPerSecond).toBeCloseTo(500 / 21);
  });
});

it('tells how long a run takes, and how much is done', () => {
  expect(tookMillis(aJob(), 0)).toBe(2000);
  expect(tookMillis(aRunningJob(1, 1), Date.UTC(2026, 10, 23, 2, 0, 31))).toBe(30_000);
  expect(tookMillis(aJob({ started_at: null, finished_at: null }), 0)).toBeNaN();
  expect(average(aJob())).toBe(500);
  expect(share(aJob({ rows_written: 1500 }))).toBe(1);
  expect(share(aJob({ rows_total: 0 }))).toBeNull();
});

it('says how long in words, and that it has not begun', () => {
  expect(took(aJob(), 0)).toBe('2 s');
  expect(took(aJob({ started_at: null, finished_at: null }), 0)).toBe('–');
});

it('keeps what is newer when an event and an answer overtake each other', () => {
  const shown = aRunningJob(400, 4, { steps: [] });
  expect(newer(shown, aRunningJob(300, 3))).toBe(shown);
  expect(newer(shown, aRunningJob(500, 5))).toMatchObject({ rows_written: 500, steps: [] });
});
