/**
 * Several cameras that look at one thing in its learnt place: each one's look, and whether the looks can be of one and the
 * same scene. Where two cameras were learnt together, one's pose foretells the other's; what does not fit is a doubt (a
 * frozen camera, a forged picture, a thing that is lifted). Deterministic.
 */
import type { FlatPose } from './alignTemplate.ts';
import type { Picture } from './picture.ts';
import { blind, lookPlaced, type PlacedLook, shownAt } from './placedLook.ts';
import type { PlacedView } from './placedView.ts';

/** What the pose in one picture says of the pose in another. */
export interface PosePair {
  readonly from: string;
  readonly to: string;
  /** Three rows of four: dx, dy (px) and turn (rad) there, from dx, dy, turn and 1 here. */
  readonly map: readonly number[];
  /** Larger differences are a doubt: px, px, rad. */
  readonly most: readonly [number, number, number];
}

export interface PlacedSet {
  readonly views: Readonly<Record<string, PlacedView>>;
  readonly pairs: readonly PosePair[];
}

export interface PlacedLooks {
  readonly looks: Readonly<Record<string, PlacedLook>>;
  readonly doubts: readonly string[];
}

export const numbersOf = (pose: FlatPose): readonly [number, number, number] => [
  pose.dxPx,
  pose.dyPx,
  pose.turnRad,
];

/** Where the second camera should see the thing by what the first sees. */
export function foretold(pair: PosePair, from: FlatPose): FlatPose {
  const here = numbersOf(from);
  const [dxPx, dyPx, turnRad] = [0, 1, 2].map((r) => {
    const row = pair.map.slice(4 * r, 4 * r + 4);
    return here.reduce((sum, x, k) => sum + x * (row[k] as number), row[3] as number);
  }) as [number, number, number];
  return { dxPx, dyPx, turnRad };
}

/** How far the second pose is from what the first foretells. */
export function offPair(pair: PosePair, from: FlatPose, to: FlatPose): [number, number, number] {
  const there = foretold(pair, from);
  const turn = to.turnRad - there.turnRad;
  return [
    to.dxPx - there.dxPx,
    to.dyPx - there.dyPx,
    turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI)),
  ];
}

const missing = blind('no-picture');

/** Of the thing's place as another camera foretells it, at most this shows the bare scene. */
const mostBare = 0.15;

/**
 * Held against each other only when a success is in question: far out the map is not exact. A camera that found nothing is
 * asked all the same whether something is in front of the foretold place; the bare scene there contradicts.
 */
function disagree(
  set: PlacedSet,
  pair: PosePair,
  looks: Readonly<Record<string, PlacedLook>>,
): boolean {
  const from = looks[pair.from];
  const to = looks[pair.to];
  const view = set.views[pair.to];
  if (from === undefined || to === undefined || view === undefined) return false;
  if (!from.seen || from.pose === null || Math.max(from.score, to.score) < 0.5) return false;
  if (!to.seen) {
    if (to.patch === null || to.fit === null) return false;
    return shownAt(view, to.patch, foretold(pair, from.pose), to.fit.gain).bare > mostBare;
  }
  if (to.pose === null) return true;
  const off = offPair(pair, from.pose, to.pose);
  return off.some((value, r) => Math.abs(value) > (pair.most[r] as number));
}

/** Looks through every camera that was learnt; a camera without a picture does not see. */
export function lookThrough(
  set: PlacedSet,
  pictures: Readonly<Record<string, Picture | undefined>>,
): PlacedLooks {
  const looks = Object.fromEntries(
    Object.entries(set.views).map(([role, view]): [string, PlacedLook] => {
      const picture = pictures[role];
      return [role, picture === undefined ? missing : lookPlaced(view, picture)];
    }),
  );
  const doubts = Object.entries(looks).flatMap(([role, look]) =>
    look.doubt === null ? [] : [`${role}:${look.doubt}`],
  );
  if (set.pairs.some((pair) => disagree(set, pair, looks))) doubts.push('views-disagree');
  return { looks, doubts };
}
