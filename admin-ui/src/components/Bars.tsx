import { useId } from 'react';

export interface Bar {
  key: string;
  value: number;
  /** What it is, with its value: "FL-1: 3 s". */
  label: string;
  /** Stands out. */
  marked?: boolean;
}

interface Props {
  title: string;
  description: string;
  bars: readonly Bar[];
  height?: number;
}

const WIDTH = 10;
const GAP = 3;

/** Values beside each other from zero; bars share the width. The same as text belongs beside it. */
export function Bars({ title, description, bars, height = 72 }: Props) {
  const id = useId();
  const most = Math.max(...bars.map(({ value }) => value), 1);
  const width = Math.max(bars.length * (WIDTH + GAP), 1);
  return (
    <svg
      className="firn-bars"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-labelledby={`${id}-title ${id}-text`}
      height={height}
    >
      <title id={`${id}-title`}>{title}</title>
      <desc id={`${id}-text`}>{description}</desc>
      {bars.map(({ key, value, label, marked = false }, index) => {
        const tall = Math.max((value / most) * (height - 2), 2);
        return (
          <rect
            key={key}
            className={marked ? 'firn-bar firn-bar-marked' : 'firn-bar'}
            x={index * (WIDTH + GAP)}
            y={height - tall}
            width={WIDTH}
            height={tall}
            rx="1"
          >
            <title>{label}</title>
          </rect>
        );
      })}
    </svg>
  );
}
