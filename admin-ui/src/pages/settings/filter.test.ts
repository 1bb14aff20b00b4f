import { expect, it } from 'vitest';
import { fitting, groupOf } from './filter';

const setting = (name: string, origin: string, description = '') => ({
  name,
  origin,
  description,
  value: '1',
  default_value: '1',
  unit: null,
  is_secret: false,
});
const settings = [
  setting('firn.flush.threads', 'default', 'How many run at once'),
  setting('firn.flush.nudge', 'system property', 'When rows wait'),
  setting('firn.query.memory-mib', 'environment', 'What one query may take'),
];

it('finds settings by all words of name and description', () => {
  expect(fitting(settings, 'FLUSH rows', false).map(({ name }) => name)).toEqual(['firn.flush.nudge']);
  expect(fitting(settings, '', false)).toHaveLength(3);
  expect(fitting(settings, 'nothing like it', false)).toEqual([]);
});

it('shows only those that differ from their default, on request', () => {
  expect(fitting(settings, '', true).map(({ name }) => name)).toEqual(['firn.flush.nudge', 'firn.query.memory-mib']);
});

it('groups by the second word of the name', () => {
  expect(settings.map(groupOf)).toEqual(['flush', 'flush', 'query']);
});
