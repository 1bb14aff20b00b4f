import { Label } from '@patternfly/react-core';
import type { ComponentProps } from 'react';
import type { Feed } from '../../api/jobEvents';

const MARKS: Record<Feed, { text: string; color: NonNullable<ComponentProps<typeof Label>['color']> }> = {
  opening: { text: 'Connecting', color: 'grey' },
  open: { text: 'Live', color: 'green' },
  closed: { text: 'Polling', color: 'orange' },
};

/** How changes arrive. */
export function LiveMark({ feed }: { feed: Feed }) {
  const { text, color } = MARKS[feed];
  return (
    <Label isCompact variant="outline" color={color}>
      {text}
    </Label>
  );
}
