import {
  Alert,
  Button,
  Form,
  FormGroup,
  FormHelperText,
  FormSelect,
  FormSelectOption,
  HelperText,
  HelperTextItem,
  InputGroup,
  InputGroupItem,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  TextInput,
} from '@patternfly/react-core';
import { useId, useState } from 'react';
import type { Role } from '../../api/session';
import { ROLES, createUser, setPassword, setRole, type KnownUser } from '../../api/users';
import { FailureText } from '../../components/states';

/** What a dialog changes: a new user, or one thing of a user that is there. */
export type UserChange = 'create' | 'password' | 'role';

const TITLES: Record<UserChange, string> = { create: 'Create user', password: 'Change password', role: 'Change role' };
const EFFECTS: Record<UserChange, string> = {
  create: 'Ids are case-sensitive and cannot be changed later.',
  password: 'Every session of the user ends at once.',
  role: 'It holds from the user’s next request on.',
};

interface Props {
  what: UserChange;
  user: KnownUser | undefined;
  onDone: (message: string) => Promise<void>;
  close: () => void;
}

export function UserDialog({ what, user, onDone, close }: Props) {
  const [userId, setUserId] = useState(user?.user_id ?? '');
  const [password, setPasswordText] = useState('');
  const [role, setRoleChoice] = useState<Role>(user?.role ?? 'user');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const id = useId();
  const complete = userId !== '' && (what === 'role' || password !== '');

  const send = async () => {
    if (!complete) {
      return;
    }
    setBusy(true);
    setFailure(null);
    try {
      const changes = {
        create: () => createUser({ id: userId, role }, password),
        password: () => setPassword(userId, password),
        role: () => setRole(userId, role),
      };
      await onDone(await changes[what]());
      close();
    } catch (thrown) {
      setFailure(thrown);
      setBusy(false);
    }
  };

  return (
    <Modal isOpen variant="small" onClose={close} aria-labelledby={`${id}-title`}>
      <ModalHeader
        title={user === undefined ? TITLES[what] : `${TITLES[what]} of ${user.user_id}`}
        description={EFFECTS[what]}
        labelId={`${id}-title`}
      />
      <ModalBody>
        <Form
          id={id}
          onSubmit={(event) => {
            event.preventDefault();
            void send();
          }}
        >
          {what === 'create' && (
            <FormGroup label="User id" isRequired fieldId={`${id}-user`}>
              <TextInput
                id={`${id}-user`}
                isRequired
                autoComplete="off"
                value={userId}
                onChange={(_, next) => setUserId(next)}
              />
            </FormGroup>
          )}
          {what !== 'role' && <PasswordField id={`${id}-password`} value={password} onChange={setPasswordText} />}
          {what !== 'password' && (
            <FormGroup label="Role" fieldId={`${id}-role`}>
              <FormSelect id={`${id}-role`} value={role} onChange={(_, next) => setRoleChoice(next as Role)}>
                {ROLES.map((one) => (
                  <FormSelectOption key={one} value={one} label={one} />
                ))}
              </FormSelect>
            </FormGroup>
          )}
          <div aria-live="assertive">
            {failure !== null && (
              <Alert isInline variant="danger" title="That did not work" component="p">
                <FailureText failure={failure} />
              </Alert>
            )}
          </div>
        </Form>
      </ModalBody>
      <ModalFooter>
        <Button variant="primary" type="submit" form={id} isLoading={busy} isDisabled={busy || !complete}>
          {what === 'create' ? 'Create' : 'Change'}
        </Button>
        <Button variant="link" onClick={close} isDisabled={busy}>
          Cancel
        </Button>
      </ModalFooter>
    </Modal>
  );
}

function PasswordField({ id, value, onChange }: { id: string; value: string; onChange: (value: string) => void }) {
  const [shown, setShown] = useState(false);
  return (
    <FormGroup label="New password" isRequired fieldId={id}>
      <InputGroup>
        <InputGroupItem isFill>
          <TextInput
            id={id}
            isRequired
            type={shown ? 'text' : 'password'}
            autoComplete="new-password"
            value={value}
            onChange={(_, next) => onChange(next)}
          />
        </InputGroupItem>
        <InputGroupItem>
          <Button variant="control" onClick={() => setShown(!shown)} aria-pressed={shown}>
            {shown ? 'Hide' : 'Show'}
          </Button>
        </InputGroupItem>
      </InputGroup>
      <FormHelperText>
        <HelperText>
          <HelperTextItem>It is sent once and kept as a hash only.</HelperTextItem>
        </HelperText>
      </FormHelperText>
    </FormGroup>
  );
}
