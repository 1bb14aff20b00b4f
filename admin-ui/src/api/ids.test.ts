import { expect, it, vi } from 'vitest';
import { randomUuid } from './ids';

it('makes UUIDs of version 4, each another', () => {
  const ids = Array.from({ length: 100 }, randomUuid);
  ids.forEach((id) => expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/));
  expect(new Set(ids).size).toBe(100);
});

it('needs no secure context', () => {
  vi.stubGlobal('crypto', { getRandomValues: (bytes: Uint8Array) => bytes.fill(255) });
  expect(randomUuid()).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
  vi.unstubAllGlobals();
});
