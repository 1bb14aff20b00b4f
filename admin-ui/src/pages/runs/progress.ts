import type { Job } from '../../api/jobs';
import { duration, instant } from '../../format/units';

interface Sample {
  at: number;
  rows: number;
}

/** How a run under way gets on. */
export interface Pace {
  rowsPerSecond: number;
  /** Milliseconds until it is done at this rate; null when nobody can tell. */
  remainingMillis: number | null;
}

const MAX_RUNS = 64;
const MAX_SAMPLES = 30;
/** The rate is that of the newest so many milliseconds. */
const WINDOW_MILLIS = 20_000;

/** Rates of runs, from what their changes said; by the server's times. */
export class Paces {
  private readonly samples = new Map<string, Sample[]>();

  /** Takes what a run says about itself; forgets it when it is over. */
  observe(job: Job): void {
    if (job.status !== 'running') {
      this.samples.delete(job.job_id);
      return;
    }
    const sample = { at: instant(job.updated_at), rows: job.rows_written };
    const before = this.samples.get(job.job_id) ?? [];
    const last = before.at(-1);
    if (last !== undefined && (sample.at <= last.at || sample.rows < last.rows)) {
      return;
    }
    const kept = [...before, sample].filter(({ at }) => at >= sample.at - WINDOW_MILLIS).slice(-MAX_SAMPLES);
    this.samples.delete(job.job_id);
    this.samples.set(job.job_id, kept);
    const oldest = this.samples.keys().next();
    if (this.samples.size > MAX_RUNS && !oldest.done) {
      this.samples.delete(oldest.value);
    }
  }

  /** Null before any row was written. */
  of(job: Job): Pace | null {
    const rowsPerSecond = this.recent(job) ?? average(job);
    if (rowsPerSecond === null) {
      return null;
    }
    const left = job.rows_total - job.rows_written;
    return { rowsPerSecond, remainingMillis: left >= 0 && job.rows_total > 0 ? (left / rowsPerSecond) * 1000 : null };
  }

  private recent({ job_id }: Job): number | null {
    const samples = this.samples.get(job_id) ?? [];
    const first = samples[0];
    const last = samples.at(-1);
    return first === undefined || last === undefined || last.rows === first.rows
      ? null
      : ((last.rows - first.rows) * 1000) / (last.at - first.at);
  }
}

/** Over the attempt that runs, or over all of a run that is over. */
export function average(job: Job): number | null {
  const millis = (job.status === 'running' ? instant(job.updated_at) : instant(job.finished_at)) - instant(job.started_at);
  return job.rows_written > 0 && millis > 0 ? (job.rows_written * 1000) / millis : null;
}

/** The rates of all runs that this tab has seen. */
export const paces = new Paces();

/** How long a run has taken so far, or took; NaN before it began. */
export function tookMillis(job: Pick<Job, 'started_at' | 'finished_at'>, now: number): number {
  const end = instant(job.finished_at);
  return (Number.isNaN(end) ? now : end) - instant(job.started_at);
}

/** How long in words; a dash before it began. */
export function took(job: Pick<Job, 'started_at' | 'finished_at'>, now: number): string {
  return job.started_at === null ? '–' : duration(tookMillis(job, now));
}

/** What is known of a run once a change has arrived, which an answer may have overtaken; it has no steps and files. */
export function newer(shown: Job, arrived: Job): Job {
  return instant(arrived.updated_at) >= instant(shown.updated_at) ? { ...shown, ...arrived } : shown;
}

/** The share that is done, from 0 to 1; null when the total is not known. */
export function share(job: Pick<Job, 'rows_written' | 'rows_total'>): number | null {
  return job.rows_total > 0 ? Math.min(1, job.rows_written / job.rows_total) : null;
}
