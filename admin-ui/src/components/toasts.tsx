import { Alert, AlertActionCloseButton, AlertGroup } from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { Observable, useObservable } from '../api/observable';

interface Toast {
  id: number;
  variant: 'success' | 'info' | 'warning' | 'danger';
  title: string;
  body?: ReactNode;
}

const MAX_TOASTS = 4;
const MILLIS = 8_000;

const toasts = new Observable<readonly Toast[]>([]);
let lastId = 0;

/** Says what happened, for eight seconds; failures stay until they are closed. */
export function toast(variant: Toast['variant'], title: string, body?: ReactNode): void {
  const made: Toast = { id: ++lastId, variant, title, body };
  toasts.set([...toasts.value, made].slice(-MAX_TOASTS));
}

function close(id: number): void {
  toasts.set(toasts.value.filter((one) => one.id !== id));
}

/** Where toasts appear; rendered once, by the shell. */
export function Toasts() {
  return (
    <AlertGroup isToast isLiveRegion aria-label="Messages">
      {useObservable(toasts).map(({ id, variant, title, body }) => (
        <Alert
          key={id}
          variant={variant}
          title={title}
          component="p"
          timeout={variant === 'danger' ? false : MILLIS}
          onTimeout={() => close(id)}
          actionClose={<AlertActionCloseButton title={title} onClose={() => close(id)} />}
        >
          {body}
        </Alert>
      ))}
    </AlertGroup>
  );
}
