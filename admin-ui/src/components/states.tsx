import {
  Alert,
  Banner,
  Bullseye,
  Button,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
  Spinner,
} from '@patternfly/react-core';
import LockIcon from '@patternfly/react-icons/dist/esm/icons/lock-icon';
import SearchIcon from '@patternfly/react-icons/dist/esm/icons/search-icon';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiError, UnreachableError } from '../api/errors';
import type { Role } from '../api/session';
import { duration } from '../format/units';
import { useNow } from './useNow';

/** The first load; later ones keep what is shown. */
export function Loading({ what }: { what: string }) {
  return (
    <Bullseye className="firn-loading">
      <Spinner aria-label={`Loading ${what}`} />
    </Bullseye>
  );
}

/** Nothing there, and why that is fine or what to do. */
export function Empty({ title, children, actions }: { title: string; children?: ReactNode; actions?: ReactNode }) {
  return (
    <EmptyState titleText={title} headingLevel="h2" icon={SearchIcon} variant="sm">
      {children !== undefined && <EmptyStateBody>{children}</EmptyStateBody>}
      {actions !== undefined && (
        <EmptyStateFooter>
          <EmptyStateActions>{actions}</EmptyStateActions>
        </EmptyStateFooter>
      )}
    </EmptyState>
  );
}

/** Something could not be loaded and nothing older can be shown. */
export function Failed({ failure, what, retry }: { failure: unknown; what: string; retry?: () => void }) {
  if (failure instanceof ApiError && failure.code === 'PERMISSION_DENIED') {
    return <NoPermission />;
  }
  return (
    <EmptyState titleText={`Cannot load ${what}`} headingLevel="h2" status="danger" variant="sm">
      <EmptyStateBody>
        <FailureText failure={failure} />
      </EmptyStateBody>
      {retry !== undefined && (
        <EmptyStateFooter>
          <EmptyStateActions>
            <Button variant="primary" onClick={retry}>
              Try again
            </Button>
          </EmptyStateActions>
        </EmptyStateFooter>
      )}
    </EmptyState>
  );
}

/** Why a call failed, with what support needs to find it. */
export function FailureText({ failure }: { failure: unknown }) {
  if (failure instanceof ApiError) {
    return (
      <>
        {failure.message}
        {failure.queryId !== null && <div className="firn-mono">Request {failure.queryId}</div>}
      </>
    );
  }
  if (failure instanceof UnreachableError) {
    return <>The server does not answer. Trying again by itself.</>;
  }
  return <>{failure instanceof Error ? failure.message : String(failure)}</>;
}

export function NoPermission({ needs }: { needs?: Role }) {
  return (
    <EmptyState titleText="No permission" headingLevel="h2" icon={LockIcon} variant="sm">
      <EmptyStateBody>
        {needs === undefined ? 'Your role does not allow this.' : `This needs the role ${needs} or higher.`} Ask a dba to change
        your role.
      </EmptyStateBody>
    </EmptyState>
  );
}

/** The whole window while a kept session cannot be resumed. */
export function Unreachable() {
  return (
    <div className="firn-center">
      <EmptyState titleText="The server does not answer" headingLevel="h1" status="warning">
        <EmptyStateBody>Trying again every two seconds.</EmptyStateBody>
      </EmptyState>
    </div>
  );
}

export function UnreachableBanner() {
  return (
    <Banner status="warning" isSticky role="status" screenReaderText="Warning:">
      The server does not answer. What you see may be old; trying again every two seconds.
    </Banner>
  );
}

/** Beyond so many missed intervals, data that is polled counts as stale. */
const MISSED_POLLS = 2;

/** "Data is 12 s old", once polling every so many milliseconds has failed. */
export function Stale({ updatedAt, everyMillis }: { updatedAt: number; everyMillis: number }) {
  const age = useNow() - updatedAt;
  if (updatedAt === 0 || age < everyMillis * MISSED_POLLS + 2000) {
    return null;
  }
  return (
    <Alert isInline isPlain variant="warning" title={`Data is ${duration(age)} old`} component="p" role="status" />
  );
}

interface LoadedProps<T> {
  query: UseQueryResult<T>;
  what: string;
  /** How often the query polls; without it staleness is not shown. */
  everyMillis?: number;
  children: (data: T) => ReactNode;
}

/** The state of a query: loading, failed, or its data with a word when they are stale. */
export function Loaded<T>({ query, what, everyMillis, children }: LoadedProps<T>) {
  if (query.data === undefined) {
    return query.isError ? (
      <Failed failure={query.error} what={what} retry={() => void query.refetch()} />
    ) : (
      <Loading what={what} />
    );
  }
  return (
    <>
      {everyMillis !== undefined && <Stale updatedAt={query.dataUpdatedAt} everyMillis={everyMillis} />}
      {everyMillis === undefined && query.isError && (
        <Alert isInline variant="warning" title={`Cannot refresh ${what}`} component="p">
          <FailureText failure={query.error} />
        </Alert>
      )}
      {children(query.data)}
    </>
  );
}
