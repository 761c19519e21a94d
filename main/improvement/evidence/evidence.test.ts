/** The worked numbers of docs/SCIENCE.md §4–6, and what duels do, exactly. */
import { describe, expect, it } from 'vitest';
import { runChance, streakBound } from '../../base/lib/streakBound.ts';
import { auditedRate, isAlarming } from './audit.ts';
import { alwaysValidBand, bandHolds, championRate } from './championRate.ts';
import { createDuel, type Duel, type DuelTest, duelOutcome, evidenceOf, stepDuel } from './duel.ts';
import { calibratedTest, duelOdds, pairedOdds } from './duelOdds.ts';
import {
  championBaseline,
  headBaseline,
  isFarAhead,
  oddsBetter,
  screenOutcome,
  screenRules,
} from './screen.ts';
import {
  liveEvidence,
  meanTrialsToRun,
  provedAt,
  trialsStillToProve,
  trialsToProve,
} from './streak.ts';
import { trialWeight } from './trialWeight.ts';
import { createWallet, returnStake, takeStake } from './wallet.ts';

const plain = { kind: 'plain' } as const;
const mixture = { kind: 'mixture' } as const;
const at = (wins: number, losses: number, stake = 0.02, test: DuelTest = plain): Duel => ({
  ...createDuel(stake, test),
  wins,
  losses,
  pairs: wins + losses,
});

describe('a duel', () => {
  it.each([
    [10, 0, 57.67, 'keep'],
    [9, 0, 38.44, null],
    [12, 1, 64.87, 'keep'],
    [11, 1, 43.25, null],
    [14, 2, 72.98, 'keep'],
    [13, 2, 48.65, null],
  ] as const)('%i won, %i lost: evidence %f, %s', (wins, losses, evidence, outcome) => {
    expect(evidenceOf(at(wins, losses))).toBeCloseTo(evidence, 2);
    expect(duelOutcome(at(wins, losses))).toBe(outcome);
  });

  it.each([
    [0, 2, null],
    [0, 3, 'discard'],
    [1, 3, null],
    [2, 4, 'discard'],
    [4, 5, 'discard'],
  ] as const)('%i won, %i lost is futile or not: %s', (wins, losses, outcome) => {
    expect(duelOutcome(at(wins, losses))).toBe(outcome);
  });

  it('counts pairs that agree, and ends at 120 pairs or 40 that say something', () => {
    let duel = createDuel(0.02);
    for (let pair = 0; pair < 119; pair++) duel = stepDuel(duel, true, true);
    expect(duelOutcome(duel)).toBeNull();
    duel = stepDuel(duel, false, false);
    expect([duel.wins, duel.losses, duelOutcome(duel)]).toEqual([0, 0, 'inconclusive']);
    expect([duelOutcome(at(23, 16)), duelOutcome(at(23, 17))]).toEqual([null, 'inconclusive']);
  });

  it.each([
    [
      0.05,
      [0.03404, 0.21016, 0.63024, 0.82772, 0.94225, 0.99734],
      [13.43, 20.04, 21.34, 19.01, 15.92, 10.92],
    ],
    [
      0.02,
      [0.01223, 0.12063, 0.50727, 0.74802, 0.91318, 0.99718],
      [13.9, 22.15, 25.75, 23.79, 20.34, 13.91],
    ],
    [
      0.012,
      [0.00656, 0.0812, 0.41732, 0.67156, 0.87547, 0.99671],
      [14, 22.82, 27.65, 26.11, 22.64, 15.46],
    ],
  ] as const)('at stake %f keeps and lasts exactly as computed', (stake, keeps, lasts) => {
    const odds = [0.5, 0.6, 0.7, 0.75, 0.8, 0.9].map((p) => duelOdds({ stake, test: plain }, p));
    odds.forEach(({ keep, informative }, i) => {
      expect(keep).toBeCloseTo(keeps[i] ?? 0, 5);
      expect(Math.abs(informative - (lasts[i] ?? 0))).toBeLessThan(0.0051);
    });
  });

  it.each([
    [0.4, 0.4, 0.032, 56],
    [0.4, 0.6, 0.59, 83],
    [0.4, 0.8, 0.99, 45],
    [0.8, 0.9, 0.5, 149],
  ])('champion %f, head %f, both caps: keeps %f, %i trials', (champion, head, keep, trials) => {
    const odds = pairedOdds(
      { stake: 0.05, test: plain },
      head * (1 - champion),
      champion * (1 - head),
    );
    expect(Math.abs(odds.keep - keep)).toBeLessThan(0.006);
    expect(Math.abs(2 * odds.pairs - trials)).toBeLessThan(1);
  });

  it('bets on all odds at once in the mixture', () => {
    const evidence = [
      [5, 0],
      [12, 0],
      [20, 8],
      [0, 5],
    ].map(([wins = 0, losses = 0]) => evidenceOf(at(wins, losses, 0.02, mixture)));
    [10.5, 630.0769, 5.8845, 0.1667].forEach((worked, i) => {
      expect(evidence[i]).toBeCloseTo(worked, 4);
    });
  });

  it.each([
    [0.05, 13.87],
    [0.02, 32.44],
    [0.012, 51.96],
  ])('calibrated for %f passes %f, and no lower value would do', (stake, threshold) => {
    const test = calibratedTest(stake);
    expect(test.kind === 'calibrated' && test.threshold).toBeCloseTo(threshold, 2);
    expect(duelOdds({ stake, test }, 0.5).keep).toBeLessThanOrEqual(stake);
    const lower: DuelTest = { kind: 'calibrated', threshold: threshold * 0.995 };
    expect(duelOdds({ stake, test: lower }, 0.5).keep).toBeGreaterThan(stake);
  });
});

describe('the wallet', () => {
  it('is never topped up: lost, won, lost', () => {
    const first = takeStake(createWallet());
    expect(first.stake).toBeCloseTo(0.02, 12);
    const second = takeStake(first.wallet);
    expect(second.stake).toBeCloseTo(0.012, 12);
    const third = takeStake(returnStake(second.wallet, second.stake));
    expect([third.stake, third.wallet.left].map((x) => x.toFixed(4))).toEqual(['0.0120', '0.0180']);
    expect(takeStake(third.wallet).stake).toBeCloseTo(0.0072, 12);
  });

  it('loses no more than there is to any number of duels at once', () => {
    let wallet = createWallet();
    let staked = 0;
    for (let duel = 0; duel < 1000; duel++) {
      const taken = takeStake(wallet);
      staked += taken.stake;
      wallet = taken.wallet;
    }
    expect(staked).toBeLessThanOrEqual(0.05 + 1e-12);
  });
});

describe('the screen', () => {
  const champion = { k: 8, n: 20 };
  it.each([
    [6, 8, 0.9546, 'adopt'],
    [3, 8, 0.4798, 'drop'],
    [1, 4, 0.3562, null],
    [0, 4, 0.082, 'drop'],
  ] as const)('%i of %i against 8 of 20: odds %f, %s', (k, n, odds, outcome) => {
    expect(oddsBetter({ k, n }, champion)).toBeCloseTo(odds, 4);
    expect(screenOutcome(screenRules.default, { k, n }, champion)).toBe(outcome);
  });

  it('compares with a head shrunk, and with a champion of 40 trials at most', () => {
    const head = headBaseline({ k: 7, n: 8 });
    const odds = [7, 6, 5].map((k) => oddsBetter({ k, n: 8 }, head));
    [0.6953, 0.4685, 0.2719].forEach((worked, i) => {
      expect(odds[i]).toBeCloseTo(worked, 4);
    });
    const scaled = championBaseline(screenRules.default, { k: 40, n: 100 });
    expect(scaled).toEqual({ k: 16, n: 40 });
    expect(oddsBetter({ k: 4, n: 8 }, scaled)).toBeCloseTo(0.7142, 4);
    expect(championBaseline(screenRules.strict, { k: 40, n: 100 }).n).toBe(100);
  });

  it('duels at once when the head is far ahead', () => {
    const head = { k: 8, n: 8 };
    expect(oddsBetter(headBaseline(head), champion, 0.3)).toBeCloseTo(0.6984, 4);
    expect(oddsBetter(headBaseline(head), { k: 4, n: 20 }, 0.3)).toBeCloseTo(0.9701, 4);
    expect([isFarAhead(head, champion), isFarAhead(head, { k: 4, n: 20 })]).toEqual([false, true]);
  });
});

describe("the champion's rate", () => {
  it.each([
    [30, 50, 0.3838, 0.7922],
    [50, 50, 0.8706, 1],
    [18, 30, 0.3315, 0.8318],
  ])('%i of %i: the band is [%f, %f]', (k, n, low, high) => {
    const band = alwaysValidBand({ k, n });
    expect(band.low).toBeCloseTo(low, 4);
    expect(band.high).toBeCloseTo(high, 4);
    const { interval } = championRate({ k, n });
    expect(interval.low).toBeGreaterThan(band.low);
    expect([band.low - 1e-6, band.low + 1e-6].map((p) => bandHolds({ k, n }, p))).toEqual([
      false,
      true,
    ]);
  });

  it('says nothing of nothing', () => {
    expect(alwaysValidBand({ k: 0, n: 0 })).toEqual({ low: 0, high: 1 });
    expect(alwaysValidBand({ k: 0, n: 50 }).high).toBeCloseTo(1 - 0.8706, 4);
  });
});

describe('a streak', () => {
  it('proves less when it was found than when it was announced', () => {
    expect(streakBound(50, 50)).toBeCloseTo(0.942, 3);
    [0.91, 0.89, 0.864].forEach((worked, i) => {
      expect(streakBound(50, [100, 200, 600][i] ?? 0)).toBeCloseTo(worked, 3);
    });
  });

  it('comes by chance so often, and after so many trials', () => {
    expect(runChance(0.9, 50, 600)).toBeCloseTo(0.26, 2);
    expect(runChance(0.95, 50, 600)).toBeCloseTo(0.94, 2);
    expect(runChance(0.97, 50, 600)).toBeCloseTo(0.999, 3);
    const means = [0.95, 0.97, 0.99, 0.995].map((p) => meanTrialsToRun(50, p).toFixed(1));
    expect(means).toEqual(['239.9', '119.5', '65.3', '57.0']);
  });

  it('needs so many trials, with 0, 1, 2 and 5 failures', () => {
    const needed = [0.9, 0.95, 0.99].map((target) =>
      [0, 1, 2, 5].map((failures) => trialsToProve(target, failures)),
    );
    expect(needed).toEqual([
      [29, 46, 61, 103],
      [59, 93, 124, 208],
      [299, 473, 628, 1049],
    ]);
  });

  it('watched live is proved after 37, 72 and 359 straight successes', () => {
    const first = [0.9, 0.95, 0.99].map((target) => {
      let n = 0;
      while (liveEvidence({ k: n, n }, target) < provedAt) n++;
      return n;
    });
    expect(first).toEqual([37, 72, 359]);
    expect(liveEvidence({ k: 299, n: 299 }, 0.99)).toBeCloseTo(11.82, 2);
  });

  it('says how far a claim is at the present rate, or that it never comes', () => {
    expect(trialsStillToProve({ k: 50, n: 50 }, 0.99)).toBe(249);
    expect(trialsStillToProve({ k: 299, n: 299 }, 0.99)).toBe(0);
    expect(trialsStillToProve({ k: 590, n: 600 }, 0.99)).toBeNull();
    expect(trialsStillToProve({ k: 0, n: 0 }, 0.9)).toBeNull();
  });
});

describe('an audit', () => {
  it('joins what the judge says of all with what people say of a sample', () => {
    const { rate, low, high } = auditedRate(
      { k: 420, n: 600 },
      { judgedSuccess: { right: 26, wrong: 4 }, judgedFailure: { right: 9, wrong: 1 } },
    );
    expect([rate, low, high].map((x) => x.toFixed(4))).toEqual(['0.6367', '0.5161', '0.7472']);
    const clean = auditedRate(
      { k: 540, n: 600 },
      { judgedSuccess: { right: 36, wrong: 0 }, judgedFailure: { right: 4, wrong: 0 } },
    );
    expect([clean.rate, clean.low, clean.high].map((x) => x.toFixed(4))).toEqual([
      '0.9000',
      '0.8092',
      '0.9535',
    ]);
  });

  it('calls for a look at the second false success, where that is surely too many', () => {
    expect([isAlarming(1, 3), isAlarming(2, 6), isAlarming(2, 80)]).toEqual([false, true, false]);
  });
});

describe('what a trial weighs', () => {
  const invalid = (reason: 'servo-fault' | 'judge-fault' | 'reset-unverified') =>
    ({ kind: 'invalid', reason }) as const;
  it('never pays to void', () => {
    expect(trialWeight({ kind: 'success' }, true)).toBe('success');
    expect(trialWeight(invalid('servo-fault'), true)).toBe('failure');
    expect(trialWeight(invalid('servo-fault'), false)).toBe('void');
    expect(trialWeight(invalid('judge-fault'), true)).toBe('void');
    expect(trialWeight(invalid('reset-unverified'), false)).toBe('charge');
  });
});
