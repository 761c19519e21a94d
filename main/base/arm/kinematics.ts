/**
 * Where the tool is for given joints, and which joints bring it somewhere. The arm bends in one vertical plane through
 * the pan axis, so a tool can lean only in that plane: the inverse takes the smallest lean that reaches. Angles and
 * frames as in `so101.ts`. Pure; knows no speed, no envelope and no servo.
 */
import { type Joints, jointNames, type Point3, type Range } from '../model/arm.ts';
import { gripperShape, jointRangesRad, so101 } from './so101.ts';

export interface ToolPose extends Point3 {
  /** Angle of the tool axis from straight down, in the arm's plane; positive: the tip is further out than the wrist. */
  readonly leanRad: number;
  /** Horizontal direction from the fixed jaw to the moving jaw, about z from x. */
  readonly jawYawRad: number;
}

/** Turn of the hand: the joint itself, or where the moving jaw shall be seen from the fixed one. */
export type HandTurn = { readonly rollRad: number } | { readonly jawYawRad: number };

export interface ReachOptions {
  /** Largest |lean|. 20° reaches everything a table task needs; 0 insists on a vertical tool. */
  readonly maxTiltRad?: number;
  /** The lean that is wanted: the nearest to it that reaches is taken; 0 when not given. */
  readonly leanRad?: number;
  /** Ranges that are narrower than the arm's own, per joint. */
  readonly jointsRad?: readonly Range[];
  /** Sixth joint of the answer; 0 (closed) when not given. */
  readonly gripperRad?: number;
}

/** Below this bend the arm is nearly stretched: a small step of the tip would need a large one of the joints. */
const leastElbowRad = 0.25;
const scanStepRad = Math.PI / 360;

export function wrapRad(angleRad: number): number {
  return angleRad - 2 * Math.PI * Math.round(angleRad / (2 * Math.PI));
}

const at = (joints: Joints, index: number): number => joints[index] ?? 0;

/** Position of the tip and attitude of the hand. */
export function forwardKinematics(joints: Joints): ToolPose {
  const pan = at(joints, 0);
  const upper = at(joints, 1);
  const fore = upper + at(joints, 2);
  const hand = fore + at(joints, 3);
  const outM =
    so101.liftForwardM +
    so101.upperArmM * Math.cos(upper) +
    so101.forearmM * Math.cos(fore) +
    so101.handM * Math.cos(hand);
  const zM =
    so101.liftUpM -
    so101.upperArmM * Math.sin(upper) -
    so101.forearmM * Math.sin(fore) -
    so101.handM * Math.sin(hand);
  return {
    xM: outM * Math.cos(pan),
    yM: outM * Math.sin(pan),
    zM,
    leanRad: Math.PI / 2 - hand,
    jawYawRad: jawYawOfRoll(at(joints, 4), pan, Math.PI / 2 - hand),
  };
}

/** World yaw of the jaw direction. For a vertical tool: pan − roll. */
export function jawYawOfRoll(rollRad: number, panRad: number, leanRad: number): number {
  return wrapRad(panRad + Math.atan2(-Math.sin(rollRad), Math.cos(leanRad) * Math.cos(rollRad)));
}

/** The roll (−π…π) that points the moving jaw to `jawYawRad`; the inverse of `jawYawOfRoll`. */
export function rollOfJawYaw(jawYawRad: number, panRad: number, leanRad: number): number {
  const beside = jawYawRad - panRad;
  return Math.atan2(-Math.sin(beside) * Math.cos(leanRad), Math.cos(beside));
}

/** Lift, elbow and wrist for a tip at (out, z) with this lean, into `plane`; false when a joint would leave its range. */
function solvePlane(
  outM: number,
  zM: number,
  leanRad: number,
  ranges: readonly Range[],
  plane: Float64Array,
): boolean {
  const hand = Math.PI / 2 - leanRad;
  const out = outM - so101.handM * Math.cos(hand) - so101.liftForwardM;
  const down = so101.liftUpM - (zM + so101.handM * Math.sin(hand));
  const upperM = so101.upperArmM;
  const foreM = so101.forearmM;
  const cosine = (out * out + down * down - upperM * upperM - foreM * foreM) / (2 * upperM * foreM);
  if (cosine > 1 || cosine < -1) return false;
  const elbow = Math.acos(cosine);
  if (elbow < leastElbowRad) return false;
  const lift =
    Math.atan2(down, out) - Math.atan2(foreM * Math.sin(elbow), upperM + foreM * Math.cos(elbow));
  const wrist = hand - lift - elbow;
  plane[0] = lift;
  plane[1] = elbow;
  plane[2] = wrist;
  return (
    within(lift, ranges[1] as Range) &&
    within(elbow, ranges[2] as Range) &&
    within(wrist, ranges[3] as Range)
  );
}

function within(value: number, range: Range): boolean {
  return value >= range.min && value <= range.max;
}

/** Of the arm itself, in the order of the joints. */
const ownRanges: readonly Range[] = jointNames.map((name) => {
  const [min, max] = jointRangesRad[name];
  return { min, max };
});

/** The lean nearest to `wantedRad` that reaches (continuous along a path), or NaN. Leaves its joints in `plane`. */
function nearestLean(
  outM: number,
  zM: number,
  wantedRad: number,
  maxTiltRad: number,
  ranges: readonly Range[],
  plane: Float64Array,
): number {
  if (solvePlane(outM, zM, wantedRad, ranges, plane)) return wantedRad;
  const widest = maxTiltRad + Math.abs(wantedRad);
  const steps = Math.ceil(widest / scanStepRad - 1e-9);
  for (let step = 1; step <= steps; step++) {
    for (const sign of [1, -1]) {
      // The last step to each side ends at the largest lean itself.
      const tilt = Math.min(step * scanStepRad, maxTiltRad - sign * wantedRad);
      let bad = (step - 1) * scanStepRad;
      if (tilt <= bad || !solvePlane(outM, zM, wantedRad + sign * tilt, ranges, plane)) continue;
      let good = tilt;
      for (let halving = 0; halving < 20; halving++) {
        const middle = (bad + good) / 2;
        if (solvePlane(outM, zM, wantedRad + sign * middle, ranges, plane)) good = middle;
        else bad = middle;
      }
      solvePlane(outM, zM, wantedRad + sign * good, ranges, plane);
      return wantedRad + sign * good;
    }
  }
  return Number.NaN;
}

const plane = new Float64Array(3);

/**
 * The six joints that bring the tip to `tip` with the hand turned as wanted, with the smallest lean up to `maxTiltRad`
 * (20° when not given), or the one nearest to a wanted lean; null when out of reach, when the turn is outside the
 * roll's range, or on bad numbers.
 */
export function inverseKinematics(
  tip: Point3,
  turn: HandTurn,
  options: ReachOptions = {},
): number[] | null {
  const outM = Math.hypot(tip.xM, tip.yM);
  if (!Number.isFinite(outM + tip.zM)) return null;
  const panRad = Math.atan2(tip.yM, tip.xM);
  const ranges = options.jointsRad ?? ownRanges;
  if (!within(panRad, ranges[0] as Range)) return null;
  const maxTiltRad = options.maxTiltRad ?? Math.PI / 9;
  const wantedRad = Math.max(-maxTiltRad, Math.min(maxTiltRad, options.leanRad ?? 0));
  const leanRad = nearestLean(outM, tip.zM, wantedRad, maxTiltRad, ranges, plane);
  if (Number.isNaN(leanRad)) return null;
  const rollRad = 'rollRad' in turn ? turn.rollRad : rollOfJawYaw(turn.jawYawRad, panRad, leanRad);
  if (!within(rollRad, ranges[4] as Range)) return null;
  const [lift, elbow, wrist] = plane as unknown as [number, number, number];
  return [panRad, lift, elbow, wrist, rollRad, options.gripperRad ?? 0];
}

/**
 * Points that stand for the whole arm, each with the radius of the link around it: what the floor and workspace
 * checks test. The tip comes last but one, the moving jaw's end last.
 */
export const linkPointNames = ['elbow', 'wrist', 'palm', 'palm-side', 'tip', 'jaw'] as const;
export const linkRadiiM: readonly number[] = [0.022, 0.022, 0.02, 0.02, 0, 0.004];

/** Fills `out` (18 numbers) with x, y, z per point of `linkPointNames`. No allocation. */
export function linkPoints(joints: Joints, out: Float64Array): void {
  const pan = at(joints, 0);
  const upper = at(joints, 1);
  const fore = upper + at(joints, 2);
  const hand = fore + at(joints, 3);
  const roll = at(joints, 4);
  const grip = at(joints, 5);
  const cosPan = Math.cos(pan);
  const sinPan = Math.sin(pan);
  const put = (index: number, outM: number, sideM: number, zM: number): void => {
    out[3 * index] = outM * cosPan - sideM * sinPan;
    out[3 * index + 1] = outM * sinPan + sideM * cosPan;
    out[3 * index + 2] = zM;
  };
  let outM = so101.liftForwardM + so101.upperArmM * Math.cos(upper);
  let zM = so101.liftUpM - so101.upperArmM * Math.sin(upper);
  put(0, outM, 0, zM);
  outM += so101.forearmM * Math.cos(fore);
  zM -= so101.forearmM * Math.sin(fore);
  put(1, outM, 0, zM);
  // Along the tool axis by `down`, along the jaw direction by `aside`.
  const along = (index: number, down: number, aside: number): void =>
    put(
      index,
      outM + down * Math.cos(hand) + aside * Math.cos(roll) * Math.sin(hand),
      -aside * Math.sin(roll),
      zM - down * Math.sin(hand) + aside * Math.cos(roll) * Math.cos(hand),
    );
  const palmDown = so101.handM - gripperShape.palmAboveTipM;
  along(2, palmDown, 0);
  along(3, palmDown, gripperShape.pivotOffsetM);
  along(4, so101.handM, 0);
  const lengthM = gripperShape.pivotAboveTipM - so101.movingJawShortM;
  const insideM = gripperShape.pivotOffsetM - so101.noseRadiusM - gripperShape.closedGapM;
  along(
    5,
    so101.handM - gripperShape.pivotAboveTipM + lengthM * Math.cos(grip) + insideM * Math.sin(grip),
    gripperShape.pivotOffsetM + lengthM * Math.sin(grip) - insideM * Math.cos(grip),
  );
}
