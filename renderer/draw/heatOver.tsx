/** Where a judge looks, drawn over its picture: what does not matter is darkened, the cell that matters most is framed. */
import type { ReactElement } from 'react';
import type { JudgeHeat } from '../../main/base/model/judge.ts';

const darkest = 0.72;

/** How dark each cell is, 0…1: none where the score falls most, all where it does not fall. */
export function cellShades({ rows, cols, drop }: JudgeHeat): readonly number[] {
  const cells = Array.from({ length: rows * cols }, (_, at) => Math.max(0, drop[at] ?? 0));
  const most = Math.max(...cells, 0);
  return most === 0 ? cells.map(() => 0) : cells.map((value) => darkest * (1 - value / most));
}

/** Null where nothing matters. */
export function strongestCell({ rows, cols, drop }: JudgeHeat): number | null {
  let best: number | null = null;
  for (let at = 0; at < rows * cols; at++)
    if ((drop[at] ?? 0) > (best === null ? 0 : (drop[best] ?? 0))) best = at;
  return best;
}

/** Letterboxed like the picture under it: `aspect` is the width of that by its height. */
export function HeatOver(props: {
  readonly heat: JudgeHeat;
  readonly aspect: number;
}): ReactElement {
  const { heat, aspect } = props;
  const { rows, cols } = heat;
  const strongest = strongestCell(heat);
  const [width, height] = [(100 * aspect) / cols, 100 / rows];
  return (
    <svg
      className="heat-over"
      viewBox={`0 0 ${100 * aspect} 100`}
      role="img"
      aria-label={
        strongest === null ? 'No part of this picture matters to it' : 'Bright: where it looks'
      }
    >
      {cellShades(heat).map((shade, at) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
          key={at}
          x={(at % cols) * width}
          y={Math.floor(at / cols) * height}
          width={width + 0.1}
          height={height + 0.1}
          opacity={shade}
        />
      ))}
      {strongest !== null && (
        <rect
          className="heat-strongest"
          x={(strongest % cols) * width}
          y={Math.floor(strongest / cols) * height}
          width={width}
          height={height}
        />
      )}
    </svg>
  );
}
