import {
  Masthead,
  MastheadBrand,
  MastheadContent,
  MastheadMain,
  MastheadToggle,
  Nav,
  NavItem,
  NavList,
  Page,
  PageSidebar,
  PageSidebarBody,
  PageToggleButton,
  SkipToContent,
  Toolbar,
  ToolbarContent,
  ToolbarGroup,
  ToolbarItem,
} from '@patternfly/react-core';
import BarsIcon from '@patternfly/react-icons/dist/esm/icons/bars-icon';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Link, useLocation } from 'react-router';
import { reachable } from '../api/http';
import { useObservable } from '../api/observable';
import { UnreachableBanner } from '../components/states';
import { Toasts } from '../components/toasts';
import { PAGES } from './pages';
import { includes, useUser } from './rights';
import { ThemeMenu } from './ThemeMenu';
import { UserMenu } from './UserMenu';

const WIDE = '(min-width: 75rem)';

/** What surrounds every page: masthead, navigation by rights, and the word that the server is gone. */
export function Shell({ children }: { children: ReactNode }) {
  const { pathname } = useLocation();
  const [open, setOpen] = useState(() => window.matchMedia(WIDE).matches);
  useFocusOnMove(pathname);
  const masthead = (
    <Masthead display={{ default: 'inline' }}>
      <MastheadMain>
        <MastheadToggle>
          <PageToggleButton
            aria-label="Navigation"
            isSidebarOpen={open}
            onSidebarToggle={() => setOpen(!open)}
            id="navigation-toggle"
          >
            <BarsIcon />
          </PageToggleButton>
        </MastheadToggle>
        <MastheadBrand>
          <Link to="/" className="firn-brand">
            <img src={`${import.meta.env.BASE_URL}favicon.svg`} alt="" width="28" height="28" />
            <span>Firn</span>
          </Link>
        </MastheadBrand>
      </MastheadMain>
      <MastheadContent>
        <Toolbar isFullHeight isStatic>
          <ToolbarContent>
            <ToolbarGroup align={{ default: 'alignEnd' }} gap={{ default: 'gapSm' }}>
              <ToolbarItem>
                <ThemeMenu />
              </ToolbarItem>
              <ToolbarItem>
                <UserMenu />
              </ToolbarItem>
            </ToolbarGroup>
          </ToolbarContent>
        </Toolbar>
      </MastheadContent>
    </Masthead>
  );
  return (
    <Page
      isContentFilled
      className="firn-page"
      masthead={masthead}
      sidebar={
        <PageSidebar isSidebarOpen={open}>
          <PageSidebarBody>
            <Navigation pathname={pathname} onChosen={() => setOpen(window.matchMedia(WIDE).matches)} />
          </PageSidebarBody>
        </PageSidebar>
      }
      skipToContent={<SkipToContent href="#main">Skip to content</SkipToContent>}
      mainContainerId="main"
      banner={!useObservable(reachable) && <UnreachableBanner />}
    >
      <Toasts />
      {children}
    </Page>
  );
}

function Navigation({ pathname, onChosen }: { pathname: string; onChosen: () => void }) {
  const { role } = useUser();
  return (
    <Nav aria-label="Pages">
      <NavList>
        {PAGES.filter((entry) => includes(role, entry.needs)).map(({ path, title, icon: Icon }) => {
          const active = pathname === path || pathname.startsWith(`${path}/`);
          return (
            <NavItem key={path} itemId={path} isActive={active}>
              <Link to={path} onClick={onChosen} aria-current={active ? 'page' : undefined}>
                <span className="firn-nav-icon">
                  <Icon />
                </span>
                {title}
              </Link>
            </NavItem>
          );
        })}
      </NavList>
    </Nav>
  );
}

/** Readers of the screen start anew at the content of the page that they moved to. */
function useFocusOnMove(pathname: string): void {
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current !== pathname) {
      before.current = pathname;
      document.getElementById('main')?.focus({ preventScroll: true });
    }
  }, [pathname]);
}
