import { Button, Modal, ModalBody, ModalFooter, ModalHeader, SearchInput } from '@patternfly/react-core';
import { useState } from 'react';
import { Empty } from '../../components/states';
import { count, dateTime, duration, instant } from '../../format/units';
import { MAX_HISTORY, searchHistory, type HistoryEntry } from './workspace';

interface Props {
  history: HistoryEntry[];
  onChoose: (entry: HistoryEntry) => void;
  onClear: () => void;
  onClose: () => void;
}

/** What was run in this browser; choosing an entry opens it in a tab. */
export function HistoryDialog({ history, onChoose, onClear, onClose }: Props) {
  const [search, setSearch] = useState('');
  const found = searchHistory(history, search);
  return (
    <Modal isOpen variant="large" onClose={onClose} aria-label="History">
      <ModalHeader
        title="History"
        description={`The last ${MAX_HISTORY} scripts that you ran in this browser, without passwords and results`}
      />
      <ModalBody tabIndex={0} aria-label="Scripts">
        <SearchInput
          aria-label="Search the history"
          placeholder="Words of the script"
          value={search}
          onChange={(_event, value) => setSearch(value)}
          onClear={() => setSearch('')}
        />
        {found.length === 0 ? (
          <Empty title={history.length === 0 ? 'Nothing was run yet' : 'No script has all these words'} />
        ) : (
          <ul className="firn-history">
            {found.map((entry) => (
              <li key={`${entry.at} ${entry.sql}`}>
                <button type="button" onClick={() => onChoose(entry)}>
                  <code>{entry.sql}</code>
                  <span className="firn-subtitle">{describe(entry)}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </ModalBody>
      <ModalFooter>
        <Button variant="primary" onClick={onClose}>
          Close
        </Button>
        <Button variant="link" isDanger onClick={onClear} isDisabled={history.length === 0}>
          Clear the history
        </Button>
      </ModalFooter>
    </Modal>
  );
}

function describe({ at, took, rows, error, namespace }: HistoryEntry): string {
  const outcome = error ?? `${count(rows)} rows`;
  return [dateTime(instant(at)), namespace, outcome, took === null ? '' : duration(took)].filter(Boolean).join(' · ');
}
