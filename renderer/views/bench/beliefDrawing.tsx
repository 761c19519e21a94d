/** The belief as a line drawing in SVG: what is shown without WebGL, with the 3-D view off, and until it is there. */
import type { ReactElement } from 'react';
import { armPoints } from '../../draw/armPoints.ts';
import { beliefOf } from '../../draw/belief.ts';
import { boxEdges } from '../../draw/boxEdges.ts';
import { fitPoints, lookAt, projectPoint, projectSegment, type Vec3 } from '../../draw/project.ts';
import { crossAt, type Segment, tableGrid } from '../../draw/tableGrid.ts';
import { useWindow } from '../../store/windowStore.ts';

/** Kept in view whatever the envelope: the robot's own place, upright, and the table in front of it. */
const robotM: readonly Vec3[] = [
  [0, 0, 0],
  [0, 0, 0.3],
  [0.4, 0.25, 0],
  [0.4, -0.25, 0],
  [0, 0.25, 0],
  [0, -0.25, 0],
];

export function BeliefDrawing(props: {
  readonly width: number;
  readonly height: number;
}): ReactElement {
  const arm = useWindow((state) => state.bench?.arm ?? null);
  const envelope = useWindow((state) => state.bench?.envelope ?? null);
  const believed = useWindow((state) => beliefOf(state).object);
  const box = envelope === null ? [] : boxEdges(envelope.workspaceM);
  const size = { widthPx: props.width, heightPx: props.height, focalPx: props.width };
  const view = lookAt('belief', [1.3, -1.05, 0.95], [0.17, 0, 0.08], size);
  const model = fitPoints(view, [...robotM, ...box.map((edge) => edge.from)], 24);
  const path = (segments: readonly Segment[]): string =>
    segments
      .map(([from, to]) => {
        const seen = projectSegment(model, from, to);
        if (seen === null) return '';
        const [a, b] = seen;
        return `M${a.x.toFixed(1)} ${a.y.toFixed(1)}L${b.x.toFixed(1)} ${b.y.toFixed(1)}`;
      })
      .join('');
  const chain = arm === null ? [] : armPoints(arm.positionRad);
  const links = chain.slice(1).map((point, index): Segment => [chain[index] ?? point, point]);
  const edges = (floor: boolean): string =>
    path(box.filter((edge) => edge.floor === floor).map((edge) => [edge.from, edge.to]));
  const joints = chain.slice(1).map((point) => projectPoint(model, point));
  return (
    <svg width={props.width} height={props.height} aria-hidden="true">
      <path className="belief-grid" d={path(tableGrid)} />
      <path className="belief-envelope" d={edges(true)} />
      <path className="belief-envelope" d={edges(false)} strokeDasharray="4 3" />
      {believed !== null && (
        <path
          className="belief-object"
          d={path(crossAt(believed.xM, believed.yM, believed.yawRad, 0.01))}
        />
      )}
      <path className="belief-arm" d={path(links)} />
      {joints.map((point, index) =>
        point === null ? null : (
          // biome-ignore lint/suspicious/noArrayIndexKey: joints in a fixed order
          <circle key={index} className="belief-joint" cx={point.x} cy={point.y} r={4} />
        ),
      )}
    </svg>
  );
}
