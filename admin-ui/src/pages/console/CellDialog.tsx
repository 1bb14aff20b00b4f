import { Button, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import { copyText } from '../../components/clipboard';
import { count } from '../../format/units';
import type { ResultColumn } from './answer';
import { fullText } from './grid';

interface Props {
  column: ResultColumn;
  /** From 0. */
  row: number;
  value: unknown;
  onClose: () => void;
}

/** A value in full; JSON is indented. */
export function CellDialog({ column, row, value, onClose }: Props) {
  return (
    <Modal isOpen variant="medium" onClose={onClose} aria-label={`Value of ${column.name}`}>
      <ModalHeader title={column.name} description={`${column.data_type}, row ${count(row + 1)}`} />
      <ModalBody tabIndex={0} aria-label="Value">
        <pre className="firn-cell-value">{readable(value)}</pre>
      </ModalBody>
      <ModalFooter>
        <Button variant="primary" onClick={() => void copyText(fullText(value))}>
          Copy
        </Button>
        <Button variant="link" onClick={onClose}>
          Close
        </Button>
      </ModalFooter>
    </Modal>
  );
}

function readable(value: unknown): string {
  const text = fullText(value);
  if (/^\s*[[{]/.test(text)) {
    try {
      return JSON.stringify(JSON.parse(text), null, 2);
    } catch {
      // Text that only looks like JSON.
    }
  }
  return text;
}
