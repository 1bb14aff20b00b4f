import { PageFrame } from '../../components/PageFrame';
import { Empty } from '../../components/states';

export default function ConsolePage() {
  return (
    <PageFrame title="SQL console">
      <Empty title="Nothing to show" />
    </PageFrame>
  );
}
