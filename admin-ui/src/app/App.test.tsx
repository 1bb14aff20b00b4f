import { QueryClientProvider } from '@tanstack/react-query';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { MemoryRouter, useLocation } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newQueryClient } from '../api/queries';
import { signOut } from '../api/session';
import { failure, fakeServer, session } from '../testing/fakeServer';
import { App, isOwnAddress } from './App';

function Where() {
  const { pathname, search } = useLocation();
  return <output data-testid="where">{pathname + search}</output>;
}

function open(address: string) {
  render(
    <QueryClientProvider client={newQueryClient()}>
      <MemoryRouter initialEntries={[address]}>
        <App />
        <Where />
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

const where = () => screen.getByTestId('where').textContent;

function enter(user: string, password: string) {
  fireEvent.change(screen.getByLabelText('User'), { target: { value: user } });
  fireEvent.change(screen.getByLabelText('Password'), { target: { value: password } });
  fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
}

beforeEach(() => signOut());
afterEach(() => vi.unstubAllGlobals());

describe('signing in', () => {
  it('comes first and leads back to the page that was wanted', async () => {
    fakeServer({ 'POST /v1/api/auth/login': () => session('ada') });
    open('/settings?find=flush');
    expect(where()).toBe(`/sign-in?to=${encodeURIComponent('/settings?find=flush')}`);
    enter('ada', 'secret');
    await screen.findByRole('heading', { level: 1, name: 'Settings' });
    expect(where()).toBe('/settings?find=flush');
    expect(document.title).toBe('Settings · Firn');
  });

  it('locks the fields while it runs and tells a wrong password', async () => {
    let answer: (response: Response) => void = () => undefined;
    fakeServer({ 'POST /v1/api/auth/login': () => new Promise<Response>((resolve) => (answer = resolve)) });
    open('/');
    enter('ada', 'wrong');
    await waitFor(() => expect(screen.getByLabelText('User')).toHaveProperty('disabled', true));
    answer(failure(401, 'UNAUTHENTICATED', 'no'));
    await screen.findByText('User or password is wrong.');
    expect(screen.getByLabelText('Password')).toHaveProperty('value', '');
    expect(screen.getByLabelText('User')).toHaveProperty('value', 'ada');
    expect(screen.getByLabelText('User')).toHaveProperty('disabled', false);
  });

  it('leads nowhere but to these pages', () => {
    expect(isOwnAddress('/runs/FL-1')).toBe(true);
    for (const foreign of [null, '', 'https://other', '//other', '/\\other', 'javascript:1', '/sign-in']) {
      expect(isOwnAddress(foreign)).toBe(false);
    }
  });
});

describe('rights', () => {
  it('leave out of the navigation what the role may not see, and say so at its address', async () => {
    fakeServer({ 'POST /v1/api/auth/login': () => session('bob', 'user') });
    open('/users');
    enter('bob', 'secret');
    await screen.findByRole('heading', { name: 'No permission' });
    expect(screen.getByText(/needs the role dba/)).toBeTruthy();
    expect(screen.queryByRole('link', { name: 'Users' })).toBeNull();
    expect(screen.getByRole('link', { name: 'SQL console' })).toBeTruthy();
  });
});
