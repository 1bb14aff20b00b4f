import { PageFrame } from '../../components/PageFrame';
import { Empty } from '../../components/states';

export default function TablesPages() {
  return (
    <PageFrame title="Tables">
      <Empty title="Nothing to show" />
    </PageFrame>
  );
}
