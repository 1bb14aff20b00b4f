import { PageFrame } from '../../components/PageFrame';
import { Empty } from '../../components/states';

export default function RunsPages() {
  return (
    <PageFrame title="Flush runs">
      <Empty title="Nothing to show" />
    </PageFrame>
  );
}
