export type MeterLevel = 'ok' | 'warning' | 'danger';

interface Props {
  /** What is measured; read out with the text. */
  label: string;
  /** From 0; what is over 1 fills the bar. */
  share: number;
  /** The value in words, as it stands beside the bar: a bar alone tells nothing to some. */
  text: string;
  level?: MeterLevel;
  /** Shares at which something happens, drawn as ticks. */
  marks?: readonly number[];
}

/** A bar that fills up to a threshold. */
export function Meter({ label, share, text, level = 'ok', marks = [] }: Props) {
  const filled = Math.max(0, Math.min(1, share));
  return (
    <div
      className={`firn-meter firn-meter-${level}`}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(filled * 100)}
      aria-valuetext={text}
    >
      <div className="firn-meter-fill" style={{ inlineSize: `${filled * 100}%` }} />
      {marks
        .filter((mark) => mark > 0 && mark < 1)
        .map((mark) => (
          <div key={mark} className="firn-meter-mark" style={{ insetInlineStart: `${mark * 100}%` }} />
        ))}
    </div>
  );
}
