import type { DataFile, Table, TableType } from '../../api/tables';
import { compact, duration } from '../../format/units';

/** What a type of table means. */
export const TYPE_SENTENCES: Record<TableType, string> = {
  USER: 'Each user has rows of their own.',
  SHARED: 'One set of rows, with an access level.',
  STREAM: 'Rows of each user that live for a while and are never flushed.',
};

export const STATE_NAMES: Record<DataFile['state'], string> = {
  verified: 'Verified',
  unverified: 'Not read yet',
  quarantined: 'Quarantined',
};

/** What the state of a file says. */
export const STATE_SENTENCES: Record<DataFile['state'], string> = {
  verified: 'Its length and checksum were right when it was last read, since the server started.',
  unverified: 'Nothing has read it since the server started; the first query that needs it checks it, or a scrub.',
  quarantined: 'Its bytes are not the ones that were written. Statements that need it fail, all others go on.',
};

/** When a table is flushed: "100,000 rows or 1 h". */
export function policyOf({ flush_policy: policy }: Pick<Table, 'flush_policy'>): string {
  if (policy === null) {
    return 'never';
  }
  const parts = [
    policy.rows === null ? '' : `${compact(policy.rows)} rows`,
    policy.interval_seconds === null ? '' : duration(policy.interval_seconds * 1000),
  ].filter(Boolean);
  return parts.length === 0 ? 'by hand' : parts.join(' or ');
}
