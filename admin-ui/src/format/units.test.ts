import { describe, expect, it } from 'vitest';
import { bytes, compact, count, dateTime, duration, instant, percent, rate, relative } from './units';

describe('units', () => {
  it('groups digits and shortens large counts', () => {
    expect(count(12345678)).toBe('12,345,678');
    expect(compact(9999)).toBe('9,999');
    expect(compact(12345678)).toBe('12.3M');
  });

  it('gives sizes in powers of 1024', () => {
    expect(bytes(0)).toBe('0 B');
    expect(bytes(1023)).toBe('1023 B');
    expect(bytes(1536)).toBe('1.5 KiB');
    expect(bytes(300 * 1024 ** 3)).toBe('300 GiB');
  });

  it('gives durations in at most two units', () => {
    expect(duration(0)).toBe('0 ms');
    expect(duration(-5)).toBe('0 s');
    expect(duration(340)).toBe('340 ms');
    expect(duration(2000)).toBe('2 s');
    expect(duration(2550)).toBe('2.5 s');
    expect(duration(9_999)).toBe('9.9 s');
    expect(duration(59_999)).toBe('59 s');
    expect(duration(200_000)).toBe('3 min 20 s');
    expect(duration(3_600_000)).toBe('1 h');
    expect(duration(5 * 3_600_000 + 12 * 60_000 + 1)).toBe('5 h 12 min');
    expect(duration(3 * 86_400_000 + 4 * 3_600_000)).toBe('3 d 4 h');
  });

  it('reads times of the API as UTC', () => {
    expect(instant('2026-11-23T02:00:00.000000')).toBe(Date.UTC(2026, 10, 23, 2));
    expect(instant('2026-11-23T02:00:00Z')).toBe(Date.UTC(2026, 10, 23, 2));
    expect(instant('2026-11-23T02:00:00+01:00')).toBe(Date.UTC(2026, 10, 23, 1));
    expect(instant(null)).toBeNaN();
    expect(dateTime(instant(null))).toBe('');
  });

  it('tells how long ago and how soon', () => {
    expect(relative(1000, 13_000)).toBe('12 s ago');
    expect(relative(200_000, 20_000)).toBe('in 3 min');
    expect(relative(500, 0)).toBe('now');
    expect(relative(0, 2_500)).toBe('2 s ago');
    expect(relative(0, 200_000)).toBe('3 min ago');
    expect(relative(0, 3 * 3_600_000 + 60_000)).toBe('3 h ago');
  });

  it('never rounds a share up to whole', () => {
    expect(percent(0.999)).toBe('99 %');
    expect(percent(0.0001)).toBe('<1 %');
    expect(percent(0)).toBe('0 %');
  });

  it('keeps a digit of slow rates', () => {
    expect(rate(2.34)).toBe('2.3 rows/s');
    expect(rate(123456)).toBe('123K rows/s');
  });
});
