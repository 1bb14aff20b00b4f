import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';

// Machines that build may be slow; a test ends as soon as what it waits for is there.
configure({ asyncUtilTimeout: 20_000 });

// jsdom has neither. The window counts as wide, the browser as light.
window.matchMedia ??= (query: string) =>
  ({ matches: query.includes('min-width'), media: query, addEventListener: () => undefined, removeEventListener: () => undefined }) as unknown as MediaQueryList;
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

afterEach(async () => {
  cleanup();
  // What a page lets go of ends in the next turn.
  await new Promise((resolve) => setTimeout(resolve));
  sessionStorage.clear();
  localStorage.clear();
});
