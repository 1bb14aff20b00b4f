import { useObservable } from '../api/observable';
import { signIn, type Role, type User } from '../api/session';

const RANK: Record<Role, number> = { user: 0, service: 1, dba: 2 };

/** Whether a role includes the rights of another. */
export function includes(role: Role, needed: Role): boolean {
  return RANK[role] >= RANK[needed];
}

/** Who is signed in, on pages that only the signed-in see. */
export function useUser(): User {
  const now = useObservable(signIn);
  return now.state === 'signed-in' ? now.user : { id: '', role: 'user' };
}

/** Whether the signed-in user has the rights of a role: `const mayStop = useMay('service')`. */
export function useMay(needed: Role): boolean {
  return includes(useUser().role, needed);
}
