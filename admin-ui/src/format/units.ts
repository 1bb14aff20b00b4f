/** Numbers, sizes and times as operators read them. Locale: English, UTC offsets are the browser's. */

const INTEGER = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });
const TENTHS = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** 12345678 → "12,345,678" */
export function count(value: number): string {
  return INTEGER.format(value);
}

/** 12345678 → "12.3M" */
export function compact(value: number): string {
  return Math.abs(value) < 10_000 ? INTEGER.format(value) : COMPACT.format(value);
}

const SIZES = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** 1536 → "1.5 KiB" */
export function bytes(value: number): string {
  let scaled = value;
  let unit = 0;
  while (Math.abs(scaled) >= 1024 && unit < SIZES.length - 1) {
    scaled /= 1024;
    unit++;
  }
  const digits = unit === 0 || Math.abs(scaled) >= 100 ? 0 : 1;
  return `${scaled.toFixed(digits)} ${SIZES[unit]}`;
}

/** Rows a second: "12.3K rows/s" */
export function rate(rowsPerSecond: number): string {
  return `${rowsPerSecond < 10 ? TENTHS.format(rowsPerSecond) : compact(rowsPerSecond)} rows/s`;
}

/** Milliseconds: "340 ms", "12 s", "3 min 20 s", "5 h 12 min", "3 d 4 h" */
export function duration(millis: number): string {
  if (millis < 0) {
    return '0 s';
  }
  if (millis < 1000) {
    return `${Math.round(millis)} ms`;
  }
  if (millis < 10_000) {
    return `${(Math.floor(millis / 100) / 10).toFixed(1).replace('.0', '')} s`;
  }
  const seconds = Math.floor(millis / 1000);
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ');
}

/** Milliseconds since 1970 of a time of the API, which is UTC when it has no offset; NaN for none. */
export function instant(time: string | null | undefined): number {
  if (time === null || time === undefined || time === '') {
    return NaN;
  }
  return Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(time) ? time : `${time}Z`);
}

const DAY_TIME = new Intl.DateTimeFormat('en-GB', {
  year: 'numeric',
  month: 'short',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** "23 Nov 2026, 02:14:07", in the browser's time zone; "" for none. */
export function dateTime(millis: number): string {
  return Number.isNaN(millis) ? '' : DAY_TIME.format(millis);
}

/** "12 s ago", "in 3 min", "5 h ago" */
export function relative(millis: number, now: number): string {
  const gap = now - millis;
  if (Math.abs(gap) < 1000) {
    return 'now';
  }
  // Beyond a minute its seconds would only flicker.
  const text = Math.abs(gap) < 10_000 ? `${Math.floor(Math.abs(gap) / 1000)} s` : duration(Math.abs(gap)).replace(/^(\d+ (?:min|h|d)) .*/, '$1');
  return gap > 0 ? `${text} ago` : `in ${text}`;
}

/** 0.4567 → "46 %" */
export function percent(share: number): string {
  return `${share > 0 && share < 0.01 ? '<1' : Math.floor(share * 100)} %`;
}
