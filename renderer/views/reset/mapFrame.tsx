/** What both maps of starts are drawn on: cells of the stated box, and where its ends and the robot are. */
import type { ReactElement } from 'react';
import type { Range } from '../../../main/base/model/arm.ts';
import type { StartMap } from './startGeometry.ts';

export function MapGrid(props: { readonly map: StartMap; readonly across: number }): ReactElement {
  const { x, y, w, h } = props.map.box;
  const inner = Array.from({ length: props.across - 1 }, (_, index) => (index + 1) / props.across);
  return (
    <>
      {inner.map((share) => (
        <path
          key={share}
          className="start-grid"
          d={`M${x + share * w} ${y}v${h}M${x} ${y + share * h}h${w}`}
        />
      ))}
      <rect className="start-box" x={x} y={y} width={w} height={h} />
    </>
  );
}

export function MapEnds(props: {
  readonly map: StartMap;
  readonly box: { readonly x: Range; readonly y: Range };
  /** Metres as millimetres. */
  readonly mm: (metres: number) => string;
}): ReactElement {
  const { box, mm } = props;
  const { x, y, w, h } = props.map.box;
  return (
    <>
      <text x={x} y={y - 8}>
        x {mm(box.x.max)} mm
      </text>
      <text x={x} y={y + h + 16}>
        x {mm(box.x.min)} · y {mm(box.y.max)}
      </text>
      <text x={x + w} y={y + h + 16} textAnchor="end">
        y {mm(box.y.min)} mm
      </text>
      <text x={x + w / 2} y={y + h + 16} textAnchor="middle">
        robot’s side
      </text>
    </>
  );
}
