import { Button, Label, MenuToggle, SearchInput, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import EllipsisVIcon from '@patternfly/react-icons/dist/esm/icons/ellipsis-v-icon';
import { ActionsColumn, Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';
import { dropUser, listUsers, type KnownUser } from '../../api/users';
import type { Role } from '../../api/session';
import { useUser } from '../../app/rights';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { PageFrame } from '../../components/PageFrame';
import { Empty, Loaded } from '../../components/states';
import { toast } from '../../components/toasts';
import { dateTime, instant } from '../../format/units';
import { UserDialog, type UserChange } from './UserDialog';

const PAGE_ROWS = 100;
const ROLE_SENTENCES: Record<Role, string> = {
  user: 'own rows and shared tables',
  service: 'also flushes, jobs and others’ rows in bulk',
  dba: 'everything',
};
const ROLE_COLORS = { user: 'grey', service: 'blue', dba: 'purple' } as const;

type Asked = { what: UserChange; user?: KnownUser } | { what: 'drop'; user: KnownUser };

/** Who may sign in, and with which role. */
export default function UsersPage() {
  const [address, setAddress] = useSearchParams();
  const find = address.get('find') ?? '';
  const page = Math.max(0, Math.floor(Number(address.get('page') ?? 0)) || 0);
  const [asked, setAsked] = useState<Asked | null>(null);
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: ['users', find, page],
    queryFn: ({ signal }) => listUsers(find, page, PAGE_ROWS, signal),
    placeholderData: keepPreviousData,
  });
  const done = async (message: string) => {
    toast('success', message);
    await queries.invalidateQueries({ queryKey: ['users'] });
  };
  const goTo = (next: number) => setAddress({ ...(find !== '' && { find }), ...(next > 0 && { page: String(next) }) });

  return (
    <PageFrame
      title="Users"
      subtitle="Who may sign in, and with which role"
      actions={
        <Button variant="primary" onClick={() => setAsked({ what: 'create' })}>
          Create user
        </Button>
      }
    >
      <Find text={find} onFind={(next) => setAddress(next === '' ? {} : { find: next })} />
      <Loaded query={query} what="users">
        {({ users, hasMore }) => (
          <>
            {users.length === 0 ? (
              <Empty title="No user fits the filter" />
            ) : (
              <UserTable users={users} onAsk={setAsked} />
            )}
            {(page > 0 || hasMore) && (
              <div className="firn-pager">
                <Button variant="secondary" size="sm" isDisabled={page === 0} onClick={() => goTo(page - 1)}>
                  Previous
                </Button>
                <Button
                  variant="secondary"
                  size="sm"
                  isDisabled={!hasMore || query.isPlaceholderData}
                  onClick={() => goTo(page + 1)}
                >
                  Next
                </Button>
              </div>
            )}
          </>
        )}
      </Loaded>
      {asked?.what === 'drop' && (
        <ConfirmDialog
          title={`Drop ${asked.user.user_id}?`}
          confirm="Drop"
          danger
          act={async () => done(await dropUser(asked.user.user_id))}
          close={() => setAsked(null)}
        >
          <p>
            <strong>{asked.user.user_id}</strong> cannot sign in any more, and every session of theirs ends. Their rows stay.
          </p>
        </ConfirmDialog>
      )}
      {asked !== null && asked.what !== 'drop' && (
        <UserDialog what={asked.what} user={asked.user} onDone={done} close={() => setAsked(null)} />
      )}
    </PageFrame>
  );
}

function Find({ text, onFind }: { text: string; onFind: (text: string) => void }) {
  const [typed, setTyped] = useState(text);
  useEffect(() => setTyped(text), [text]);
  return (
    <Toolbar hasNoPadding>
      <ToolbarContent>
        <ToolbarItem>
          <SearchInput
            className="firn-search"
            aria-label="Part of a user’s id"
            placeholder="Part of a user id, then Enter"
            value={typed}
            onChange={(_, now) => setTyped(now)}
            onSearch={(_, now) => onFind(now)}
            onClear={() => onFind('')}
          />
        </ToolbarItem>
      </ToolbarContent>
    </Toolbar>
  );
}

function UserTable({ users, onAsk }: { users: readonly KnownUser[]; onAsk: (asked: Asked) => void }) {
  const { id: self } = useUser();
  return (
    <Table variant="compact" aria-label="Users" gridBreakPoint="grid-md">
      <Thead>
        <Tr>
          <Th>User</Th>
          <Th>Role</Th>
          <Th>Created</Th>
          <Th screenReaderText="Actions" />
        </Tr>
      </Thead>
      <Tbody>
        {users.map((user) => (
          <Tr key={user.user_id}>
            <Td dataLabel="User" className="firn-table-name">
              {user.user_id} {user.user_id === self && <span className="firn-note">you</span>}
            </Td>
            <Td dataLabel="Role">
              <Label isCompact color={ROLE_COLORS[user.role]}>
                {user.role}
              </Label>
              <span className="firn-note">{ROLE_SENTENCES[user.role]}</span>
            </Td>
            <Td dataLabel="Created" className="firn-number">
              {dateTime(instant(user.created_at))}
            </Td>
            <Td isActionCell>
              <ActionsColumn
                actionsToggle={({ onToggle, isOpen, toggleRef }) => (
                  <MenuToggle
                    ref={toggleRef}
                    variant="plain"
                    icon={<EllipsisVIcon />}
                    aria-label={`Actions for ${user.user_id}`}
                    isExpanded={isOpen}
                    onClick={onToggle}
                  />
                )}
                items={[
                  { title: 'Change password', onClick: () => onAsk({ what: 'password', user }) },
                  { title: 'Change role', onClick: () => onAsk({ what: 'role', user }) },
                  { isSeparator: true },
                  { title: 'Drop', isDanger: true, onClick: () => onAsk({ what: 'drop', user }) },
                ]}
              />
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
