import tokens from '@patternfly/react-core/dist/styles/base.css?raw';
import { expect, it } from 'vitest';
import consoleStyles from './pages/console/console.css?raw';
import styles from './styles.css?raw';

it('use only tokens that PatternFly has', () => {
  const used = [styles, consoleStyles].flatMap((text) => text.match(/--pf-t--[\w-]+/g) ?? []);
  expect(used.length).toBeGreaterThan(20);
  expect([...new Set(used)].filter((token) => !tokens.includes(`${token}:`))).toEqual([]);
});
