/** When a night ends, calls a person, or goes on. */
import { describe, expect, it } from 'vitest';
import type { CampaignBudget } from '../../base/model/seal.ts';
import { emptyTally, type NightTally } from './countNight.ts';
import { planNext, trialsLeft } from './planNext.ts';

const free: CampaignBudget = {
  ...{ trials: null, robotHours: null, wallHours: null, tokens: null, usd: null },
};
const rules = (budget: Partial<CampaignBudget> = {}) => ({
  ...{ target: { inARow: 3 }, caps: { inARow: 2, of50: 4 } },
  budget: { ...free, ...budget },
});
const tally = (counts: Partial<NightTally['counts']>, recent = ''): NightTally => ({
  ...{ ...emptyTally, recent },
  counts: { ...emptyTally.counts, ...counts },
});

describe('what comes next', () => {
  it('is another trial while neither target nor budget nor cap is reached', () => {
    expect(planNext(tally({ streak: 2 }, 'si'), rules({ trials: 4 }), 0)).toEqual({ kind: 'go' });
  });

  it('is the end at the target, whatever was used up for it', () => {
    const told = { ...tally({ streak: 3, trials: 9 }, 'ii'), rowFrom: 't-5' };
    const reached = planNext(told, rules({ trials: 9 }), 0);
    expect(reached).toEqual({ kind: 'end', why: '3 in a row', rowFrom: 't-5' });
  });

  it('is the end when trials, robot hours or hours on the wall are used', () => {
    const used = tally({ trials: 9, benchSeconds: 1800 });
    expect(planNext(used, rules({ trials: 9 }), 0)).toMatchObject({ kind: 'end' });
    expect(planNext(used, rules({ robotHours: 0.5 }), 0)).toMatchObject({ kind: 'end' });
    expect(planNext(used, rules({ robotHours: 0.51 }), 0)).toEqual({ kind: 'go' });
    expect(planNext(used, rules({ wallHours: 2 }), 2)).toMatchObject({ kind: 'end' });
    expect(planNext(used, rules({ wallHours: 2 }), 1.99)).toEqual({ kind: 'go' });
  });

  it('is a person when invalid trials reach a cap', () => {
    const row = planNext(tally({}, 'sii'), rules(), 0);
    expect(row).toEqual({ kind: 'pause', why: '2 invalid trials in a row' });
    const many = planNext(tally({}, 'isisisis'), rules(), 0);
    expect(many).toEqual({ kind: 'pause', why: '4 of the last 8 trials were invalid' });
    expect(planNext(tally({}, 'isisis'), rules(), 0)).toEqual({ kind: 'go' });
  });

  it('has so many trials left', () => {
    expect(trialsLeft(tally({ trials: 4 }), { ...free, trials: 10 })).toBe(6);
    expect(trialsLeft(tally({ trials: 12 }), { ...free, trials: 10 })).toBe(0);
    expect(trialsLeft(tally({ trials: 12 }), free)).toBeNull();
  });
});
