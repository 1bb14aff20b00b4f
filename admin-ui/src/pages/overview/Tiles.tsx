import { Card, CardBody } from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Overview } from '../../api/overview';
import { Meter, type MeterLevel } from '../../components/Meter';
import { Sparkline } from '../../components/Sparkline';
import { bytes, compact, count, duration, percent, rate } from '../../format/units';

/** The store's figures at a glance. */
export function Tiles({ overview }: { overview: Overview }) {
  return (
    <div className="firn-grid">
      <Rates overview={overview} />
      <BufferTile buffer={overview.buffer} />
      <LagTile lag={overview.lag} />
      <JobsTile jobs={overview.jobs} />
      {apart(overview.disks).map((disk) => (
        <DiskTile key={disk.name} disk={disk} />
      ))}
    </div>
  );
}

function Tile({ title, value, children }: { title: string; value: ReactNode; children?: ReactNode }) {
  return (
    <Card isCompact isFullHeight>
      <CardBody className="firn-tile">
        <h2>{title}</h2>
        <div className="firn-value">{value}</div>
        <div className="firn-tile-foot">{children}</div>
      </CardBody>
    </Card>
  );
}

function Rates({ overview: { rates } }: { overview: Overview }) {
  const incoming = rates.samples.map((sample) => sample.rows_in_per_second);
  const flushed = rates.samples.map((sample) => sample.rows_flushed_per_second);
  // Both by one scale, so that they can be compared.
  const top = Math.max(...incoming, ...flushed, 0);
  const span = duration(rates.samples.length * rates.interval_seconds * 1000);
  return (
    <>
      <RateTile title="Rows in" now={rates.rows_in_per_second} values={incoming} top={top} span={span} />
      <RateTile title="Rows flushed" now={rates.rows_flushed_per_second} values={flushed} top={top} span={span} />
    </>
  );
}

interface RateProps {
  title: string;
  now: number;
  values: readonly number[];
  top: number;
  span: string;
}

function RateTile({ title, now, values, top, span }: RateProps) {
  const highest = rate(Math.max(...values, 0));
  return (
    <Tile title={title} value={rate(now)}>
      {values.length > 1 && (
        <>
          <Sparkline
            title={`${title} over the last ${span}`}
            description={`Now ${rate(now)}, highest ${highest}`}
            values={values}
            top={top}
          />
          <div className="firn-note">
            last {span}, highest {highest}
          </div>
        </>
      )}
    </Tile>
  );
}

const BUFFER_LEVELS: Record<Overview['buffer']['level'], MeterLevel> = { ok: 'ok', soft: 'warning', hard: 'danger' };

function BufferTile({ buffer }: { buffer: Overview['buffer'] }) {
  const share = buffer.hard_bytes > 0 ? buffer.bytes / buffer.hard_bytes : 0;
  return (
    <Tile title="Buffer" value={bytes(buffer.bytes)}>
      <Meter
        label="Buffer against its limit"
        share={share}
        text={`${bytes(buffer.bytes)} of ${bytes(buffer.hard_bytes)}`}
        level={BUFFER_LEVELS[buffer.level]}
        marks={[buffer.soft_bytes / buffer.hard_bytes]}
      />
      <div className="firn-note">
        {compact(buffer.rows)} rows; writers are delayed at {bytes(buffer.soft_bytes)}, refused at {bytes(buffer.hard_bytes)}
      </div>
    </Tile>
  );
}

function LagTile({ lag }: { lag: Overview['lag'] }) {
  if (lag === null) {
    return (
      <Tile title="Lag" value="None">
        <div className="firn-note">nothing is buffered</div>
      </Tile>
    );
  }
  const { namespace_id, table_name, oldest_age_seconds, interval_seconds, overdue_seconds } = lag;
  return (
    <Tile title="Lag" value={duration(oldest_age_seconds * 1000)}>
      <div className="firn-note">
        oldest buffered row of{' '}
        <Link to={`/tables/${namespace_id}/${table_name}`}>
          {namespace_id}.{table_name}
        </Link>
        {interval_seconds === null
          ? ', flushed by its row threshold'
          : overdue_seconds > 0
            ? `, ${duration(overdue_seconds * 1000)} past its interval`
            : `, flushed when ${duration(interval_seconds * 1000)} old`}
      </div>
    </Tile>
  );
}

function JobsTile({ jobs }: { jobs: Overview['jobs'] }) {
  return (
    <Tile title="Jobs" value={`${count(jobs.running)} running`}>
      <div className="firn-note">
        <Link to="/runs?status=queued">{count(jobs.queued)} queued</Link>, {count(jobs.stuck)} stuck
      </div>
    </Tile>
  );
}

type Disk = Omit<Overview['disks'][number], 'name'> & { name: Overview['disks'][number]['name'] | 'both' };

/** Data files and buffer are often on one disk, which is shown once. */
export function apart(disks: readonly Disk[]): readonly Disk[] {
  const [first, second] = disks;
  return first !== undefined && disks.every(({ total_bytes, usable_bytes }) => total_bytes === first.total_bytes && usable_bytes === first.usable_bytes)
    ? [{ ...first, name: second === undefined ? first.name : 'both', level: disks.find(({ level }) => level !== 'ok')?.level ?? 'ok' }]
    : disks;
}

const DISK_LEVELS: Record<Disk['level'], MeterLevel> = { ok: 'ok', low: 'warning', full: 'danger' };

const DISK_NAMES: Record<Disk['name'], string> = { data: 'Disk of data files', state: 'Disk of the buffer', both: 'Disk' };

function DiskTile({ disk }: { disk: Disk }) {
  const used = disk.total_bytes > 0 ? 1 - disk.usable_bytes / disk.total_bytes : 0;
  const name = DISK_NAMES[disk.name];
  return (
    <Tile title={name} value={`${bytes(disk.usable_bytes)} free`}>
      <Meter
        label={name}
        share={used}
        text={`${percent(used)} used`}
        level={DISK_LEVELS[disk.level]}
        marks={[1 - disk.reserve_bytes / disk.total_bytes]}
      />
      <div className="firn-note">
        {percent(used)} of {bytes(disk.total_bytes)} used; {bytes(disk.reserve_bytes)} are kept for flushes
      </div>
    </Tile>
  );
}
