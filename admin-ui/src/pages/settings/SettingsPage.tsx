import { PageFrame } from '../../components/PageFrame';
import { Empty } from '../../components/states';

export default function SettingsPage() {
  return (
    <PageFrame title="Settings">
      <Empty title="Nothing to show" />
    </PageFrame>
  );
}
