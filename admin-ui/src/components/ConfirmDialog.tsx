import {
  Alert,
  Button,
  Form,
  FormGroup,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  TextArea,
} from '@patternfly/react-core';
import { useId, useState, type ReactNode } from 'react';
import { FailureText } from './states';

interface Props {
  title: string;
  /** What follows from confirming. */
  children: ReactNode;
  /** The button's word, a verb. */
  confirm: string;
  danger?: boolean;
  /** Asks for a reason of at most so many characters, which may stay empty. */
  reasonLength?: number;
  /** Confirmed with the reason, '' when none is asked for. A failure is shown and the dialog stays. */
  act: (reason: string) => Promise<unknown>;
  /** Cancelled, or done. */
  close: () => void;
}

/** Asks before something is done; rendered while it is open. */
export function ConfirmDialog({ title, children, confirm, danger = false, reasonLength = 0, act, close }: Props) {
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const id = useId();

  const run = async () => {
    setBusy(true);
    setFailure(null);
    try {
      await act(reason.trim());
      close();
    } catch (thrown) {
      setFailure(thrown);
      setBusy(false);
    }
  };

  return (
    <Modal isOpen variant="small" onClose={busy ? () => undefined : close} aria-labelledby={`${id}-title`}>
      <ModalHeader title={title} labelId={`${id}-title`} {...(danger ? { titleIconVariant: 'warning' as const } : {})} />
      <ModalBody>
        <Form
          onSubmit={(event) => {
            event.preventDefault();
            void run();
          }}
        >
          <div>{children}</div>
          {reasonLength > 0 && (
            <FormGroup label="Reason (optional)" fieldId={`${id}-reason`}>
              <TextArea
                id={`${id}-reason`}
                value={reason}
                maxLength={reasonLength}
                rows={2}
                resizeOrientation="vertical"
                isDisabled={busy}
                onChange={(_, value) => setReason(value)}
              />
            </FormGroup>
          )}
          <div aria-live="assertive">
            {failure !== null && (
              <Alert isInline variant="danger" title={`Cannot ${confirm.toLowerCase()}`} component="p">
                <FailureText failure={failure} />
              </Alert>
            )}
          </div>
        </Form>
      </ModalBody>
      <ModalFooter>
        <Button variant={danger ? 'danger' : 'primary'} onClick={() => void run()} isLoading={busy} isDisabled={busy}>
          {confirm}
        </Button>
        <Button variant="link" onClick={close} isDisabled={busy}>
          Cancel
        </Button>
      </ModalFooter>
    </Modal>
  );
}
