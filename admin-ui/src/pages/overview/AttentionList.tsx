import { Icon } from '@patternfly/react-core';
import DangerIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon';
import WarningIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon';
import { Link } from 'react-router';
import type { Attention } from '../../api/overview';
import { Ago } from '../../components/Ago';
import { Part } from '../../components/Part';
import { useNow } from '../../components/useNow';
import { count } from '../../format/units';

/** What needs somebody, worst first, each with what to do and the way there. */
export function AttentionList({ list, total }: { list: readonly Attention[]; total: number }) {
  const now = useNow();
  return (
    <Part title={`Needs attention (${count(total)})`}>
      <ul className="firn-attention">
        {list.map((one, index) => (
          <li key={`${one.kind} ${index} ${JSON.stringify(one.subject)}`}>
            <Severity severity={one.severity} />
            <div>
              <div>
                {one.message}
                {one.since !== null && (
                  <span className="firn-note">
                    {' '}
                    <Ago time={one.since} now={now} />
                  </span>
                )}
              </div>
              <div className="firn-note">{one.action}</div>
            </div>
            <Way subject={one.subject} />
          </li>
        ))}
      </ul>
      {total > list.length && <p className="firn-note">{count(total - list.length)} more.</p>}
    </Part>
  );
}

function Severity({ severity }: { severity: Attention['severity'] }) {
  return (
    <Icon status={severity}>
      {severity === 'danger' ? <DangerIcon aria-label="Failure" /> : <WarningIcon aria-label="Warning" />}
    </Icon>
  );
}

/** Where the thing is looked at and put right. */
function Way({ subject }: { subject: Attention['subject'] }) {
  const { type, job_id, namespace_id, table_name, file_id } = subject;
  const table = `/tables/${namespace_id}/${table_name}`;
  switch (type) {
    case 'job':
      return <Link to={`/runs/${job_id}`}>Open the run</Link>;
    case 'file':
      return <Link to={`${table}/files/${file_id}`}>Open the file</Link>;
    case 'table':
      return <Link to={table}>Open the table</Link>;
    case 'buffer':
    case 'disk':
    case 'store':
      return null;
  }
}
