import { Dropdown, DropdownGroup, DropdownItem, DropdownList, MenuToggle } from '@patternfly/react-core';
import UserIcon from '@patternfly/react-icons/dist/esm/icons/user-icon';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { leave as endSession } from '../api/session';
import { useUser } from './rights';

export function UserMenu() {
  const [open, setOpen] = useState(false);
  const queries = useQueryClient();
  const { id, role } = useUser();
  const leave = () => {
    void endSession();
    queries.clear();
  };
  return (
    <Dropdown
      isOpen={open}
      onOpenChange={setOpen}
      popperProps={{ position: 'right' }}
      toggle={(ref) => (
        <MenuToggle
          ref={ref}
          isExpanded={open}
          onClick={() => setOpen(!open)}
          icon={<UserIcon />}
          className="firn-user"
          aria-label={`Signed in as ${id}`}
        >
          <span className="firn-user-name">{id}</span>
        </MenuToggle>
      )}
    >
      <DropdownGroup label={`${id}, role ${role}`}>
        <DropdownList>
          <DropdownItem onClick={leave}>Sign out</DropdownItem>
        </DropdownList>
      </DropdownGroup>
    </Dropdown>
  );
}
