import { PageFrame } from '../../components/PageFrame';
import { Empty } from '../../components/states';

export default function UsersPage() {
  return (
    <PageFrame title="Users">
      <Empty title="Nothing to show" />
    </PageFrame>
  );
}
