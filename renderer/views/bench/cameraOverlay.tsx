/**
 * What is drawn over a picture: the envelope the tool may use, and the pose the judge believes with how far it is
 * from the goal. Lines and text keep their size when the picture shrinks, and stand on a halo.
 */
import type { ReactElement } from 'react';
import type { CameraModel } from '../../../main/base/model/camera.ts';
import type { CameraHealth } from '../../../main/base/model/view.ts';
import { envelopeWords } from '../../draw/envelopeWords.ts';
import { poseWords } from '../../draw/poseWords.ts';
import { projectPoint, projectSegment, type Vec3 } from '../../draw/project.ts';
import { scaleModel } from '../../draw/scaleModel.ts';
import { BoxLines } from '../../parts/boxLines.tsx';
import { flagsWords } from '../../parts/flagWords.ts';
import { robotState } from '../../store/robotState.ts';
import { useWindow } from '../../store/windowStore.ts';

/** Narrower than this the words would be cut off. */
const leastWordsPx = 200;
/** In a smaller picture the envelope is drawn without its name. */
const leastNamedPx = 320;

function HaloText(props: {
  readonly x: number;
  readonly y: number;
  readonly anchor?: 'start' | 'end';
  /** Of the envelope, in its colour. */
  readonly envelope?: boolean;
  readonly children: string;
}): ReactElement {
  return (
    <text
      className={props.envelope ? 'over-text over-words-envelope' : 'over-text'}
      x={props.x}
      y={props.y}
      textAnchor={props.anchor}
    >
      {props.children}
    </text>
  );
}

function EnvelopeLines({ model }: { readonly model: CameraModel }): ReactElement | null {
  const envelope = useWindow((state) => state.bench?.envelope ?? null);
  const moving = useWindow((state) => robotState(state.link, state.bench) === 'moving');
  if (envelope === null) return null;
  const words = model.widthPx < leastNamedPx ? [] : envelopeWords(model, envelope.workspaceM);
  return (
    <g data-moving={moving}>
      <BoxLines model={model} box={envelope.workspaceM} />
      {words.map((placed) => (
        <HaloText key={placed.anchor} x={placed.x} y={placed.y} anchor={placed.anchor} envelope>
          {placed.words}
        </HaloText>
      ))}
    </g>
  );
}

/** A ring with a line to where the object's own x axis points. */
function BelievedMark({ model }: { readonly model: CameraModel }): ReactElement | null {
  const believed = useWindow((state) => state.run?.trial?.lastVerdict?.believed ?? null);
  if (believed === null) return null;
  const at: Vec3 = [believed.xM, believed.yM, 0.02];
  const reachM = 0.04;
  const ahead: Vec3 = [
    at[0] + reachM * Math.cos(believed.yawRad),
    at[1] + reachM * Math.sin(believed.yawRad),
    at[2],
  ];
  const centre = projectPoint(model, at);
  const line = projectSegment(model, at, ahead);
  if (centre === null || line === null) return null;
  const d = `M${line[0].x} ${line[0].y}L${line[1].x} ${line[1].y}`;
  return (
    <g>
      <circle className="over-halo" cx={centre.x} cy={centre.y} r={6} />
      <path className="over-halo" d={d} />
      <circle className="over-line" cx={centre.x} cy={centre.y} r={6} />
      <path className="over-line" d={d} />
    </g>
  );
}

/** Top: how far off it is. Bottom: what the judge last said of this camera, with its score and flags. */
function VerdictWords(props: {
  readonly role: string;
  readonly height: number;
}): ReactElement | null {
  const trial = useWindow((state) => state.run?.trial ?? null);
  const task = useWindow((state) => state.run?.task);
  const goal = useWindow((state) => state.tasks.find((entry) => entry.id === task)?.goal);
  if (trial === null) return null;
  const verdict = trial.lastVerdict;
  const own = verdict?.perCamera[props.role];
  const score = verdict?.cameraScores?.[props.role];
  // A judge that gives scores need not believe a pose; one that gives neither did not see enough.
  const silent = verdict === null || (verdict.believed === undefined && score === undefined);
  const said = silent
    ? 'view not clear: not judged'
    : `last verdict: ${own ?? verdict.verdict}${score === undefined ? '' : ` ${score.toFixed(2)}`}`;
  const flags = flagsWords(
    (verdict?.flags ?? []).filter(
      (flag) => !flag.includes(':') || flag.startsWith(`${props.role}:`),
    ),
  );
  return (
    <>
      {verdict?.believed !== undefined && (
        <HaloText x={10} y={20}>
          {poseWords(verdict.believed, goal)}
        </HaloText>
      )}
      {flags !== '' && (
        <HaloText x={10} y={props.height - 28}>
          {flags}
        </HaloText>
      )}
      <HaloText x={10} y={props.height - 10}>
        {said}
      </HaloText>
    </>
  );
}

export function CameraOverlay(props: {
  readonly camera: CameraHealth;
  readonly width: number;
  readonly height: number;
}): ReactElement {
  const model = scaleModel(props.camera.model, props.width);
  return (
    <svg className="overlay" width={props.width} height={props.height} aria-hidden="true">
      <EnvelopeLines model={model} />
      <BelievedMark model={model} />
      {props.width >= leastWordsPx && (
        <VerdictWords role={props.camera.role} height={props.height} />
      )}
    </svg>
  );
}
