/**
 * What the scripted operator will show, demo by demo, drawn from a seed: how the thing ends (well inside the bounds,
 * outside them by at least the guard, far off, or between, where even honest people differ), how it gets there (pushed, or
 * put there by hand), and where the arm is meanwhile. Nothing of how it ends may be read off how it was shown: every way of
 * showing is drawn apart from the kind. Pure.
 */
import { createRng, type Rng } from '../../base/lib/rng.ts';
import type { LabelValue } from '../../base/model/episode.ts';
import type { PlanarPose } from '../../base/model/scene.ts';
import type { TaskManifest } from '../../base/model/task.ts';
import type { DemoKind, ShownThing } from './shownThings.ts';

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
  /** Pushed the last so many metres along one of its axes; null: put there by a hand. */
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

/** Of all demos: how many more lie in the band between. */
const unclearShare = 1 / 40;

function shuffled<T>(items: readonly T[], rng: Rng): T[] {
  const left = [...items];
  return items.map(() => left.splice(rng.below(left.length), 1)[0] as T);
}

/** @param names of the task's near misses; they are shown in equal shares. */
export function planSession(
  thing: ShownThing,
  success: TaskManifest['success'],
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
      start: thing.startOf(success, own.fork('start')),
      final: thing.finalOf(kind, nearMiss, success, own.fork('final')),
      push:
        own.uniform() < thing.pushedShare
          ? { awayM: own.between(0.012, 0.022), facesFirst: own.below(4) }
          : null,
      before: spot(),
      after: hidden ? 'over' : after,
    };
  });
}
