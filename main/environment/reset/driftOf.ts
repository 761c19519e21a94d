/**
 * How a reset fares over hours (docs/SCIENCE.md §1): resets of trials in blocks of twenty beside its measurings, and
 * whether the newest of them lie clearly below what it was accepted with. Pure.
 */
import { rateOf } from '../../base/lib/rateOf.ts';
import { summarise } from '../../base/lib/stats.ts';
import type { Rate } from '../../base/model/judge.ts';
import type { ResetBlock, ResetDrift, ResetMeasure } from '../../base/model/reset.ts';
import { isWorn } from './planResetGate.ts';

/** The reset of one trial. */
export interface DriftReset {
  readonly wallTime: string;
  /** Verified at the first check. */
  readonly first: boolean;
  readonly seconds: number;
}

export const blockSize = 20;
const mostBlocks = 100;
/** Wear is looked for in the newest fifty, once there are twenty. */
const wearOver = 50;
const wearFrom = 20;

const firstRate = (resets: readonly DriftReset[]): Rate =>
  rateOf(resets.filter(({ first }) => first).length, resets.length);

/** Of at least one. */
function blockOf(resets: readonly DriftReset[]): ResetBlock {
  return {
    kind: 'trials',
    fromTime: resets[0]?.wallTime ?? '',
    toTime: resets.at(-1)?.wallTime ?? '',
    first: firstRate(resets),
    secondsP50: summarise(resets.map(({ seconds }) => seconds)).p50,
  };
}

const measuringOf = ({ verifiedFirst, secondsP50, wallTime }: ResetMeasure): ResetBlock => ({
  ...{ kind: 'measuring', fromTime: wallTime, toTime: wallTime },
  ...{ first: verifiedFirst, secondsP50 },
});

/** Both oldest first, of the same bytes for the same starts. */
export function driftOf(
  resets: readonly DriftReset[],
  measures: readonly ResetMeasure[],
  standard: ResetMeasure | null,
): ResetDrift {
  const blocks = measures.map(measuringOf);
  for (let at = 0; at < resets.length; at += blockSize)
    blocks.push(blockOf(resets.slice(at, at + blockSize)));
  return {
    blocks: blocks.toSorted((a, b) => (a.toTime < b.toTime ? -1 : 1)).slice(-mostBlocks),
    trials: resets.length,
    standard: standard?.verifiedFirst ?? null,
  };
}

/** Of the trials since its newest measuring: their rate where it lies clearly below the standard, else null. */
function wornInTrials(
  resets: readonly DriftReset[],
  newest: ResetMeasure | null,
  standard: ResetMeasure,
): Rate | null {
  const since = newest?.wallTime ?? '';
  const last = resets.filter(({ wallTime }) => wallTime > since).slice(-wearOver);
  if (last.length < wearFrom) return null;
  const rate = firstRate(last);
  return rate.hi < standard.verifiedFirst.lo ? rate : null;
}

const told = ({ k, n }: Rate): string => `${k} of ${n}`;

/** In words what says that it is worn, its newest measuring or the trials since; null: nothing does. */
export function wornWords(
  resets: readonly DriftReset[],
  newest: ResetMeasure | null,
  standard: ResetMeasure | null,
): string | null {
  if (standard === null) return null;
  const was = `where it had ${told(standard.verifiedFirst)}`;
  if (newest !== null && isWorn(newest, standard))
    return `${told(newest.verifiedFirst)} at the first check, ${was}`;
  const worn = wornInTrials(resets, newest, standard);
  return worn === null ? null : `${told(worn)} at the first check in the last trials, ${was}`;
}
