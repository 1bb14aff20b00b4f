import { describe, expect, it } from 'vitest';
import { asRunId, queryOf, readView, writeView } from './runFilter';

const view = (address: string) => readView(new URLSearchParams(address));

describe('the address of a list of runs', () => {
  it('holds everything that is shown', () => {
    const address = 'type=flush%2Cscrub&status=failed&table=chat.messages&since=24h&sort=rows_written&order=asc&size=100&cursor=abc';
    expect(writeView(view(address)).toString()).toBe(address);
  });

  it('leaves out what is usual', () => {
    expect(writeView(view('')).toString()).toBe('');
  });

  it('is read as far as it fits', () => {
    expect(view('type=flush,nonsense&sort=nonsense&order=up&size=7&since=9y')).toMatchObject({
      types: ['flush'],
      sort: 'created_at',
      order: 'desc',
      size: 50,
      span: '',
    });
  });
});

describe('what the server is asked for', () => {
  it.each([
    ['chat.messages', 'chat', 'messages'],
    ['Messages', '', 'messages'],
    ['chat.', 'chat', ''],
    ['', '', ''],
  ])('by table "%s"', (table, namespace, name) => {
    expect(queryOf({ ...view(''), table }, 0)).toMatchObject({ namespace, table: name });
  });

  it('counts a span from the full minute', () => {
    const now = Date.UTC(2026, 10, 23, 2, 30, 59);
    expect(queryOf(view('since=1h'), now).since).toBe('2026-11-23T01:30:00.000Z');
    expect(queryOf(view(''), now).since).toBe('');
  });
});

describe('an id of a run', () => {
  it('is known from a table by its form', () => {
    expect(asRunId(' fl-1m834k013tka ')).toBe('FL-1M834K013TKA');
    expect(asRunId('chat.messages')).toBeNull();
    expect(asRunId('FL-')).toBeNull();
  });
});
