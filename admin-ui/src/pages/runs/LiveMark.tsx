import { Label } from '@patternfly/react-core';

/** Whether changes arrive by themselves. */
export function LiveMark({ live }: { live: boolean }) {
  return (
    <Label isCompact variant="outline" color={live ? 'green' : 'grey'}>
      {live ? 'Live' : 'Polling'}
    </Label>
  );
}
