/** Rules over clips: dwell, flips, thresholds that leave 0.5 only for fewer mistakes, and what is chosen first. */
import { describe, expect, it } from 'vitest';
import type { PartScore } from '../sdk/authoredJudge.ts';
import { bestRule, joinTables, rankChoices } from './chooseRule.ts';
import { doubtLabels } from './doubtLabels.ts';
import { clipScore, dwelledScore, judgeClips, type ScoredClip } from './judgeClips.ts';

const dwell = { need: 2, of: 3 };
/** Scores of two cameras; null: it does not see. */
const moment = (top: number | null, side: number | null, ...doubts: string[]): PartScore => ({
  cameras: {
    top: { score: top ?? 0, seen: top !== null, flags: [] },
    side: { score: side ?? 0, seen: side !== null, flags: [] },
  },
  doubts,
});
const clip = (id: string, positive: boolean, ...moments: PartScore[]): ScoredClip => {
  return { id, positive, moments };
};
const three = (top: number | null, side: number | null): PartScore[] =>
  [0, 1, 2].map(() => moment(top, side));
const half = { top: { threshold: 0.5 }, side: { threshold: 0.5 } };

describe('clips under a rule', () => {
  it('takes the worst of the best window, and never a single moment', () => {
    expect(dwelledScore([0.1, 0.9, 0.2, 0.7, 0.6], { need: 2, of: 3 })).toBe(0.7);
    expect(dwelledScore([0, 0.9, 0, 0, 0.9], { need: 2, of: 3 })).toBe(0);
    expect(dwelledScore([0.9], { need: 2, of: 3 })).toBe(0);
  });

  it('lets a blind camera abstain under "seeing" alone, and a doubt decide nothing', () => {
    const covered = clip('a', true, ...three(null, 0.9));
    expect(clipScore(covered, { cameras: half, fusion: 'seeing', dwell })).toBeCloseTo(0.9);
    expect(clipScore(covered, { cameras: half, fusion: 'all', dwell })).toBe(0);
    const doubtful = clip(
      'b',
      true,
      ...three(0.9, 0.9).map((each) => ({ ...each, doubts: ['odd'] })),
    );
    expect(clipScore(doubtful, { cameras: half, fusion: 'seeing', dwell })).toBe(0);
    const against = clip('c', false, ...three(0.9, 0.2));
    expect(clipScore(against, { cameras: half, fusion: 'seeing', dwell })).toBeLessThan(0.5);
  });

  it('measures the gap between the classes', () => {
    const rule = { cameras: half, fusion: 'seeing', dwell } as const;
    const clips = [
      clip('a', true, ...three(0.9, 0.8)),
      clip('b', true, ...three(0.1, 0.1)),
      clip('c', false, ...three(0.3, 0.9)),
    ];
    const outcome = judgeClips(clips, rule);
    expect(outcome).toMatchObject({ positives: 2, negatives: 1, fp: 0, fn: 1, recall: 0.5 });
    expect(outcome.margin).toBeCloseTo((0.8 - 0.3) / 0.5);
  });
});

describe('the choice', () => {
  it('raises the threshold of the one camera that would be fooled, and no other', () => {
    const clips = [
      clip('a', true, ...three(0.8, 0.95)),
      clip('b', true, ...three(null, 0.95)),
      clip('c', false, ...three(null, 0.72)),
      clip('d', false, ...three(0.2, 0.9)),
    ];
    const { rule, outcome } = bestRule(['x'], clips, ['top', 'side'], dwell);
    expect(outcome).toMatchObject({ fp: 0, recall: 1 });
    expect(rule.fusion).toBe('seeing');
    expect(rule.cameras.top?.threshold).toBe(0.5);
    expect(rule.cameras.side?.threshold).toBeGreaterThan(0.72);
    expect(rule.cameras.side?.threshold).toBeLessThanOrEqual(0.95);
  });

  it('takes no false positive before recall, and a second witness where it costs at most one success', () => {
    const outcome = { positives: 10, negatives: 10, fp: 0, fn: 0, recall: 1, fpr: 0, margin: 1 };
    const rule = { cameras: half, fusion: 'seeing', dwell } as const;
    const one = { ...outcome, fn: 1, recall: 0.9 };
    const ranked = rankChoices([
      { parts: ['keen'], rule, outcome: { ...outcome, fp: 1, fpr: 0.1 } },
      { parts: ['both', 'cautious'], rule, outcome: one },
      { parts: ['one'], rule, outcome },
      { parts: ['blind'], rule, outcome: { ...outcome, fn: 9, recall: 0.1 } },
      { parts: ['dull'], rule, outcome: one },
      { parts: ['both', 'timid'], rule, outcome: { ...outcome, fn: 2, recall: 0.8 } },
    ]);
    const names = ranked.map(({ parts }) => parts.join(' '));
    expect(names).toEqual(['both cautious', 'one', 'dull', 'both timid', 'keen', 'blind']);
  });

  it('joins parts so that a success needs all of them that see', () => {
    const joined = joinTables([
      new Map([['a', [moment(0.9, 0.8)]]]),
      new Map([['a', [moment(0.3, null)]]]),
    ]).get('a')?.[0];
    expect(joined?.cameras.top).toMatchObject({ score: 0.3, seen: true });
    expect(joined?.cameras.side).toMatchObject({ score: 0.8, seen: true });
  });
});

describe('doubted labels', () => {
  const failures = Array.from({ length: 30 }, (_, i) => clip(`f${i}`, false, ...three(0.1, 0.1)));
  const successes = Array.from({ length: 9 }, (_, i) => clip(`s${i}`, true, ...three(0.9, 0.9)));
  const wrong = [
    clip('wrong-failure', false, ...three(0.95, 0.95)),
    clip('wrong-success', true, ...three(0.02, 0.02)),
    clip('covered-success', true, ...three(null, null)),
    clip('near', false, ...three(0.6, 0.6)),
  ];
  const all = [...failures, ...successes, ...wrong];
  const labels = all.map(({ id, positive }) => {
    return { id, label: positive ? ('success' as const) : ('failure' as const), sure: false };
  });
  const table = new Map(all.map(({ id, moments }) => [id, moments]));
  const choice = bestRule(['x'], [...failures, ...successes], ['top', 'side'], dwell);

  it('are those that are contradicted with confidence, and no others', () => {
    const doubted = doubtLabels(labels, [{ table, choice }], dwell).map(({ clipId }) => clipId);
    expect(doubted.sort()).toEqual(['wrong-failure', 'wrong-success']);
  });

  it('are never those that were looked at twice', () => {
    const sure = labels.map((each) => ({ ...each, sure: each.id === 'wrong-failure' }));
    const doubted = doubtLabels(sure, [{ table, choice }], dwell);
    expect(doubted.map(({ clipId }) => clipId)).toEqual(['wrong-success']);
  });

  it('are found by parts together, also where a threshold was raised for their sake', () => {
    const raised = { top: { threshold: 0.7 }, side: { threshold: 0.5 } };
    const one = new Map(table).set('near', three(0.61, 0.8));
    const findings = (second: number) => [
      { table: one, choice: { ...choice, rule: { ...choice.rule, cameras: raised } } },
      { table: new Map(one).set('near', three(second, second)), choice },
    ];
    const ids = (second: number) =>
      doubtLabels(labels, findings(second), dwell).map(({ clipId }) => clipId);
    expect(ids(0.98)).toContain('near');
    expect(ids(0.7)).not.toContain('near');
    expect(ids(0.4)).not.toContain('near');
  });

  it('need a part that can tell', () => {
    const outcome = { ...choice.outcome, recall: 0.4 };
    expect(doubtLabels(labels, [{ table, choice: { ...choice, outcome } }], dwell)).toEqual([]);
  });
});
