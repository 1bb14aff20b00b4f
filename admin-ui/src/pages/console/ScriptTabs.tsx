import { Button } from '@patternfly/react-core';
import PlusIcon from '@patternfly/react-icons/dist/esm/icons/plus-icon';
import TimesIcon from '@patternfly/react-icons/dist/esm/icons/times-icon';
import { MAX_TABS, type ScriptTab } from './workspace';

interface Props {
  tabs: readonly ScriptTab[];
  active: string;
  /** The tabs whose script runs. */
  running: ReadonlySet<string>;
  onChoose: (id: string) => void;
  onClose: (id: string) => void;
  onAdd: () => void;
}

/** The open scripts. A list of buttons and not a `tablist`, in which no button to close a tab may stand. */
export function ScriptTabs({ tabs, active, running, onChoose, onClose, onAdd }: Props) {
  return (
    <div className="firn-scripts">
      <ul aria-label="Scripts">
        {tabs.map(({ id, title }) => (
          <li key={id} className={id === active ? 'firn-script-active' : undefined}>
            <button
              type="button"
              className="firn-script-title"
              aria-current={id === active ? 'true' : undefined}
              onClick={() => onChoose(id)}
            >
              {title}
              {running.has(id) && <span className="firn-note"> running</span>}
            </button>
            <button type="button" className="firn-script-close" aria-label={`Close ${title}`} onClick={() => onClose(id)}>
              <TimesIcon />
            </button>
          </li>
        ))}
      </ul>
      <Button
        variant="plain"
        icon={<PlusIcon />}
        aria-label="New script"
        isDisabled={tabs.length >= MAX_TABS}
        onClick={onAdd}
      />
    </div>
  );
}
