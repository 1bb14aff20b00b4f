import type { Role, User } from './session';
import { execute, literal, rowsOf } from './sql';

export const ROLES: readonly Role[] = ['user', 'service', 'dba'];

/** A user that the server knows. */
export interface KnownUser {
  user_id: string;
  role: Role;
  created_at: string;
}

export interface UserPage {
  users: KnownUser[];
  hasMore: boolean;
}

/** Users whose id holds a text, ignoring case; a page of them, numbered from 0. */
export async function listUsers(text: string, page: number, pageRows: number, signal?: AbortSignal): Promise<UserPage> {
  const sql = `SELECT user_id, role, created_at FROM system.users WHERE contains(lower(user_id), lower($1))
    ORDER BY user_id LIMIT ${pageRows + 1} OFFSET ${page * pageRows}`;
  const users = await rowsOf<KnownUser>(sql, [text], signal);
  return { users: users.slice(0, pageRows), hasMore: users.length > pageRows };
}

export function createUser({ id, role }: User, password: string): Promise<string> {
  return execute(`CREATE USER ${literal(id)} WITH PASSWORD ${literal(password)} ROLE ${role}`);
}

export function setPassword(id: string, password: string): Promise<string> {
  return execute(`ALTER USER ${literal(id)} SET PASSWORD ${literal(password)}`);
}

export function setRole(id: string, role: Role): Promise<string> {
  return execute(`ALTER USER ${literal(id)} SET ROLE ${role}`);
}

export function dropUser(id: string): Promise<string> {
  return execute(`DROP USER ${literal(id)}`);
}
