import { Dropdown, DropdownItem, DropdownList, MenuToggle } from '@patternfly/react-core';
import AdjustIcon from '@patternfly/react-icons/dist/esm/icons/adjust-icon';
import MoonIcon from '@patternfly/react-icons/dist/esm/icons/moon-icon';
import SunIcon from '@patternfly/react-icons/dist/esm/icons/sun-icon';
import { useState } from 'react';
import { useObservable } from '../api/observable';
import { THEMES, chooseTheme, theme, type Theme } from './theme';

const NAMES: Record<Theme, string> = { system: 'As the system', light: 'Light', dark: 'Dark' };
const ICONS = { system: AdjustIcon, light: SunIcon, dark: MoonIcon };

export function ThemeMenu() {
  const [open, setOpen] = useState(false);
  const now = useObservable(theme);
  const Icon = ICONS[now];
  return (
    <Dropdown
      isOpen={open}
      onOpenChange={setOpen}
      onSelect={(_, chosen) => {
        chooseTheme(chosen as Theme);
        setOpen(false);
      }}
      shouldFocusToggleOnSelect
      popperProps={{ position: 'right' }}
      toggle={(ref) => (
        <MenuToggle
          ref={ref}
          variant="plain"
          isExpanded={open}
          onClick={() => setOpen(!open)}
          aria-label={`Colours: ${NAMES[now]}`}
          icon={<Icon />}
        />
      )}
    >
      <DropdownList>
        {THEMES.map((one) => (
          <DropdownItem key={one} value={one} isSelected={one === now}>
            {NAMES[one]}
          </DropdownItem>
        ))}
      </DropdownList>
    </Dropdown>
  );
}
