import { FormSelect, FormSelectOption, Label, SearchInput, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { listSettings, type Setting } from '../../api/settings';
import { PageFrame } from '../../components/PageFrame';
import { Empty, Loaded } from '../../components/states';
import { fitting, groupOf } from './filter';

/** What the server runs with, and where each value comes from. */
export default function SettingsPage() {
  const [address, setAddress] = useSearchParams();
  const find = address.get('find') ?? '';
  const changedOnly = address.get('show') === 'changed';
  const query = useQuery({ queryKey: ['settings'], queryFn: ({ signal }) => listSettings(signal), staleTime: 30_000 });
  const change = (fields: { find?: string; show?: string }) => {
    const next = { find, show: changedOnly ? 'changed' : '', ...fields };
    setAddress(Object.fromEntries(Object.entries(next).filter(([, value]) => value !== '')), { replace: true });
  };
  return (
    <PageFrame title="Settings" subtitle="Values are read at the start; change them with -D, the environment or the server’s configuration">
      <Toolbar hasNoPadding>
        <ToolbarContent rowWrap={{ default: 'wrap' }}>
          <ToolbarItem>
            <SearchInput
              className="firn-search"
              aria-label="Find settings"
              placeholder="Words of name or description"
              value={find}
              onChange={(_, text) => change({ find: text })}
              onClear={() => change({ find: '' })}
            />
          </ToolbarItem>
          <ToolbarItem>
            <FormSelect
              className="firn-select"
              aria-label="Which settings"
              value={changedOnly ? 'changed' : ''}
              onChange={(_, show) => change({ show })}
            >
              <FormSelectOption value="" label="All settings" />
              <FormSelectOption value="changed" label="Not at their default" />
            </FormSelect>
          </ToolbarItem>
        </ToolbarContent>
      </Toolbar>
      <Loaded query={query} what="settings">
        {(settings) => <Groups settings={fitting(settings, find, changedOnly)} />}
      </Loaded>
    </PageFrame>
  );
}

function Groups({ settings }: { settings: readonly Setting[] }) {
  if (settings.length === 0) {
    return <Empty title="No setting fits the filter" />;
  }
  const groups = [...new Set(settings.map(groupOf))];
  return (
    <Table variant="compact" aria-label="Settings" gridBreakPoint="grid-lg">
      <Thead>
        <Tr>
          <Th>Setting</Th>
          <Th>Value</Th>
          <Th>Default</Th>
          <Th>From</Th>
        </Tr>
      </Thead>
      {groups.map((group) => (
        <Tbody key={group}>
          {settings
            .filter((setting) => groupOf(setting) === group)
            .map((setting) => (
              <Tr key={setting.name}>
                <Td dataLabel="Setting">
                  <div className="firn-mono">{setting.name}</div>
                  <div className="firn-note">{setting.description.replaceAll('`', '')}</div>
                </Td>
                <Td dataLabel="Value" className="firn-mono">
                  {withUnit(setting.value, setting.unit)}
                </Td>
                <Td dataLabel="Default" className="firn-mono">
                  {withUnit(setting.default_value, setting.unit)}
                </Td>
                <Td dataLabel="From" modifier="nowrap">
                  {setting.origin === 'default' ? (
                    <span className="firn-note">default</span>
                  ) : (
                    <Label isCompact color="blue">
                      {setting.origin}
                    </Label>
                  )}
                </Td>
              </Tr>
            ))}
        </Tbody>
      ))}
    </Table>
  );
}

function withUnit(value: string | null, unit: string | null): string {
  return value === null || value === '' ? '–' : unit === null ? value : `${value} ${unit}`;
}
