import { Link } from 'react-router';
import { PageFrame } from '../components/PageFrame';
import { Empty } from '../components/states';

export function NotFoundPage() {
  return (
    <PageFrame title="Not found">
      <Empty title="There is no such page">
        <Link to="/">To the first page</Link>
      </Empty>
    </PageFrame>
  );
}
