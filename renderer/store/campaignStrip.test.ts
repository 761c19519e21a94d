/** Where each outcome of a campaign stands: pairs in one column, fill apart, the oldest columns dropped whole. */
import { describe, expect, it } from 'vitest';
import type { StripTrial } from '../../main/base/model/campaign.ts';
import { galleryDuel } from '../gallery/galleryCampaign.ts';
import type { RunningTrial } from './campaignFacts.ts';
import { type CampaignStrip, campaignStrip, fittingWords, newestColumns } from './campaignStrip.ts';

/** `h` head, `c` champion; capitals succeed, small letters fail, `x` is an invalid one of the champion. */
const outcomes = { H: 'success', C: 'success', h: 'failure', c: 'failure', x: 'invalid' } as const;
type Letter = keyof typeof outcomes;

const trial = (letter: Letter, change: Partial<StripTrial> = {}): StripTrial => ({
  ...{ index: 0, purpose: 'fill', pair: null, ideaId: null },
  outcome: outcomes[letter],
  side: letter === 'H' || letter === 'h' ? 'head' : 'champion',
  ...change,
});
const running = (letter: Letter, change: Partial<StripTrial> = {}): RunningTrial => {
  const { index: _, outcome: __, ...begun } = trial(letter, change);
  return { ...begun, trialId: 'night-0003-00002-0001' };
};
const numbered = (trials: readonly StripTrial[]): readonly StripTrial[] =>
  trials.map((each, index) => ({ ...each, index }));
const pair = (number: number, legs: readonly Letter[], idea = 'idea-0017'): StripTrial[] =>
  legs.map((letter) => {
    const one = trial(letter, { purpose: 'pair', pair: number });
    return { ...one, ideaId: one.side === 'head' ? idea : 'idea-0006' };
  });
const places = ({ cells }: CampaignStrip): readonly string[] =>
  cells.map(({ column, row, state }) => `${column} ${row} ${state}`);
const groups = (strip: CampaignStrip): readonly string[] =>
  strip.groups.map(({ first, columns, words }) => `${first}+${columns} ${words[0]}`);

describe('a duel reads as pairs', () => {
  it('whichever side ran first', () => {
    const strip = numbered([...pair(1, ['H', 'c']), ...pair(2, ['C', 'H'])]);
    const laid = campaignStrip({ strip, streak: 0 }, null);
    expect(places(laid)).toEqual([
      '0 head success',
      '0 champion failure',
      '1 champion success',
      '1 head success',
    ]);
    expect(laid.columns).toBe(2);
    expect(groups(laid)).toEqual(['0+2 duel, idea 17 at the head']);
  });

  it('a leg that was drawn anew stands for itself', () => {
    const strip = numbered([...pair(1, ['H']), ...pair(2, ['H', 'C'])]);
    expect(places(campaignStrip({ strip, streak: 0 }, null))).toEqual([
      '0 head success',
      '1 head success',
      '1 champion success',
    ]);
    const again = numbered([...pair(1, ['x']), ...pair(1, ['C', 'H'])]);
    expect(places(campaignStrip({ strip: again, streak: 0 }, null)).slice(1)).toEqual([
      '1 champion success',
      '1 head success',
    ]);
  });

  it('another head begins another duel, also where the champion ran first', () => {
    const strip = numbered([...pair(1, ['H', 'C']), ...pair(1, ['C', 'h'], 'idea-0018')]);
    expect(groups(campaignStrip({ strip, streak: 0 }, null))).toEqual([
      '0+1 duel, idea 17 at the head',
      '1+1 duel, idea 18 at the head',
    ]);
  });

  it('the one that runs stands in its row, the second leg beside the first', () => {
    const strip = numbered([...pair(1, ['H', 'C']), ...pair(2, ['C'])]);
    const second = running('H', { purpose: 'pair', pair: 2, ideaId: 'idea-0017' });
    const laid = campaignStrip({ strip, streak: 0 }, second);
    expect(places(laid).at(-1)).toBe('1 head running');
    expect(laid.cells.at(-1)?.title).toBe('running now; head, idea 17; one side of a pair');
    const first = running('C', { purpose: 'pair', pair: 2, ideaId: 'idea-0006' });
    const before = campaignStrip({ strip: strip.slice(0, 2), streak: 0 }, first);
    expect(places(before).at(-1)).toBe('1 champion running');
    expect(groups(before)).toEqual(['0+2 duel, idea 17 at the head']);
    // A pair whose first leg did not count is drawn anew.
    const anew = campaignStrip({ strip: numbered(pair(1, ['x'])), streak: 0 }, second);
    expect(places(anew).at(-1)).toBe('1 head running');
  });
});

describe('what nobody asked for', () => {
  it('is marked as fill, the block after a promotion too; a screen is not', () => {
    const strip = numbered([
      trial('c', { purpose: 'first' }),
      trial('C', { purpose: 'confirm' }),
      trial('H', { purpose: 'screen', ideaId: 'idea-0003' }),
      trial('C', { ideaId: 'idea-0006' }),
    ]);
    const laid = campaignStrip({ strip, streak: 0 }, null);
    expect(laid.cells.map(({ isFill }) => isFill)).toEqual([false, true, false, true]);
    expect(groups(laid)).toEqual([
      '0+1 version 0, first',
      '1+1 after the promotion',
      '2+1 screen, idea 3',
      '3+1 fill',
    ]);
    expect(laid.cells[2]?.title).toBe('trial 3: success; head, idea 3; screen of an idea');
  });

  it('is marked and of its group while it runs too', () => {
    const laid = (now: RunningTrial | null) =>
      campaignStrip({ strip: [trial('C')], streak: 1 }, now);
    const fill = laid(running('C'));
    expect(places(fill).at(-1)).toBe('1 champion running');
    expect(fill.cells.at(-1)?.isFill).toBe(true);
    expect(groups(fill)).toEqual(['0+2 fill']);
    expect(fill.streak).toEqual({ first: 0, last: 0 });
    expect(groups(laid(running('C', { purpose: 'confirm' })))).toEqual([
      '0+1 fill',
      '1+1 after the promotion',
    ]);
    expect(groups(laid(running('H', { purpose: 'screen', ideaId: 'idea-0003' })))).toEqual([
      '0+1 fill',
      '1+1 screen, idea 3',
    ]);
    expect(places(laid(null))).toEqual(['0 champion success']);
  });
});

describe('the streak', () => {
  it('is the champion’s alone: other rows and invalid trials lie within it', () => {
    const strip = numbered([trial('c'), trial('C'), trial('x'), ...pair(1, ['h', 'C'])]);
    expect(campaignStrip({ strip, streak: 2 }, null).streak).toEqual({ first: 1, last: 3 });
    expect(campaignStrip({ strip, streak: 0 }, null).streak).toBeNull();
  });

  it('may be longer than what is still known', () => {
    const strip = numbered([trial('C'), trial('C')]);
    expect(campaignStrip({ strip, streak: 31 }, null).streak).toEqual({ first: 0, last: 1 });
  });
});

describe('where there is little room', () => {
  const { campaign } = galleryDuel;
  const whole = campaignStrip(campaign, campaign.running);

  it('the oldest columns fall away, and nothing else', () => {
    const shown = newestColumns(whole, 20);
    expect(shown.columns).toBe(20);
    expect(shown.cells).toHaveLength(
      whole.cells.filter(({ column }) => column >= whole.columns - 20).length,
    );
    expect(shown.cells.at(-1)).toMatchObject({ column: 19, row: 'head', state: 'running' });
    expect(shown.groups.reduce((sum, { columns }) => sum + columns, 0)).toBe(20);
    expect(shown.groups[0]?.first).toBe(0);
    expect(newestColumns(whole, whole.columns)).toBe(whole);
  });

  it('a streak is cut with its columns, and gone with all of them', () => {
    const { streak } = newestColumns(
      { ...whole, streak: { first: 0, last: whole.columns - 1 } },
      5,
    );
    expect(streak).toEqual({ first: 0, last: 4 });
    expect(newestColumns({ ...whole, streak: { first: 0, last: 3 } }, 5).streak).toBeNull();
  });

  it('words over columns get shorter, then none', () => {
    const group = { first: 0, columns: 8, words: ['screen, idea 14', 'idea 14', '14'] };
    expect(fittingWords(group, 16)).toBe('screen, idea 14');
    expect(fittingWords({ ...group, columns: 4 }, 16)).toBe('idea 14');
    expect(fittingWords({ ...group, columns: 2 }, 16)).toBe('14');
    expect(fittingWords({ ...group, columns: 1 }, 16)).toBeNull();
  });

  it('no trial yet is an empty strip', () => {
    expect(campaignStrip({ strip: [], streak: 0 }, null)).toEqual({
      ...{ columns: 0, cells: [], groups: [], streak: null },
    });
  });
});
