import { useSyncExternalStore } from 'react';

/** A value that components follow with {@link useObservable}. */
export class Observable<T> {
  private readonly listeners = new Set<() => void>();

  private current: T;

  constructor(initial: T) {
    this.current = initial;
  }

  get value(): T {
    return this.current;
  }

  set(next: T): void {
    if (!Object.is(next, this.current)) {
      this.current = next;
      this.listeners.forEach((listener) => listener());
    }
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}

export function useObservable<T>(observable: Observable<T>): T {
  return useSyncExternalStore(observable.subscribe, () => observable.value);
}
