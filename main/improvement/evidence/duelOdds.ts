/**
 * What a duel does, exactly: its chance to keep and the pairs it takes, by dynamic programming over its counts; and the
 * calibrated threshold, which is read off the same sums. No chance is drawn here.
 */
import { must } from '../../base/lib/assert.ts';
import { type Duel, type DuelTest, duelCaps, duelOutcome, evidenceOf } from './duel.ts';

export interface DuelOdds {
  readonly keep: number;
  readonly discard: number;
  /** Mean number of pairs that say something. */
  readonly informative: number;
  /** Mean number of pairs. */
  readonly pairs: number;
}

type Rule = Pick<Duel, 'test' | 'stake'>;

/** As if pairs cost nothing: only the cap of informative pairs binds. `theta`: P(the head won | informative). */
export function duelOdds(rule: Rule, theta: number): DuelOdds {
  let keep = 0;
  let discard = 0;
  let informative = 0;
  let going: readonly number[] = [1];
  for (let n = 1; n <= duelCaps.informative; n++) {
    informative += going.reduce((sum, chance) => sum + chance, 0);
    const after = new Array<number>(n + 1).fill(0);
    for (let wins = 0; wins <= n; wins++) {
      const chance =
        (wins > 0 ? must(going[wins - 1]) * theta : 0) +
        (wins < n ? must(going[wins]) * (1 - theta) : 0);
      const outcome =
        chance === 0 ? null : duelOutcome({ ...rule, wins, losses: n - wins, pairs: n });
      if (outcome === null) after[wins] = chance;
      else if (outcome === 'keep') keep += chance;
      else if (outcome === 'discard') discard += chance;
    }
    going = after;
  }
  return { keep, discard, informative, pairs: informative };
}

/** Both caps bind. `won`, `lost`: the chances that a pair is one that only the head, only the champion solves. */
export function pairedOdds(rule: Rule, won: number, lost: number): DuelOdds {
  const most = duelCaps.informative + 1;
  let going = new Float64Array(most * most);
  going[0] = 1;
  let [keep, discard, informative, pairs] = [0, 0, 0, 0];
  for (let pair = 1; pair <= duelCaps.pairs; pair++) {
    const after = new Float64Array(most * most);
    for (let wins = 0; wins < most; wins++) {
      for (let losses = 0; wins + losses < most; losses++) {
        const chance = going[wins * most + losses] ?? 0;
        if (chance === 0) continue;
        pairs += chance;
        informative += chance * (won + lost);
        const moves = [
          { w: wins + 1, l: losses, share: won },
          { w: wins, l: losses + 1, share: lost },
          { w: wins, l: losses, share: 1 - won - lost },
        ];
        for (const { w, l, share } of moves) {
          const outcome = duelOutcome({ ...rule, wins: w, losses: l, pairs: pair });
          if (outcome === 'keep') keep += chance * share;
          else if (outcome === 'discard') discard += chance * share;
          else if (outcome === null)
            after[w * most + l] = (after[w * most + l] ?? 0) + chance * share;
        }
      }
    }
    going = after;
  }
  return { keep, discard, informative, pairs };
}

/**
 * The threshold that evidence has to pass so that a head that is just as good is kept with a chance of at most `stake`.
 * Only values that the evidence can take differ, so they are tried in order.
 */
export function calibratedTest(stake: number): DuelTest {
  const values = new Set<number>();
  for (let wins = 1; wins <= duelCaps.informative; wins++) {
    for (let losses = 0; wins + losses <= duelCaps.informative; losses++) {
      const value = evidenceOf({ test: { kind: 'plain' }, wins, losses });
      if (value >= 1 && value < 1 / stake) values.add(value);
    }
  }
  const sorted = [...values].sort((a, b) => a - b);
  const fits = (threshold: number): boolean =>
    duelOdds({ stake, test: { kind: 'calibrated', threshold } }, 0.5).keep <= stake;
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fits(must(sorted[middle]))) high = middle;
    else low = middle + 1;
  }
  return { kind: 'calibrated', threshold: must(sorted[high]) };
}
