import type { Job } from '../api/jobs';

/** A completed flush of chat.messages, but for what is given. */
export function aJob(given: Partial<Job> = {}): Job {
  return {
    job_id: 'FL-000000000001',
    job_type: 'flush',
    status: 'completed',
    namespace_id: 'chat',
    table_name: 'messages',
    parameters: {},
    message: '',
    exception_trace: '',
    rows_read: 1000,
    rows_written: 1000,
    rows_total: 1000,
    bytes_written: 2048,
    files: 1,
    checkpoint: '1/1000',
    restarts: 0,
    execution_id: 7,
    trigger: 'rows',
    created_at: '2026-11-23T02:00:00.000000',
    started_at: '2026-11-23T02:00:01.000000',
    updated_at: '2026-11-23T02:00:03.000000',
    finished_at: '2026-11-23T02:00:03.000000',
    node_id: 'local',
    attempts: [
      {
        attempt: 1,
        execution_id: 7,
        rows_read: 1000,
        started_at: '2026-11-23T02:00:01.000000',
        finished_at: '2026-11-23T02:00:03.000000',
        message: '',
      },
    ],
    orders: [],
    ...given,
  };
}

/** The same run while it runs, so many rows and seconds after its start. */
export function aRunningJob(rows: number, seconds: number, given: Partial<Job> = {}): Job {
  return aJob({
    status: 'running',
    rows_written: rows,
    rows_total: 1000,
    finished_at: null,
    updated_at: `2026-11-23T02:00:${String(1 + seconds).padStart(2, '0')}.000000`,
    ...given,
  });
}
