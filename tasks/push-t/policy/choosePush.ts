/**
 * Choosing by foresight: many pushes at all faces of the T, in several lengths and slants, each with where the model says
 * the T lies afterwards; those that leave least come first. Pure.
 */
import type { PlanarPose } from 'nightbench/sdk/program.ts';
import { isContent, type Push, type PushSettings, pushAt, yawErrorRad } from './planPush.ts';
import { type PushModel, predictPush } from './pushModel.ts';
import { bar, stem, type Vec2 } from './teeShape.ts';

/** A face by two points a little inside the T, and the direction into it. */
interface Face {
  readonly a: Vec2;
  readonly b: Vec2;
  readonly inward: Vec2;
}

const insideM = 0.004;
const backXM = bar.centreXM - bar.halfXM + insideM;
const frontXM = bar.centreXM + bar.halfXM - insideM;
const barYM = bar.halfYM - insideM;
const innerYM = stem.halfYM + 0.008;
const tipXM = stem.centreXM + stem.halfXM - insideM;
const stemYM = stem.halfYM - insideM;
const stemFromXM = bar.centreXM + bar.halfXM + 0.008;
const endXM = bar.halfXM - insideM;

const faces: readonly Face[] = [
  { a: { xM: backXM, yM: -barYM }, b: { xM: backXM, yM: barYM }, inward: { xM: 1, yM: 0 } },
  ...[1, -1].flatMap((side): readonly Face[] => [
    {
      a: { xM: frontXM, yM: side * innerYM },
      b: { xM: frontXM, yM: side * barYM },
      inward: { xM: -1, yM: 0 },
    },
    {
      a: { xM: stemFromXM, yM: side * stemYM },
      b: { xM: tipXM, yM: side * stemYM },
      inward: { xM: 0, yM: -side },
    },
    {
      a: { xM: bar.centreXM - endXM, yM: side * barYM },
      b: { xM: bar.centreXM + endXM, yM: side * barYM },
      inward: { xM: 0, yM: -side },
    },
  ]),
  { a: { xM: tipXM, yM: -stemYM }, b: { xM: tipXM, yM: stemYM }, inward: { xM: -1, yM: 0 } },
];

const pointsPerFace = 7;
const slantsRad = [-0.25, 0, 0.25];
const shares = [1, 0.7, 0.45, 0.3, 0.2, 0.13];

function linesOf({ a, b, inward }: Face): readonly { aim: Vec2; direction: Vec2 }[] {
  return Array.from({ length: pointsPerFace }, (_, k) => k / (pointsPerFace - 1)).flatMap((u) => {
    const aim = { xM: a.xM + u * (b.xM - a.xM), yM: a.yM + u * (b.yM - a.yM) };
    return slantsRad.map((slant) => {
      const [cos, sin] = [Math.cos(slant), Math.sin(slant)];
      const direction = {
        xM: cos * inward.xM - sin * inward.yM,
        yM: sin * inward.xM + cos * inward.yM,
      };
      return { aim, direction };
    });
  });
}

const lines = faces.flatMap(linesOf);

/** What is left of the way, in metres: distance, and turn at `turnWeightM` a radian. */
export function leftM(pose: PlanarPose, goal: PlanarPose, turnWeightM: number): number {
  const awayM = Math.hypot(goal.xM - pose.xM, goal.yM - pose.yM);
  return Math.hypot(awayM, turnWeightM * yawErrorRad(pose, goal));
}

export interface Foresight {
  readonly model: PushModel;
  readonly turnWeightM: number;
}

/** Best first; empty when the T is where it belongs. Pushes that are thought to make it worse are left out. */
export function choosePushes(
  pose: PlanarPose,
  goal: PlanarPose,
  settings: PushSettings,
  { model, turnWeightM }: Foresight,
): readonly Push[] {
  if (isContent(pose, goal, settings)) return [];
  const nowM = leftM(pose, goal, turnWeightM);
  const lengths = shares
    .map((share) => share * settings.pushM)
    .filter((lengthM) => lengthM >= Math.min(settings.pushM, settings.leastPushM));
  return lines
    .flatMap((line) =>
      lengths.map((pushM) => {
        const push = pushAt(pose, { ...line, why: 'move' }, { ...settings, pushM });
        const after = predictPush(pose, push, model);
        return { push: { ...push, after }, afterM: leftM(after, goal, turnWeightM) };
      }),
    )
    .filter(({ afterM }) => afterM < nowM)
    .sort((one, other) => one.afterM - other.afterM)
    .map(({ push }) => push);
}
