import { Label } from '@patternfly/react-core';
import type { DataFile } from '../../api/tables';
import { STATE_NAMES } from './words';

/** Whether the bytes of a file are known to be the ones that were written. */
export function FileState({ state }: { state: DataFile['state'] }) {
  const looks = { verified: { status: 'success' }, unverified: { color: 'grey' }, quarantined: { status: 'danger' } } as const;
  return (
    <Label isCompact {...looks[state]}>
      {STATE_NAMES[state]}
    </Label>
  );
}
