import { useEffect } from 'react';
import { Navigate, Route, Routes, useLocation } from 'react-router';
import { reachable } from '../api/http';
import { useObservable } from '../api/observable';
import { resume, signIn } from '../api/session';
import { Loading, Unreachable } from '../components/states';
import { NotFoundPage } from '../pages/NotFoundPage';
import { SignInPage } from '../pages/signin/SignInPage';
import { PAGES } from './pages';
import { Guarded } from './Guarded';
import { includes } from './rights';
import { Shell } from './Shell';

/** Sign-in first, then the pages. */
export function App() {
  const now = useObservable(signIn);
  switch (now.state) {
    case 'resuming':
      return <Resuming />;
    case 'signed-out':
      return <SignedOut />;
    case 'signed-in':
      return (
        <Shell>
          <Routes>
            <Route index element={<Navigate to={homeOf(now.user.role)} replace />} />
            <Route path="/sign-in" element={<Returning />} />
            {PAGES.map((entry) => (
              <Route key={entry.path} path={`${entry.path}/*`} element={<Guarded entry={entry} />} />
            ))}
            <Route path="*" element={<NotFoundPage />} />
          </Routes>
        </Shell>
      );
  }
}

function homeOf(role: Parameters<typeof includes>[0]): string {
  return includes(role, 'service') ? '/overview' : '/console';
}

/** Gets a token for the session that this tab kept; tried again once the server is back. */
function Resuming() {
  const up = useObservable(reachable);
  useEffect(() => {
    if (up) {
      // A failure shows in `reachable` or ends the session.
      resume().catch(() => undefined);
    }
  }, [up]);
  return up ? <Loading what="Firn" /> : <Unreachable />;
}

/** Every address asks for sign-in and is remembered in the sign-in page's own address. */
function SignedOut() {
  const { pathname, search, hash } = useLocation();
  if (pathname === '/sign-in') {
    return <SignInPage />;
  }
  const wanted = pathname + search + hash;
  return <Navigate to={wanted === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(wanted)}`} replace />;
}

/** To the page that was wanted before signing in. */
function Returning() {
  const wanted = new URLSearchParams(useLocation().search).get('to');
  return <Navigate to={isOwnAddress(wanted) ? wanted : '/'} replace />;
}

/** A path of these pages; never another site's address (`//other`, `https:`). */
export function isOwnAddress(address: string | null): address is string {
  return address !== null && /^\/(?![/\\])/.test(address) && !address.startsWith('/sign-in');
}
