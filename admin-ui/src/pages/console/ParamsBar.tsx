import { FormGroup, FormHelperText, HelperText, HelperTextItem, TextInput } from '@patternfly/react-core';

interface Props {
  count: number;
  values: readonly string[];
  onChange: (values: string[]) => void;
}

/** The values of `$1`, `$2` …, each written as JSON. */
export function ParamsBar({ count, values, onChange }: Props) {
  if (count === 0) {
    return null;
  }
  return (
    <fieldset className="firn-params">
      <legend className="firn-subtitle">Parameters, written as JSON: "text", 42, true, null</legend>
      <div className="firn-params-fields">
        {Array.from({ length: count }, (_, i) => {
          const value = values[i] ?? '';
          const problem = problemOf(value);
          return (
            <FormGroup key={i} label={`$${i + 1}`} fieldId={`parameter-${i}`}>
              <TextInput
                id={`parameter-${i}`}
                className="firn-mono"
                value={value}
                validated={problem === null || value === '' ? 'default' : 'error'}
                aria-describedby={`parameter-${i}-help`}
                onChange={(_event, next) => onChange(Array.from({ length: count }, (_x, j) => (i === j ? next : (values[j] ?? ''))))}
              />
              {problem !== null && (
                <FormHelperText>
                  <HelperText id={`parameter-${i}-help`}>
                    <HelperTextItem variant={value === '' ? 'default' : 'error'}>{problem}</HelperTextItem>
                  </HelperText>
                </FormHelperText>
              )}
            </FormGroup>
          );
        })}
      </div>
    </fieldset>
  );
}

/** Why a text is no parameter; null when it is one. */
function problemOf(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? 'A text, a number, true, false or null' : null;
  } catch {
    return text === '' ? 'A value is needed' : `Not JSON; a text is written "${text.replace(/["\\]/g, '')}"`;
  }
}

/** Whether each text is a parameter. */
export function areParams(texts: readonly string[]): boolean {
  return texts.every((text) => problemOf(text) === null);
}
