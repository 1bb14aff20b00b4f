import { ActionGroup, Alert, Button, Card, CardBody, Form, FormGroup, TextInput, Title } from '@patternfly/react-core';
import { useState, type FormEvent } from 'react';
import { ApiError, UnreachableError } from '../../api/errors';
import { useObservable } from '../../api/observable';
import { signIn, signInWith } from '../../api/session';

/** Asks for user and password; App goes on to the page that was wanted. */
export function SignInPage() {
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const now = useObservable(signIn);
  const expired = now.state === 'signed-out' && now.because === 'expired';

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await signInWith(user, password);
    } catch (failure) {
      setProblem(sentence(failure));
      setPassword('');
      setBusy(false);
    }
  };

  return (
    <main className="firn-center">
      <title>Sign in · Firn</title>
      <Card className="firn-sign-in" isLarge>
        <CardBody>
          <div className="firn-sign-in-head">
            <img src={`${import.meta.env.BASE_URL}favicon.svg`} alt="" width="36" height="36" />
            <Title headingLevel="h1" size="xl">
              Sign in to Firn
            </Title>
          </div>
          <Form onSubmit={(event) => void submit(event)} noValidate>
            <div aria-live="assertive">
              {problem !== null && <Alert isInline variant="danger" title={problem} component="p" />}
              {problem === null && expired && (
                <Alert isInline variant="info" title="Your session has ended. Sign in again." component="p" />
              )}
            </div>
            <FormGroup label="User" fieldId="user">
              <TextInput
                id="user"
                name="user"
                autoComplete="username"
                autoCapitalize="none"
                spellCheck={false}
                autoFocus
                value={user}
                onChange={(_, value) => setUser(value)}
                isDisabled={busy}
                validated={problem === null ? 'default' : 'error'}
              />
            </FormGroup>
            <FormGroup label="Password" fieldId="password">
              <TextInput
                id="password"
                name="password"
                type="password"
                autoComplete="current-password"
                value={password}
                onChange={(_, value) => setPassword(value)}
                isDisabled={busy}
                validated={problem === null ? 'default' : 'error'}
              />
            </FormGroup>
            <ActionGroup>
              <Button type="submit" isBlock isLoading={busy} isDisabled={busy || user === '' || password === ''}>
                {busy ? 'Signing in' : 'Sign in'}
              </Button>
            </ActionGroup>
          </Form>
        </CardBody>
      </Card>
    </main>
  );
}

function sentence(failure: unknown): string {
  if (failure instanceof UnreachableError) {
    return 'The server does not answer. Try again in a moment.';
  }
  if (failure instanceof ApiError && failure.code === 'UNAUTHENTICATED') {
    return 'User or password is wrong.';
  }
  return failure instanceof Error ? failure.message : 'Signing in failed.';
}
