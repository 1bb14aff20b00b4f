import { Alert, CodeBlock, CodeBlockCode, ExpandableSection } from '@patternfly/react-core';
import { useState } from 'react';
import type { Job } from '../../api/jobs';
import { causes, explain } from './causes';

/** Why a run failed: in plain words, what to do, the chain of causes, and behind a toggle the trace. */
export function RunFailure({ job }: { job: Job }) {
  const [shown, setShown] = useState(false);
  const explanation = job.status === 'failed' || job.exception_trace !== '' ? explain(job) : null;
  if (explanation === null) {
    return job.message === '' ? null : (
      <Alert isInline variant="info" title={sentence(job.message)} component="h2" className="firn-block" />
    );
  }
  const failed = job.status === 'failed';
  const chain = causes(job.message);
  return (
    <Alert
      isInline
      variant={failed ? 'danger' : 'warning'}
      title={failed ? `Why it failed: ${explanation.sentence}` : `The newest attempt failed: ${explanation.sentence}`}
      component="h2"
      className="firn-block"
    >
      <p>
        <strong>What to do:</strong> {explanation.advice}
      </p>
      {chain.length > 0 && (
        <ol className="firn-causes" aria-label="Causes">
          {chain.map((words, index) => (
            <li key={index}>
              {index > 0 && <span className="firn-note">because: </span>}
              {words}
            </li>
          ))}
        </ol>
      )}
      {job.exception_trace !== '' && (
        <ExpandableSection
          toggleText={shown ? 'Hide the technical trace' : 'Show the technical trace'}
          isExpanded={shown}
          onToggle={(_, expanded) => setShown(expanded)}
        >
          {shown && (
            <CodeBlock>
              <CodeBlockCode className="firn-trace" tabIndex={0} role="region" aria-label="Technical trace">
                {job.exception_trace}
              </CodeBlockCode>
            </CodeBlock>
          )}
        </ExpandableSection>
      )}
    </Alert>
  );
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
