/** The scene as the bench believes it, drawn from numbers alone: arm by its joints, object by the judge, envelope. */
import { useElementSize } from '@mantine/hooks';
import type { ReactElement } from 'react';
import { armPoints } from '../../draw/armPoints.ts';
import { boxEdges } from '../../draw/boxEdges.ts';
import { signed } from '../../draw/poseWords.ts';
import { fitPoints, lookAt, projectPoint, projectSegment, type Vec3 } from '../../draw/project.ts';
import { Panel } from '../../parts/panel.tsx';
import { useWindow } from '../../store/windowStore.ts';

type Segment = readonly [Vec3, Vec3];

const gridM = 0.05;

function gridLines(): readonly Segment[] {
  const lines: Segment[] = [];
  for (let i = 0; i <= 8; i++)
    lines.push([
      [i * gridM, -0.25, 0],
      [i * gridM, 0.25, 0],
    ]);
  for (let i = -5; i <= 5; i++)
    lines.push([
      [0, i * gridM, 0],
      [0.4, i * gridM, 0],
    ]);
  return lines;
}

const grid = gridLines();

/** Kept in view whatever the envelope: the robot's own place, upright, and the table in front of it. */
const robotM: readonly Vec3[] = [
  [0, 0, 0],
  [0, 0, 0.3],
  [0.4, 0.25, 0],
  [0.4, -0.25, 0],
  [0, 0.25, 0],
  [0, -0.25, 0],
];

function crossAt(x: number, y: number, yaw: number): readonly Segment[] {
  const arm = (turn: number, back: number, ahead: number): Segment => {
    const c = Math.cos(yaw + turn);
    const s = Math.sin(yaw + turn);
    return [
      [x + back * c, y + back * s, 0.01],
      [x + ahead * c, y + ahead * s, 0.01],
    ];
  };
  return [arm(0, -0.02, 0.05), arm(Math.PI / 2, -0.03, 0.03)];
}

function Scene(props: { readonly width: number; readonly height: number }): ReactElement {
  const arm = useWindow((state) => state.bench?.arm ?? null);
  const envelope = useWindow((state) => state.bench?.envelope ?? null);
  const believed = useWindow((state) => state.run?.trial?.lastVerdict?.believed ?? null);
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
      <path className="belief-grid" d={path(grid)} />
      <path className="belief-envelope" d={edges(true)} />
      <path className="belief-envelope" d={edges(false)} strokeDasharray="4 3" />
      {believed !== null && (
        <path
          className="belief-object"
          d={path(crossAt(believed.xM, believed.yM, believed.yawRad))}
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

function tipWords(joints: readonly number[]): string {
  const tip = armPoints(joints).at(-1);
  return tip === undefined ? '' : `tip ${tip.map((m) => signed(m * 1000, 0)).join(', ')} mm`;
}

export function BeliefPanel(): ReactElement {
  const { ref, width, height } = useElementSize();
  const tip = useWindow((state) =>
    state.bench?.arm ? tipWords(state.bench.arm.positionRad) : 'no reading',
  );
  const seen = useWindow((state) => state.run?.trial?.lastVerdict?.believed !== undefined);
  return (
    <Panel title="As the bench believes it" facts={tip} className="belief">
      <div className="belief-scene" ref={ref}>
        {width > 0 && height > 0 && <Scene width={width} height={height} />}
        <span className="note belief-scale">grid 50 mm</span>
        {!seen && <span className="note belief-object-note">no object judged yet</span>}
      </div>
    </Panel>
  );
}
