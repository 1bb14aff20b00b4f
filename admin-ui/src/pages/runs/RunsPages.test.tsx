import { QueryClientProvider } from '@tanstack/react-query';
import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { MemoryRouter, Route, Routes, useLocation } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Job } from '../../api/jobs';
import { newQueryClient } from '../../api/queries';
import { signInWith, signOut } from '../../api/session';
import { failure, fakeServer, json, session, type FakeCall } from '../../testing/fakeServer';
import { aJob, aRunningJob } from '../../testing/jobs';
import RunsPages from './RunsPages';

function Where() {
  const { pathname, search } = useLocation();
  return <output data-testid="where">{pathname + search}</output>;
}

const where = () => screen.getByTestId('where').textContent;

/** A stream of events that the test feeds. */
function eventStream() {
  let feed!: ReadableStreamDefaultController<Uint8Array>;
  const body = new ReadableStream<Uint8Array>({ start: (controller) => void (feed = controller) });
  return {
    answer: () => new Response(body, { headers: { 'Content-Type': 'text/event-stream' } }),
    say: (job: Job) => feed.enqueue(new TextEncoder().encode(`event: job\ndata: ${JSON.stringify(job)}\n\n`)),
    end: () => feed.close(),
  };
}

async function open(address: string, responders: Parameters<typeof fakeServer>[0]): Promise<FakeCall[]> {
  const calls = fakeServer({
    'POST /v1/api/auth/login': () => session('ada'),
    'GET /v1/api/jobs/events': () => failure(429, 'RATE_LIMIT_EXCEEDED', 'too many'),
    ...responders,
  });
  await signInWith('ada', 'secret');
  render(
    <QueryClientProvider client={newQueryClient()}>
      <MemoryRouter initialEntries={[address]}>
        <Routes>
          <Route path="/runs/*" element={<RunsPages />} />
        </Routes>
        <Where />
      </MemoryRouter>
    </QueryClientProvider>,
  );
  return calls;
}

beforeEach(() => signOut());
afterEach(() => vi.unstubAllGlobals());

const listed = (calls: FakeCall[]) => calls.filter(({ target }) => target.startsWith('/v1/api/jobs?')).map(({ target }) => target);

describe('the list of runs', () => {
  it('asks for what its address says and changes only its address', async () => {
    const calls = await open('/runs?status=failed&table=chat.messages', {
      'GET /v1/api/jobs': ({ target }) => json({ jobs: [aJob({ status: 'failed' })], next: target.includes('cursor') ? null : 'c2' }),
    });
    await screen.findByRole('link', { name: 'FL-000000000001' });
    expect(listed(calls)[0]).toBe('/v1/api/jobs?status=failed&namespace=chat&table=messages&sort=created_at&order=desc&limit=50');
    fireEvent.click(screen.getByRole('button', { name: 'Next' }));
    await waitFor(() => expect(where()).toBe('/runs?status=failed&table=chat.messages&cursor=c2'));
    await waitFor(() => expect(listed(calls).at(-1)).toContain('cursor=c2'));
    fireEvent.click(screen.getByRole('button', { name: 'Previous' }));
    await waitFor(() => expect(where()).toBe('/runs?status=failed&table=chat.messages'));
    fireEvent.click(screen.getByRole('button', { name: /^Rows/ }));
    await waitFor(() => expect(where()).toBe('/runs?status=failed&table=chat.messages&sort=rows_written'));
    fireEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
    await waitFor(() => expect(where()).toBe('/runs?sort=rows_written'));
  });

  it('follows a run that runs, by events', async () => {
    const stream = eventStream();
    await open('/runs', {
      'GET /v1/api/jobs/events': stream.answer,
      'GET /v1/api/jobs': () => json({ jobs: [aRunningJob(100, 1)], next: null }),
    });
    await screen.findByText(/100 of 1,000 rows/);
    await screen.findByText('Live');
    stream.say(aRunningJob(400, 2));
    await screen.findByText('400 of 1,000 rows · 300 rows/s · 2 s left');
  });

  it('says that it polls only when changes do not arrive by themselves', async () => {
    let answerEvents!: (answer: Response) => void;
    await open('/runs', {
      'GET /v1/api/jobs/events': () => new Promise((resolve) => (answerEvents = resolve)),
      'GET /v1/api/jobs': () => json({ jobs: [aJob()], next: null }),
    });
    await screen.findByRole('link', { name: 'FL-000000000001' });
    screen.getByText('Connecting');
    answerEvents(failure(429, 'RATE_LIMIT_EXCEEDED', 'too many'));
    await screen.findByText('Polling');
  });

  it('opens another stream when the server has ended one in order', async () => {
    const streams = [eventStream(), eventStream()];
    const left = [...streams];
    await open('/runs', {
      'GET /v1/api/jobs/events': () => left.shift()!.answer(),
      'GET /v1/api/jobs': () => json({ jobs: [aRunningJob(100, 1)], next: null }),
    });
    await screen.findByText('Live');
    streams[0]!.end();
    await screen.findByText('Connecting');
    await screen.findByText('Live');
    streams[1]!.say(aRunningJob(400, 2));
    await screen.findByText(/^400 of 1,000 rows/);
  });

  it('says that nothing fits, and that nothing was there', async () => {
    await open('/runs?status=failed', { 'GET /v1/api/jobs': () => json({ jobs: [], next: null }) });
    await screen.findByRole('heading', { name: 'No run fits the filter' });
    fireEvent.click(screen.getAllByRole('button', { name: 'Clear filters' })[0]!);
    await screen.findByRole('heading', { name: 'No runs yet' });
  });

  it('tells why it cannot be loaded and tries again', async () => {
    let broken = true;
    await open('/runs', {
      'GET /v1/api/jobs': () => (broken ? failure(400, 'INVALID_PARAMETER', 'Cannot list jobs: odd') : json({ jobs: [aJob()], next: null })),
    });
    await screen.findByText('Cannot list jobs: odd');
    broken = false;
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByRole('link', { name: 'FL-000000000001' });
  });
});

describe('a run', () => {
  const failed = aJob({
    status: 'failed',
    message: 'Cannot write data file; caused by: FileSystemException: No space left on device',
    exception_trace: 'a.B: Cannot write\n\tat somewhere',
    steps: [],
    data_files: [],
  });

  it('that failed says why in plain words; its trace shows on demand', async () => {
    await open('/runs/FL-000000000001', {
      'GET /v1/api/jobs/FL-000000000001': () => json(failed),
      'GET /v1/api/jobs': () => json({ jobs: [], next: null }),
    });
    await screen.findByText(/Why it failed: The disk had no room left/);
    const chain = within(screen.getByRole('list', { name: 'Causes' })).getAllByRole('listitem');
    expect(chain.map(({ textContent }) => textContent)).toEqual([
      'Cannot write data file',
      'because: File system exception: No space left on device',
    ]);
    expect(screen.queryByText(/at somewhere/)).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Show the technical trace' }));
    expect(screen.getByText(/at somewhere/)).toBeTruthy();
  });

  it('is restarted after a question, and the refusal of it is told', async () => {
    let status: Job['status'] = 'failed';
    let refused = true;
    const calls = await open('/runs/FL-000000000001', {
      'GET /v1/api/jobs/FL-000000000001': () => json({ ...failed, status }),
      'POST /v1/api/jobs/FL-000000000001/restart': () => {
        if (refused) {
          return failure(409, 'JOB_STATE_CONFLICT', 'job FL-2 waits for the same work');
        }
        status = 'queued';
        return json({ ...failed, status });
      },
      'GET /v1/api/jobs': () => json({ jobs: [], next: null }),
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Restart' }));
    const dialog = await screen.findByRole('dialog', { name: /Restart this run/ });
    expect(calls.some(({ target }) => target.endsWith('/restart'))).toBe(false);
    fireEvent.change(within(dialog).getByLabelText('Reason (optional)'), { target: { value: ' disk freed ' } });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Restart' }));
    await within(dialog).findByText(/waits for the same work/);
    refused = false;
    fireEvent.click(within(dialog).getByRole('button', { name: 'Restart' }));
    await screen.findByText('Queued');
    expect(screen.queryByRole('dialog')).toBeNull();
    const orders = calls.filter(({ target }) => target.endsWith('/restart'));
    expect(orders.map(({ body }) => body)).toEqual([{ reason: 'disk freed' }, { reason: 'disk freed' }]);
  });

  it('tells which orders it was given, by whom, when and why, the newest first', async () => {
    const orders: Job['orders'] = [
      { order: 'stop', by: 'ada', reason: 'the disk is moved', at: '2026-11-20T08:00:00Z' },
      { order: 'restart', by: 'bob', reason: '', at: '2026-11-20T09:00:00Z' },
    ];
    await open('/runs/FL-000000000001', {
      'GET /v1/api/jobs/FL-000000000001': () => json({ ...failed, orders }),
      'GET /v1/api/jobs': () => json({ jobs: [], next: null }),
    });
    const rows = within(await screen.findByRole('grid', { name: 'Orders' })).getAllByRole('row').slice(1);
    const cells = rows.map((row) => within(row).getAllByRole('cell').map(({ textContent }) => textContent));
    expect(cells.map(([order, by, , reason]) => [order, by, reason])).toEqual([
      ['Restart', 'bob', '–'],
      ['Stop', 'ada', 'the disk is moved'],
    ]);
    expect(rows.map((row) => row.querySelector('time')?.dateTime)).toEqual([
      '2026-11-20T09:00:00.000Z',
      '2026-11-20T08:00:00.000Z',
    ]);
  });

  it('offers only the orders that fit it', async () => {
    await open('/runs/FL-000000000001', {
      'GET /v1/api/jobs/FL-000000000001': () => json({ ...aRunningJob(10, 1), steps: [], data_files: [] }),
      'GET /v1/api/jobs': () => json({ jobs: [], next: null }),
    });
    await screen.findByRole('button', { name: 'Stop' });
    expect(screen.queryByRole('button', { name: 'Restart' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Abandon' })).toBeNull();
  });

  it('that is not there is told of', async () => {
    await open('/runs/FL-0', {
      'GET /v1/api/jobs/FL-0': () => failure(404, 'NOT_FOUND', 'Cannot find job FL-0'),
    });
    await screen.findByText('Cannot find job FL-0');
  });
});
