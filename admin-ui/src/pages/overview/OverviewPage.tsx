import { useQuery } from '@tanstack/react-query';
import { readOverview } from '../../api/overview';
import { PageFrame } from '../../components/PageFrame';
import { Loaded } from '../../components/states';
import { duration } from '../../format/units';
import { AttentionList } from './AttentionList';
import { BufferedTables } from './BufferedTables';
import { RunningJobs } from './RunningJobs';
import { Tiles } from './Tiles';
import { VerdictLine } from './VerdictLine';

const POLL_MILLIS = 3_000;

/** Is the flush keeping up, and if not, what is to be done: in one look. */
export default function OverviewPage() {
  const query = useQuery({
    queryKey: ['overview'],
    queryFn: ({ signal }) => readOverview(signal),
    refetchInterval: POLL_MILLIS,
  });
  const overview = query.data;
  return (
    <PageFrame
      title="Overview"
      {...(overview === undefined
        ? {}
        : { subtitle: `Firn ${overview.version}, up ${duration(overview.uptime_seconds * 1000)}` })}
    >
      <Loaded query={query} what="the overview" everyMillis={POLL_MILLIS}>
        {(now) => (
          <div className="firn-stack">
            <VerdictLine overview={now} />
            {now.attention.length > 0 && <AttentionList list={now.attention} total={now.attention_total} />}
            <Tiles overview={now} />
            <RunningJobs />
            <BufferedTables tables={now.tables} total={now.buffered_tables} />
          </div>
        )}
      </Loaded>
    </PageFrame>
  );
}
