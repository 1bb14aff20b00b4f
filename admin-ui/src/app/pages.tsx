import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import CogIcon from '@patternfly/react-icons/dist/esm/icons/cog-icon';
import StreamIcon from '@patternfly/react-icons/dist/esm/icons/stream-icon';
import TableIcon from '@patternfly/react-icons/dist/esm/icons/table-icon';
import TachometerIcon from '@patternfly/react-icons/dist/esm/icons/tachometer-alt-icon';
import TerminalIcon from '@patternfly/react-icons/dist/esm/icons/terminal-icon';
import UsersIcon from '@patternfly/react-icons/dist/esm/icons/users-icon';
import type { Role } from '../api/session';

/** An entry of the navigation, and the routes below its path. */
export interface PageEntry {
  path: string;
  title: string;
  icon: ComponentType;
  /** The role whose rights the page needs. */
  needs: Role;
  /** Renders the page and its sub-pages with <Routes> of its own; loaded when it is first opened. */
  page: LazyExoticComponent<ComponentType>;
}

export const PAGES: readonly PageEntry[] = [
  {
    path: '/overview',
    title: 'Overview',
    icon: TachometerIcon,
    needs: 'service',
    page: lazy(() => import('../pages/overview/OverviewPage')),
  },
  {
    path: '/runs',
    title: 'Flush runs',
    icon: StreamIcon,
    needs: 'service',
    page: lazy(() => import('../pages/runs/RunsPages')),
  },
  {
    path: '/tables',
    title: 'Tables',
    icon: TableIcon,
    needs: 'user',
    page: lazy(() => import('../pages/tables/TablesPages')),
  },
  {
    path: '/console',
    title: 'SQL console',
    icon: TerminalIcon,
    needs: 'user',
    page: lazy(() => import('../pages/console/ConsolePage')),
  },
  {
    path: '/users',
    title: 'Users',
    icon: UsersIcon,
    needs: 'dba',
    page: lazy(() => import('../pages/users/UsersPage')),
  },
  {
    path: '/settings',
    title: 'Settings',
    icon: CogIcon,
    needs: 'dba',
    page: lazy(() => import('../pages/settings/SettingsPage')),
  },
];
