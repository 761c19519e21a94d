/**
 * The plan of a locked split: whole recordings, each kind in its share, the same for the same seed, honest about what is
 * short.
 */
import { describe, expect, it } from 'vitest';
import type { LabelLook, LabelValue } from '../../base/model/episode.ts';
import type { Clip } from './clipPages.ts';
import { planSplit, shareOut } from './planSplit.ts';
import { provenFprBelow } from './summariseClips.ts';

let made = 0;
type Said = LabelValue | 'left-out' | null;

function clip(first: Said, more: Partial<Clip> & { readonly second?: Said } = {}): Clip {
  const { second = first, ...rest } = more;
  const id = `clip-${String(++made).padStart(6, '0')}`;
  const looks = Object.fromEntries(
    (
      [
        ['first', first],
        ['second', second],
      ] as const
    ).flatMap(([look, value]) =>
      value === null
        ? []
        : [[look as LabelLook, { value, decidedMs: null, by: look, wallTime: '', why: '' }]],
    ),
  );
  return {
    ...{ id, task: 'push-t', source: 'demo', recordingId: `demo-${id.slice(5)}`, demoId: null },
    ...{ roles: ['front'], fromMs: 0, toMs: 1000, nearMiss: null, hint: null, revision: 1 },
    ...{ locked: false, looks },
    ...rest,
  };
}

const many = (count: number, make: () => Clip): Clip[] => Array.from({ length: count }, make);
/** As the scripted operator leaves it. */
const usual = (): Clip[] => {
  made = 0;
  return [
    ...many(40, () => clip('success')),
    ...many(80, () => clip('failure')),
    ...many(40, () => clip('failure', { nearMiss: 'beside the goal' })),
    ...many(10, () => clip('unclear')),
    ...many(5, () => clip('left-out')),
  ];
};
const wanted = (negatives: number, seed = 1) => ({ task: 'push-t', negatives, seed });

describe('what a count proves', () => {
  it.each([
    [59, 0.05],
    [149, 0.02],
    [299, 0.01],
  ])('%i negatives without a mistake: below %f', (negatives, fpr) => {
    expect(provenFprBelow(negatives)).toBeLessThan(fpr);
    expect(provenFprBelow(negatives - 1)).toBeGreaterThan(fpr);
  });

  it('none prove nothing', () => {
    expect(provenFprBelow(0)).toBe(1);
  });
});

describe('sharing out', () => {
  it('rounds the largest rests up and gives no more than there is', () => {
    const counts = new Map([
      ['a', 80],
      ['b', 40],
    ]);
    expect(shareOut(counts, 59)).toEqual(
      new Map([
        ['a', 39],
        ['b', 20],
      ]),
    );
    expect(shareOut(counts, 200)).toEqual(counts);
    expect(shareOut(new Map(), 5)).toEqual(new Map());
  });
});

describe('the plan', () => {
  it('takes each kind of negative in its share, and positives enough for recall', () => {
    const plan = planSplit(usual(), wanted(59));
    expect(plan).toMatchObject({
      ...{ negatives: 59, positives: 20, short: [], needSecond: [], needSettling: [] },
      byKind: {
        'beside the goal': { locked: 20, learning: 20 },
        other: { locked: 39, learning: 41 },
      },
    });
    expect(plan.recordings).toHaveLength(79);
    expect(plan.clips).toHaveLength(79);
    expect(plan.fprBelow).toBeCloseTo(0.0495, 4);
  });

  it('is the same for the same seed, whatever the order, and another for another', () => {
    const clips = usual();
    const plan = planSplit(clips, wanted(59, 7));
    expect(planSplit(clips.toReversed(), wanted(59, 7)).recordings).toEqual(plan.recordings);
    expect(planSplit(clips, wanted(59, 8)).recordings).not.toEqual(plan.recordings);
  });

  it('barely changes when a label does', () => {
    const clips = usual();
    const before = new Set(planSplit(clips, wanted(59)).recordings);
    const at = clips.findIndex(({ recordingId }) => before.has(recordingId));
    const changed = clips.with(at, {
      ...clip('unclear'),
      recordingId: clips[at]?.recordingId ?? '',
    });
    const after = planSplit(changed, wanted(59)).recordings;
    expect(after.filter((id) => !before.has(id)).length).toBeLessThanOrEqual(2);
  });

  it('takes recordings whole: a clip of one side never lies beside one of the other', () => {
    made = 0;
    const clips = many(60, () => clip('failure')).flatMap((each) => [
      each,
      clip('success', { recordingId: each.recordingId }),
      clip('unclear', { recordingId: each.recordingId }),
    ]);
    const plan = planSplit(clips, wanted(20));
    const taken = new Set(plan.recordings);
    for (const { id, recordingId } of clips)
      expect(plan.clips.includes(id)).toBe(taken.has(recordingId));
    expect(plan).toMatchObject({ negatives: 20, positives: 20 });
    expect(plan.clips).toHaveLength(60);
  });

  it('asks for second looks at what counts alone, and for settling', () => {
    made = 0;
    const clips = [
      ...many(20, () => clip('success', { second: null })),
      ...many(4, () => clip('failure', { second: 'success' })),
      ...many(20, () => clip('failure')),
      ...many(9, () => clip('unclear', { second: null })),
    ];
    const plan = planSplit(clips, wanted(23));
    expect(plan.needSecond).toHaveLength(19);
    expect(plan.needSettling.length).toBeGreaterThanOrEqual(3);
    const ids = new Set(
      clips.filter(({ looks }) => looks.first?.value === 'unclear').map(({ id }) => id),
    );
    expect(plan.needSecond.some((id) => ids.has(id))).toBe(false);
  });

  it('says what is short and what the present count can prove', () => {
    made = 0;
    const few = [...many(8, () => clip('success')), ...many(47, () => clip('failure'))];
    const { short, thin, negatives } = planSplit(few, wanted(59));
    expect(negatives).toBe(47);
    expect(short.join(' ')).toContain('12 more failures or near misses');
    expect(short.join(' ')).toContain(
      'no mistake in 47 negatives proves false positives below 6.2 %',
    );
    expect(thin).toEqual(['More successes: 8 would be locked, and recall wants 10 at least.']);
  });

  it('never takes what somebody has yet to label, and says that it is missing', () => {
    made = 0;
    const half = clip('failure');
    const clips = [
      ...many(30, () => clip('success')),
      ...many(9, () => clip('failure')),
      half,
      clip(null, { recordingId: half.recordingId }),
    ];
    const plan = planSplit(clips, wanted(10));
    expect(plan.recordings).not.toContain(half.recordingId);
    expect(plan.short.at(-1)).toContain('1 recordings have clips without one');
  });

  it('leaves something to learn from', () => {
    made = 0;
    const clips = [...many(30, () => clip('success')), ...many(10, () => clip('failure'))];
    expect(planSplit(clips, wanted(10)).short[0]).toContain('none left to learn from');
    expect(planSplit([], wanted(59)).short[0]).toContain('without negatives nothing can be proved');
  });

  it('of very little takes a part, and says that it is thin', () => {
    made = 0;
    const clips = [...many(5, () => clip('success')), ...many(5, () => clip('failure'))];
    const plan = planSplit(clips, wanted(3));
    expect(plan).toMatchObject({ positives: 3, negatives: 3, short: [] });
    expect(plan.thin[0]).toContain('More successes: 3 would be locked');
    const none = planSplit(clips.slice(5), wanted(3));
    expect(none.short[0]).toContain('nothing is said of recall');
  });

  it('passes over what is locked already', () => {
    const clips = usual();
    const first = new Set(planSplit(clips, wanted(59)).recordings);
    const rest = clips.map((each) => ({ ...each, locked: first.has(each.recordingId) }));
    const second = planSplit(rest, wanted(40));
    expect(second.recordings.some((id) => first.has(id))).toBe(false);
    expect(second.negatives).toBe(40);
  });
});

it('counts what two clips of one recording show and say alike once, and locks both', () => {
  const clips = usual();
  const before = planSplit(clips, wanted(100));
  const split = clips
    .filter(({ id }) => before.clips.includes(id))
    .map(({ recordingId, looks, nearMiss }) => ({
      ...clip('failure', { recordingId, nearMiss, fromMs: 400, toMs: 1000 }),
      looks,
    }));
  const plan = planSplit([...clips, ...split], wanted(100));
  expect([plan.negatives, plan.positives]).toEqual([before.negatives, before.positives]);
  expect(plan.recordings).toEqual(before.recordings);
  expect(plan.clips).toHaveLength(2 * before.clips.length);
  const apart = split.map((each) => ({ ...each, fromMs: 1000, toMs: 2000 }));
  expect(planSplit([...clips, ...apart], wanted(100)).byKind).not.toEqual(before.byKind);
});
