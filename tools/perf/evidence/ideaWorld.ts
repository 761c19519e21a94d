/**
 * Where simulated nights happen: what ideas are worth, and what policies of known rates do on common starts. The mix is the
 * stated one of docs/SCIENCE.md §5. Knows no rule that decides.
 */
import type { Rng } from '../../../main/base/lib/rng.ts';
import { normalCdf } from '../../../main/improvement/evidence/normalCdf.ts';

/**
 * `points`: gains add up to a ceiling of 0.99. `left`: a gain is a share of what is left to gain. `none`: no idea changes
 * anything, where a false keep is easiest.
 */
export const worlds = ['points', 'left', 'none'] as const;
export type World = (typeof worlds)[number];

export const night = {
  trials: 600,
  ideas: 50,
  startRate: 0.4,
  ceiling: 0.99,
  correlation: 0.3,
} as const;

const share = { better: 0.3, same: 0.35 } as const;

/** The rate of a policy at `rate` with one more idea built on it. */
export function withIdea(world: World, rate: number, rng: Rng): number {
  const better = world === 'none' ? 0 : share.better;
  const same = world === 'none' ? 1 : share.same;
  const kind = rng.uniform();
  if (kind < better) {
    const gain = rng.between(0.05, 0.4);
    const left = world === 'left' ? (1 - rate) / (1 - night.startRate) : 1;
    return Math.min(night.ceiling, rate + gain * left);
  }
  return kind < better + same ? rate : Math.max(0, rate - rng.between(0.02, 0.4));
}

/** A policy that solves a start of hardness z (standard normal) with the chance Φ((reach − √ρ·z) / √(1 − ρ)). */
export interface SimulatedPolicy {
  readonly rate: number;
  readonly reach: number;
}

export function policyOf(rate: number): SimulatedPolicy {
  let [low, high] = [-9, 9];
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < rate) low = middle;
    else high = middle;
  }
  return { rate, reach: low };
}

/** One trial on a start that the other policy of a pair meets too: some starts are simply hard. */
export function solvesStart(
  { reach }: SimulatedPolicy,
  hardness: number,
  rng: Rng,
  correlation: number = night.correlation,
): boolean {
  const point = (reach - Math.sqrt(correlation) * hardness) / Math.sqrt(1 - correlation);
  return rng.uniform() < normalCdf(point);
}

export interface Pair {
  readonly challenger: SimulatedPolicy;
  readonly champion: SimulatedPolicy;
}

/** One fresh start, tried by both: did the challenger, did the champion solve it? */
export function playPair(
  { challenger, champion }: Pair,
  rng: Rng,
  correlation?: number,
): readonly [challenger: boolean, champion: boolean] {
  const hardness = rng.normal();
  const solved = solvesStart(challenger, hardness, rng, correlation);
  return [solved, solvesStart(champion, hardness, rng, correlation)];
}

/** How many of so many fresh starts each of them solved. */
export function playPairs(
  pair: Pair,
  pairs: number,
  rng: Rng,
  correlation?: number,
): { readonly challenger: number; readonly champion: number } {
  let [challenger, champion] = [0, 0];
  for (let played = 0; played < pairs; played++) {
    const [mine, theirs] = playPair(pair, rng, correlation);
    if (mine) challenger++;
    if (theirs) champion++;
  }
  return { challenger, champion };
}
