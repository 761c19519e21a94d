/** Counts, streaks and rates of a run, against worked numbers. */
import { describe, expect, it } from 'vitest';
import { addToTally, emptyTally, type RunTally } from '../../main/base/model/runTally.ts';
import { failureReasons, invalidReasons, type TrialRow } from '../../main/base/model/trial.ts';
import { digitsFor, rateWords, reasonWords, trialFacts } from './trialFacts.ts';

type Mark = Pick<TrialRow, 'outcome' | 'attempts'>;
const rows = (marks: string, attempts = 1): Mark[] =>
  [...marks].map((mark) => {
    const outcome = mark === 's' ? 'success' : mark === 'f' ? 'failure' : 'invalid';
    return { outcome, attempts };
  });
const tally = (of: readonly Mark[]): RunTally => of.reduce(addToTally, emptyTally);

describe('the facts of a run', () => {
  it('leaves invalid trials out of the rate and out of the streak', () => {
    const run = tally(rows('sfssisis'));
    expect(run).toMatchObject({ invalid: 2, streak: 4, longestStreak: 4 });
    const facts = trialFacts(run);
    expect(facts.total).toBe(8);
    expect(facts.withinAttempts).toMatchObject({ successes: 5, n: 6 });
  });

  it('counts a success as first attempt only when it took one', () => {
    const facts = trialFacts(tally([...rows('s', 1), ...rows('s', 3), ...rows('f', 8)]));
    expect(facts.firstAttempt).toMatchObject({ successes: 1, n: 3 });
    expect(facts.withinAttempts).toMatchObject({ successes: 2, n: 3 });
  });

  it('a failure ends the streak but not the longest one', () => {
    expect(tally(rows('sssf'))).toMatchObject({ streak: 0, longestStreak: 3 });
  });

  it('writes the rate as its interval supports it', () => {
    const of = (k: number, n: number) =>
      rateWords(trialFacts(tally(rows('s'.repeat(k) + 'f'.repeat(n - k)))).withinAttempts);
    expect(of(18, 39)).toEqual({ value: '0.46', interval: '[0.32, 0.61]', n: 'n=39' });
    expect(of(2, 3)).toEqual({ value: '0.7', interval: '[0.2, 0.9]', n: 'n=3' });
    expect(of(50, 50)).toEqual({ value: '1.00', interval: '[0.93, 1.00]', n: 'n=50' });
    expect(of(0, 0)).toBeNull();
    expect(digitsFor({ low: 0.49, high: 0.505 })).toBe(3);
  });

  it('has plain words for every reason', () => {
    for (const reason of [...failureReasons, ...invalidReasons]) {
      expect(reasonWords(reason)).not.toBe('');
      expect(reasonWords(reason)).not.toContain(reason.includes('-') ? reason : '\n');
    }
    expect(reasonWords(null)).toBe('');
  });
});
