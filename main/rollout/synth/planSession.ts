/**
 * What the scripted operator will show, demo by demo, drawn from a seed: how the T ends (well inside the bounds, outside
 * them by at least the guard, far off, or between, where even honest people differ), how it gets there (pushed, or put
 * there by hand), and where the arm is meanwhile. Nothing of how it ends may be read off how it was shown: every way of
 * showing is drawn apart from the kind. Pure.
 */
import { createRng, type Rng } from '../../base/lib/rng.ts';
import type { LabelValue } from '../../base/model/episode.ts';
import type { PlanarPose } from '../../base/model/scene.ts';
import type { TaskManifest } from '../../base/model/task.ts';
import { aroundGoal } from '../aroundGoal.ts';

export type DemoKind = 'success' | 'failure' | 'near-miss' | 'unclear';

/** Where the arm is while nothing is pushed: out of every picture, in it, or in front of the T. */
export const armSpots = ['away', 'beside', 'over'] as const;
export type ArmSpot = (typeof armSpots)[number];

export interface PlannedDemo {
  readonly index: number;
  readonly kind: DemoKind;
  readonly result: LabelValue;
  readonly nearMiss: string | null;
  readonly start: PlanarPose;
  readonly final: PlanarPose;
  /** Pushed the last so many metres along one of the T's axes; null: put there by a hand. */
  readonly push: { readonly awayM: number; readonly facesFirst: number } | null;
  readonly before: ArmSpot;
  readonly after: ArmSpot;
}

export interface SessionWish {
  readonly success: number;
  readonly failure: number;
  readonly nearMisses: number;
  readonly seed: number;
}

type Success = TaskManifest['success'];

const degree = Math.PI / 180;
/** Room to the guard's edge, for what the T still does when it is let go. */
const spareM = 0.0004;
const spareRad = 0.6 * degree;
/** How far outside a bound a near miss lies at most. */
const nearestM = 0.012;
const nearestRad = 12 * degree;
const tableM = { x: { min: 0.175, max: 0.235 }, y: { min: -0.06, max: 0.06 } };
/** Of all demos: how many more lie in the band between. */
const unclearShare = 1 / 40;
const pushedShare = 0.45;

const eitherSign = (value: number, rng: Rng): number => (rng.uniform() < 0.5 ? -value : value);

/** Well inside in one respect. */
function insideOf({ bounds, guard }: Success, rng: Rng) {
  const mostM = Math.max(0, bounds.positionM - guard.positionM - spareM);
  const mostRad = Math.max(0, bounds.yawRad - guard.yawRad - spareRad);
  return {
    // Evenly over the area.
    offM: mostM * Math.sqrt(rng.uniform()),
    turnRad: rng.between(-mostRad, mostRad),
  };
}

function nearMissPose(name: string, success: Success, rng: Rng): PlanarPose {
  const { goal, bounds, guard } = success;
  const inside = insideOf(success, rng);
  if (/turn|yaw|rotat/i.test(name)) {
    const least = bounds.yawRad + guard.yawRad + spareRad;
    const turnRad = rng.between(least, bounds.yawRad + nearestRad);
    return aroundGoal(goal, inside.offM, eitherSign(turnRad, rng), rng);
  }
  const least = bounds.positionM + guard.positionM + spareM;
  return aroundGoal(goal, rng.between(least, bounds.positionM + nearestM), inside.turnRad, rng);
}

function unclearPose(success: Success, rng: Rng): PlanarPose {
  const { goal, bounds, guard } = success;
  const inside = insideOf(success, rng);
  const at = rng.between(-0.7, 0.7);
  return rng.uniform() < 0.5
    ? aroundGoal(goal, bounds.positionM + at * guard.positionM, inside.turnRad, rng)
    : aroundGoal(goal, inside.offM, eitherSign(bounds.yawRad + at * guard.yawRad, rng), rng);
}

function offPose({ goal }: Success, rng: Rng): PlanarPose {
  for (;;) {
    const pose = {
      xM: rng.between(tableM.x.min, tableM.x.max),
      yM: rng.between(tableM.y.min, tableM.y.max),
      yawRad: rng.between(-Math.PI, Math.PI),
    };
    const offM = Math.hypot(pose.xM - goal.xM, pose.yM - goal.yM);
    if (offM > 0.025 || Math.abs(pose.yawRad - goal.yawRad) > 35 * degree) return pose;
  }
}

function finalOf(kind: DemoKind, nearMiss: string | null, success: Success, rng: Rng): PlanarPose {
  if (kind === 'failure') return offPose(success, rng);
  if (kind === 'unclear') return unclearPose(success, rng);
  if (kind === 'near-miss') return nearMissPose(nearMiss ?? '', success, rng);
  const { offM, turnRad } = insideOf(success, rng);
  return aroundGoal(success.goal, offM, turnRad, rng);
}

function shuffled<T>(items: readonly T[], rng: Rng): T[] {
  const left = [...items];
  return items.map(() => left.splice(rng.below(left.length), 1)[0] as T);
}

/** @param names of the task's near misses; they are shown in equal shares. */
export function planSession(
  success: Success,
  names: readonly string[],
  wish: SessionWish,
): readonly PlannedDemo[] {
  const rng = createRng(wish.seed).fork('session');
  const total = wish.success + wish.failure + wish.nearMisses;
  const kinds: DemoKind[] = [
    ...Array<DemoKind>(wish.success).fill('success'),
    ...Array<DemoKind>(wish.failure).fill('failure'),
    ...Array<DemoKind>(wish.nearMisses).fill('near-miss'),
    ...Array<DemoKind>(Math.ceil(total * unclearShare)).fill('unclear'),
  ];
  let misses = 0;
  return shuffled(kinds, rng.fork('order')).map((kind, index): PlannedDemo => {
    const own = rng.fork(`demo/${index}`);
    const nearMiss = kind === 'near-miss' ? (names[misses++ % names.length] ?? null) : null;
    const spot = (): ArmSpot => armSpots[own.below(armSpots.length)] ?? 'away';
    const hidden = nearMiss !== null && /hid|cover|occlu/i.test(nearMiss);
    const after = spot();
    const result = kind === 'success' ? 'success' : kind === 'unclear' ? 'unclear' : 'failure';
    return {
      ...{ index, kind, result, nearMiss },
      start: offPose(success, own.fork('start')),
      final: finalOf(kind, nearMiss, success, own.fork('final')),
      push:
        own.uniform() < pushedShare
          ? { awayM: own.between(0.012, 0.022), facesFirst: own.below(4) }
          : null,
      before: spot(),
      after: hidden ? 'over' : after,
    };
  });
}
