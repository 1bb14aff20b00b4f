import {
  Button,
  FormSelect,
  FormSelectOption,
  SearchInput,
  Toolbar,
  ToolbarContent,
  ToolbarItem,
} from '@patternfly/react-core';
import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { JOB_STATUSES, JOB_TYPES } from '../../api/jobs';
import { MultiSelect } from '../../components/MultiSelect';
import { SPANS, asRunId, isFiltered, type RunView, type Span } from './runFilter';
import { STATUS_NAMES, TYPE_NAMES } from './words';

const SPAN_NAMES: Record<Span, string> = {
  '': 'Any time',
  '1h': 'Last hour',
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
};

interface Props {
  view: RunView;
  onChange: (change: Partial<RunView>) => void;
}

export function RunFilters({ view, onChange }: Props) {
  const [text, setText] = useState(view.table);
  const navigate = useNavigate();
  useEffect(() => setText(view.table), [view.table]);
  const search = (typed: string) => {
    const id = asRunId(typed);
    if (id === null) {
      onChange({ table: typed.trim() });
    } else {
      void navigate(`/runs/${id}`);
    }
  };
  return (
    <Toolbar hasNoPadding>
      <ToolbarContent rowWrap={{ default: 'wrap' }}>
        <ToolbarItem>
          <SearchInput
            className="firn-search"
            aria-label="Table or run id"
            placeholder="Table or run id, then Enter"
            value={text}
            onChange={(_, typed) => setText(typed)}
            onSearch={(_, typed) => search(typed)}
            onClear={() => {
              setText('');
              onChange({ table: '' });
            }}
          />
        </ToolbarItem>
        <ToolbarItem>
          <MultiSelect
            label="Status"
            options={JOB_STATUSES}
            chosen={view.statuses}
            name={(status) => STATUS_NAMES[status]}
            onChange={(statuses) => onChange({ statuses })}
          />
        </ToolbarItem>
        <ToolbarItem>
          <MultiSelect
            label="Type"
            options={JOB_TYPES}
            chosen={view.types}
            name={(type) => TYPE_NAMES[type]}
            onChange={(types) => onChange({ types })}
          />
        </ToolbarItem>
        <ToolbarItem>
          <FormSelect
            aria-label="Created"
            value={view.span}
            onChange={(_, span) => onChange({ span: span as Span })}
            className="firn-select"
          >
            {SPANS.map((span) => (
              <FormSelectOption key={span} value={span} label={SPAN_NAMES[span]} />
            ))}
          </FormSelect>
        </ToolbarItem>
        {isFiltered(view) && (
          <ToolbarItem>
            <Button variant="link" onClick={() => onChange({ table: '', statuses: [], types: [], span: '' })}>
              Clear filters
            </Button>
          </ToolbarItem>
        )}
      </ToolbarContent>
    </Toolbar>
  );
}
