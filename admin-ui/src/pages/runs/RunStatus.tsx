import { Label } from '@patternfly/react-core';
import BanIcon from '@patternfly/react-icons/dist/esm/icons/ban-icon';
import CheckIcon from '@patternfly/react-icons/dist/esm/icons/check-circle-icon';
import ClockIcon from '@patternfly/react-icons/dist/esm/icons/outlined-clock-icon';
import ExclamationIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon';
import PauseIcon from '@patternfly/react-icons/dist/esm/icons/pause-circle-icon';
import RunningIcon from '@patternfly/react-icons/dist/esm/icons/in-progress-icon';
import type { ComponentProps, ReactNode } from 'react';
import type { JobStatus } from '../../api/jobs';
import { STATUS_NAMES } from './words';

const LOOKS: Record<JobStatus, Pick<ComponentProps<typeof Label>, 'color' | 'status'> & { icon: ReactNode }> = {
  queued: { color: 'grey', icon: <ClockIcon /> },
  running: { color: 'blue', icon: <RunningIcon /> },
  completed: { color: 'green', icon: <CheckIcon /> },
  failed: { color: 'red', icon: <ExclamationIcon /> },
  stopped: { color: 'orange', icon: <PauseIcon /> },
  abandoned: { color: 'grey', icon: <BanIcon /> },
};

export function RunStatus({ status, compact = false }: { status: JobStatus; compact?: boolean }) {
  const { icon, color } = LOOKS[status];
  return (
    <Label color={color ?? 'grey'} icon={icon} isCompact={compact} variant="outline" data-status={status}>
      {STATUS_NAMES[status]}
    </Label>
  );
}
