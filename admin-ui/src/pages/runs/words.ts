import type { Job, JobStatus, JobType, Order } from '../../api/jobs';

export const TYPE_NAMES: Record<JobType, string> = {
  flush: 'Flush',
  compaction: 'Compaction',
  retention: 'Retention',
  scrub: 'Scrub',
};

export const STATUS_NAMES: Record<JobStatus, string> = {
  queued: 'Queued',
  running: 'Running',
  completed: 'Completed',
  failed: 'Failed',
  stopped: 'Stopped',
  abandoned: 'Abandoned',
};

export const TRIGGER_NAMES: Record<Job['trigger'], string> = {
  rows: 'Row threshold',
  interval: 'Interval',
  manual: 'Manual',
  pressure: 'Buffer pressure',
  recovery: 'Recovery',
  size: 'Many small files',
  expiry: 'Rows expired',
  check: 'Files due for a check',
};

/** Why a run was launched, as a sentence. */
export const TRIGGER_SENTENCES: Record<Job['trigger'], string> = {
  rows: 'The buffered rows reached the table’s threshold.',
  interval: 'The oldest buffered row reached the age that the table’s policy sets.',
  manual: 'Somebody asked for it.',
  pressure: 'The buffers of all tables together grew too large.',
  recovery: 'An earlier process left something to put in order.',
  size: 'Data files became too many or too small.',
  expiry: 'Rows reached their time to live.',
  check: 'Data files were due to be verified.',
};

/** What a type of run does to rows: read, and then … */
export const WRITTEN_NAMES: Record<JobType, string> = {
  flush: 'Rows written',
  compaction: 'Rows written',
  retention: 'Rows removed',
  scrub: 'Rows verified',
};

export const ORDER_NAMES: Record<Order, string> = { stop: 'Stop', restart: 'Restart', abandon: 'Abandon' };

/** What follows from an order. */
export const ORDER_EFFECTS: Record<Order, string> = {
  stop: 'The run ends at its next row; what it has committed stays. The table gets no automatic run of this type for ten minutes. It can be restarted.',
  restart: 'The run goes on after its last checkpoint. What is committed is not done again.',
  abandon: 'The run is over for good and cannot be restarted. No rows are lost: what it did not write stays where it is, for a later run.',
};

/** "chat.messages", or what a run over the whole store is said to work on. */
export function tableOf({ namespace_id, table_name }: Pick<Job, 'namespace_id' | 'table_name'>): string {
  return namespace_id === '' ? 'Whole store' : `${namespace_id}.${table_name}`;
}
