import { Badge, MenuToggle, Select, SelectList, SelectOption } from '@patternfly/react-core';
import { useState } from 'react';

interface Props<T extends string> {
  label: string;
  options: readonly T[];
  chosen: readonly T[];
  name: (option: T) => string;
  onChange: (chosen: T[]) => void;
}

/** Chooses any of a few options; none chosen means all. */
export function MultiSelect<T extends string>({ label, options, chosen, name, onChange }: Props<T>) {
  const [open, setOpen] = useState(false);
  const toggle = (option: T) =>
    onChange(chosen.includes(option) ? chosen.filter((one) => one !== option) : [...chosen, option]);
  return (
    <Select
      isOpen={open}
      onOpenChange={setOpen}
      onSelect={(_, option) => toggle(option as T)}
      selected={chosen}
      role="menu"
      popperProps={{ appendTo: 'inline' }}
      toggle={(ref) => (
        <MenuToggle
          ref={ref}
          isExpanded={open}
          onClick={() => setOpen(!open)}
          {...(chosen.length > 0 ? { badge: <Badge isRead>{chosen.length}</Badge> } : {})}
        >
          {label}
        </MenuToggle>
      )}
    >
      <SelectList aria-label={label}>
        {options.map((option) => (
          <SelectOption key={option} value={option} hasCheckbox isSelected={chosen.includes(option)}>
            {name(option)}
          </SelectOption>
        ))}
      </SelectList>
    </Select>
  );
}
