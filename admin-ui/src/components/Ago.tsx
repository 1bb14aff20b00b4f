import { dateTime, instant, relative } from '../format/units';

/** How long ago a time of the API was; the time itself when pointed at. A dash for none. */
export function Ago({ time, now }: { time: string | null; now: number }) {
  const at = instant(time);
  return Number.isNaN(at) ? (
    <>–</>
  ) : (
    <time dateTime={new Date(at).toISOString()} title={dateTime(at)}>
      {relative(at, now)}
    </time>
  );
}
