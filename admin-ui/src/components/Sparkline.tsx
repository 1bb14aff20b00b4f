import { useId } from 'react';

interface Props {
  title: string;
  /** Its range and newest value in words: the line alone tells nothing to some. */
  description: string;
  values: readonly number[];
  /** The value at the top; the largest one when there is none. */
  top?: number;
}

const WIDTH = 120;
const HEIGHT = 32;

/** Values over time, from zero, the newest at the right. */
export function Sparkline({ title, description, values, top }: Props) {
  const id = useId();
  const most = Math.max(top ?? 0, ...values, Number.MIN_VALUE);
  const x = (index: number) => (values.length < 2 ? WIDTH : (index * WIDTH) / (values.length - 1));
  const y = (value: number) => HEIGHT - 1 - (value / most) * (HEIGHT - 2);
  const line = values.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  return (
    <svg
      className="firn-sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-labelledby={`${id}-title ${id}-text`}
    >
      <title id={`${id}-title`}>{title}</title>
      <desc id={`${id}-text`}>{description}</desc>
      {values.length > 1 && (
        <>
          <polygon points={`0,${HEIGHT} ${line} ${WIDTH},${HEIGHT}`} />
          <polyline points={line} vectorEffect="non-scaling-stroke" />
        </>
      )}
    </svg>
  );
}
