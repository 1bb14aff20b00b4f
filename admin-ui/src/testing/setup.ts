import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';

// jsdom has neither. The window counts as wide, the browser as light.
window.matchMedia ??= (query: string) =>
  ({ matches: query.includes('min-width'), media: query, addEventListener: () => undefined, removeEventListener: () => undefined }) as unknown as MediaQueryList;
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

afterEach(() => {
  cleanup();
  sessionStorage.clear();
  localStorage.clear();
});
