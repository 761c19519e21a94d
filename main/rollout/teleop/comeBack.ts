/**
 * The way back for an arm that stands where no step of its tip can be planned: folded away, leaned over by hand, or left
 * outside a narrower envelope. Slowly and in joints towards the middle of the task's box, up where it has room, and never
 * deeper into any limit. Pure; only a person who presses something walks it.
 */
import { inverseKinematics } from '../../base/arm/kinematics.ts';
import type { Envelope, Joints, Range } from '../../base/model/arm.ts';
import { violation } from '../../bench/servo/envelope.ts';

export interface BackLimits {
  readonly envelope: Envelope;
  /** Share of the top speeds, 0…1. */
  readonly speed: number;
  readonly dtS: number;
}

const backRadS = 0.5;
/** Above the middle of the table, as high as it goes and no higher. */
const highestM = 0.15;
const heightStepM = 0.01;

/** Each of the four joints that carry the hand forward, not at all, or backward: what slides along a limit. */
const ways: readonly (readonly number[])[] = [0, 1, 2, 3].reduce<number[][]>(
  (before, _joint) => before.flatMap((way) => [-1, 0, 1].map((step) => [...way, step])),
  [[]],
);

const within = (value: number, { min, max }: Range): number => Math.max(min, Math.min(max, value));
const middle = ({ min, max }: Range): number => (min + max) / 2;

/** A pose well inside with the hand turned as it is, or null when the box has none. */
function inside(fromRad: Joints, { envelope }: BackLimits): Joints | null {
  const { workspaceM, jointsRad, maxTiltRad } = envelope;
  const { x, y, z } = workspaceM;
  const roll = within(fromRad[4] ?? 0, jointsRad[4] ?? { min: 0, max: 0 });
  const options = {
    jointsRad,
    ...(maxTiltRad === null ? {} : { maxTiltRad }),
    gripperRad: fromRad[5] ?? 0,
  };
  for (let zM = within(highestM, z); zM >= z.min; zM -= heightStepM) {
    const tip = { xM: middle(x), yM: middle(y), zM };
    const found = inverseKinematics(tip, { rollRad: roll }, options);
    if (found !== null && violation(found, envelope, fromRad) === null) return found;
  }
  return null;
}

/** Of the joints that carry the hand; its roll comes along by itself. */
const apartRad = (a: Joints, b: Joints): number =>
  Math.hypot(...[0, 1, 2, 3].map((j) => (a[j] ?? Number.NaN) - (b[j] ?? Number.NaN)));

/** The joints after one period, or null when there is no way either. */
export function comeBack(fromRad: Joints, limits: BackLimits): Joints | null {
  const { envelope, speed, dtS } = limits;
  const aim = inside(fromRad, limits);
  if (aim === null) return null;
  const most = backRadS * speed * dtS;
  const towards = (value: number, j: number): number =>
    value + within((aim[j] ?? value) - value, { min: -most, max: most });
  const straight = fromRad.map((value, j) => (j < 5 ? towards(value, j) : value));
  if (violation(straight, envelope, fromRad) === null) return straight;
  let best: Joints | null = null;
  // Always nearer, so that it never walks to and fro.
  let bestRad = apartRad(fromRad, aim) - most / 50;
  for (const way of ways) {
    const next = fromRad.map((value, j) => {
      const step = way[j] ?? 0;
      return step === 0 ? value : value + step * most;
    });
    const rad = apartRad(next, aim);
    if (rad >= bestRad || violation(next, envelope, fromRad) !== null) continue;
    best = next;
    bestRad = rad;
  }
  return best;
}
