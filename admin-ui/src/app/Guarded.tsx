import { Component, Suspense, type ReactNode } from 'react';
import { PageFrame } from '../components/PageFrame';
import { Failed, Loading, NoPermission } from '../components/states';
import type { PageEntry } from './pages';
import { useMay } from './rights';

/** A page for those who may see it; a failure of the page itself leaves the navigation usable. */
export function Guarded({ entry }: { entry: PageEntry }) {
  const Page = entry.page;
  if (!useMay(entry.needs)) {
    return (
      <PageFrame title={entry.title}>
        <NoPermission needs={entry.needs} />
      </PageFrame>
    );
  }
  return (
    <Fence key={entry.path} title={entry.title}>
      <Suspense fallback={<Loading what={entry.title} />}>
        <Page />
      </Suspense>
    </Fence>
  );
}

/** Shows what a page threw while rendering. */
class Fence extends Component<{ title: string; children: ReactNode }, { failure: unknown }> {
  override state: { failure: unknown } = { failure: null };

  static getDerivedStateFromError(failure: unknown) {
    return { failure };
  }

  override render() {
    if (this.state.failure === null) {
      return this.props.children;
    }
    return (
      <PageFrame title={this.props.title}>
        <Failed failure={this.state.failure} what={this.props.title} retry={() => this.setState({ failure: null })} />
      </PageFrame>
    );
  }
}
