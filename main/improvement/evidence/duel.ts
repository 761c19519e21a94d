/**
 * Head against champion on fresh paired starts: the only test that promotes (docs/SCIENCE.md §5). Only starts that one of
 * them solved and the other did not say anything. Evidence is a supermartingale when the head is no better, so it may be
 * looked at after each pair. Readonly data; knows neither policies nor wallets.
 */
import { never } from '../../base/lib/assert.ts';
import { logFactorial } from './logFactorial.ts';

/**
 * Chosen before the night, sealed with it. `plain`: a fixed bet against 1 / stake, which nobody can break. `mixture`: bets
 * spread over all odds above one half. `calibrated`: the plain bet against a lower threshold (`duelOdds.ts`), true only
 * while futility and cap are obeyed to the letter; evidence has to pass its threshold, not only to reach it.
 */
export type DuelTest =
  | { readonly kind: 'plain' }
  | { readonly kind: 'mixture' }
  | { readonly kind: 'calibrated'; readonly threshold: number };

export interface Duel {
  readonly test: DuelTest;
  /** The chance of a false promotion that this duel may take, in (0, 1). */
  readonly stake: number;
  /** Starts that only the head solved. */
  readonly wins: number;
  /** Starts that only the champion solved. */
  readonly losses: number;
  /** All pairs that count, those that agree too. */
  readonly pairs: number;
}

export type DuelOutcome = 'keep' | 'discard' | 'inconclusive';

export const duelCaps = { informative: 40, pairs: 120 } as const;
const bet = { won: 1.5, lost: 0.5 } as const;
const futility = { won: 1.4, lost: 0.6, line: 0.3 } as const;

export function createDuel(stake: number, test: DuelTest = { kind: 'plain' }): Duel {
  return { test, stake, wins: 0, losses: 0, pairs: 0 };
}

/** Bets spread evenly over odds in (½, 1]: 2^(n+1) · W! L! / (n+1)! · P(Bin(n+1, ½) ≤ W), n = W + L. */
function mixtureEvidence(wins: number, losses: number): number {
  const n = wins + losses;
  const bets = (n + 1) * Math.LN2;
  let below = 0;
  for (let i = 0; i <= wins; i++) {
    below += Math.exp(logFactorial(n + 1) - logFactorial(i) - logFactorial(n + 1 - i) - bets);
  }
  const scale = bets + logFactorial(wins) + logFactorial(losses) - logFactorial(n + 1);
  return Math.exp(scale) * below;
}

/** What a capital of 1 has become by betting on the head. */
export function evidenceOf({ test, wins, losses }: Pick<Duel, 'test' | 'wins' | 'losses'>): number {
  return test.kind === 'mixture'
    ? mixtureEvidence(wins, losses)
    : bet.won ** wins * bet.lost ** losses;
}

/** Evidence from here on keeps. */
export function thresholdOf({ test, stake }: Pick<Duel, 'test' | 'stake'>): number {
  switch (test.kind) {
    case 'plain':
    case 'mixture':
      return 1 / stake;
    case 'calibrated':
      return test.threshold * (1 + 1e-9);
    default:
      return never(test);
  }
}

/** Under the line, going on is not worth its trials. */
export function isFutile(wins: number, losses: number): boolean {
  return futility.won ** wins * futility.lost ** losses <= futility.line;
}

/** Null: go on. Keep before discard before cap, after each pair that says something. */
export function duelOutcome(duel: Duel): DuelOutcome | null {
  const { wins, losses, pairs } = duel;
  if (wins + losses > 0) {
    if (evidenceOf(duel) >= thresholdOf(duel)) return 'keep';
    if (isFutile(wins, losses)) return 'discard';
  }
  const atCap = wins + losses >= duelCaps.informative || pairs >= duelCaps.pairs;
  return atCap ? 'inconclusive' : null;
}

/** One whole pair: did the head, did the champion solve the start? Void pairs never come here. */
export function stepDuel(duel: Duel, head: boolean, champion: boolean): Duel {
  return {
    ...duel,
    wins: duel.wins + (head && !champion ? 1 : 0),
    losses: duel.losses + (champion && !head ? 1 : 0),
    pairs: duel.pairs + 1,
  };
}
