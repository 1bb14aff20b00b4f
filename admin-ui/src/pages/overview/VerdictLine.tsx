import { Alert } from '@patternfly/react-core';
import type { Overview } from '../../api/overview';
import { verdictOf } from './verdict';

/** The page's answer, in a sentence. */
export function VerdictLine({ overview }: { overview: Overview }) {
  const { level, title, text } = verdictOf(overview);
  return (
    <Alert isInline variant={level} title={title} component="h2">
      {text}
    </Alert>
  );
}
