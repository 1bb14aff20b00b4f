import { PageFrame } from '../../components/PageFrame';
import { Empty } from '../../components/states';

export default function OverviewPage() {
  return (
    <PageFrame title="Overview">
      <Empty title="Nothing to show" />
    </PageFrame>
  );
}
