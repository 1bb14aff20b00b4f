import { describe, expect, it } from 'vitest';
import { serverEvents } from './sse';

function streamOf(...chunks: (string | Uint8Array)[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      chunks.forEach((chunk) => controller.enqueue(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk));
      controller.close();
    },
  });
}

async function read(...chunks: (string | Uint8Array)[]) {
  const events = [];
  for await (const event of serverEvents(streamOf(...chunks))) {
    events.push(event);
  }
  return events;
}

describe('server-sent events', () => {
  it('come whole, however they are cut', async () => {
    const bytes = new TextEncoder().encode('event: job\ndata: {"a":"ü"}\n\n: still here\n\ndata: one\r\ndata: two\r\n\r\n');
    const whole = [
      { event: 'job', data: '{"a":"ü"}' },
      { event: 'message', data: 'one\ntwo' },
    ];
    expect(await read(bytes)).toEqual(whole);
    expect(await read(...[...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
  });

  it('leave out comments and what the end cut off', async () => {
    expect(await read(': a\n\n', 'event: job\n\n', 'data: half')).toEqual([]);
  });

  it('are bounded', async () => {
    await expect(read('data: '.padEnd(5 << 20, 'x'))).rejects.toThrow('too long');
  });
});
