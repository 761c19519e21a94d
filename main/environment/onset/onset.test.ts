/** Where and when trials fail, by worked numbers (docs/SCIENCE.md §1). */
import { describe, expect, test } from 'vitest';
import { createRng } from '../../base/lib/rng.ts';
import type { PlanarPose } from '../../base/model/scene.ts';
import { type CountedTrial, cellsOf, failureRate } from './cellsOf.ts';
import { binsOf, onsetOf, type TrialFacts } from './onsetOf.ts';
import { leastShare, proposeStarts } from './proposeStarts.ts';
import { stallOf } from './stallOf.ts';

const start: PlanarPose = { xM: 0.2, yM: 0.01, yawRad: 1 };
const row = (
  seconds: number,
  margin: number,
  attempt = 1,
  phase: 'episode' | 'check' = 'episode',
) => ({
  ...{ attempt, phase, capturedAtMs: 1000 + 1000 * seconds, margin },
  believed: { xM: seconds / 100, yM: 0, yawRad: 0 },
});
const attempts = [
  { startMs: 1000, endMs: 11_000 },
  { startMs: 11_000, endMs: 20_000 },
];

describe('a stall', () => {
  test('is the first moment from which it came no closer by a tenth of a bound', () => {
    const margins = [-5, -4, -3, -2.05, -2, -2, -2.4, -3];
    const trace = margins.map((margin, at) => row(at, margin));
    expect(stallOf({ id: 'a', start, attempts, trace })).toEqual({
      ...{ trial: 'a', start, seconds: 3, attempt: 1, outside: 2 },
      at: { xM: 0.03, yM: 0, yawRad: 0 },
    });
  });

  test('heeds no single wild look, and nothing of the check before', () => {
    const margins = [-5, -4, 0.5, -4, -4, -3, -3];
    const check = row(-1, 1, 0, 'check');
    const trace = [check, ...margins.map((margin, at) => row(at, margin))];
    expect(stallOf({ id: 'a', start, attempts, trace })).toMatchObject({ seconds: 5, outside: 3 });
  });

  test('may lie in a later attempt; inside the rule is not outside by less than nothing', () => {
    const trace = [row(2, -3), row(4, -3), row(12, -1), row(13, 0.2), row(14, 0.3)];
    const told = stallOf({
      id: 'a',
      start,
      attempts: [...attempts],
      trace: [...trace, row(15, 0.3, 2)],
    });
    expect(told.outside).toBe(0);
    expect(told.seconds).toBe(13);
  });

  test('is the end of its last attempt where nothing was believed', () => {
    const trace = [{ ...row(3, 0), believed: undefined }];
    const none = { at: null, outside: null };
    expect(stallOf({ id: 'a', start, attempts, trace })).toMatchObject({
      ...none,
      seconds: 19,
      attempt: 2,
    });
    expect(stallOf({ id: 'a', start, attempts: [], trace: [] })).toMatchObject({
      ...none,
      seconds: 0,
    });
  });
});

test('a histogram of at most twelve bins of a round width', () => {
  const at = { xM: 0, yM: 0, yawRad: 0 };
  const bins = binsOf(
    [
      { seconds: 0.4, at },
      { seconds: 7, at },
      { seconds: 23.9, at: null },
    ],
    [7.5],
  );
  expect(bins).toHaveLength(12);
  expect(bins[0]).toEqual({ fromS: 0, toS: 2, believed: 1, ended: 0, demos: 0 });
  expect(bins[3]).toEqual({ fromS: 6, toS: 8, believed: 1, ended: 0, demos: 1 });
  expect(bins[11]).toMatchObject({ ended: 1 });
  expect(binsOf([{ seconds: 0, at }], [])).toEqual([
    { fromS: 0, toS: 0.5, believed: 1, ended: 0, demos: 0 },
  ]);
  expect(binsOf([], [])).toEqual([]);
});

const stated = { x: { min: 0.1, max: 0.22 }, y: { min: -0.06, max: 0.06 } };
/** So many trials in the middle of a cell, the first k of which failed. */
const inCell = (alongX: number, alongY: number, k: number, n: number, yawRad = 0): CountedTrial[] =>
  Array.from({ length: n }, (_, at) => ({
    start: { xM: 0.11 + 0.02 * alongX, yM: -0.05 + 0.02 * alongY, yawRad },
    failed: at < k,
  }));
const rng = createRng(7);
const reference = Array.from({ length: 4000 }, () => ({
  xM: 0.1 + 0.12 * rng.uniform(),
  yM: -0.06 + 0.12 * rng.uniform(),
  yawRad: Math.PI * (2 * rng.uniform() - 1),
}));
const proposing = (trials: readonly CountedTrial[], turns = false) =>
  proposeStarts({ trials, stated, reference, turns });

test('cells count failures with the interval of Wilson', () => {
  // 8 of 10: 49.0 % to 94.3 %.
  expect(failureRate(8, 10).lo).toBeCloseTo(0.4902, 4);
  expect(failureRate(8, 10).hi).toBeCloseTo(0.9433, 4);
  const cells = cellsOf([...inCell(0, 5, 8, 10), ...inCell(3, 1, 0, 2)], stated);
  expect(cells.map(({ alongX, alongY, k, n }) => [alongX, alongY, k, n])).toEqual([
    [3, 1, 0, 2],
    [0, 5, 8, 10],
  ]);
});

describe('proposals', () => {
  const elsewhere = [...inCell(2, 2, 2, 10), ...inCell(4, 1, 2, 10), ...inCell(2, 0, 2, 10)];

  test('are the boxes with the most failures to expect, drawn towards the whole', () => {
    const { proposals, why } = proposing([...inCell(0, 5, 9, 10), ...elsewhere]);
    expect(why).toBe('');
    // The whole: 15 of 40. (9 + 10 · 0.375) / 20 = 0.6375.
    expect(proposals[0]).toMatchObject({ k: 9, n: 10, box: { x: { min: 0.1 }, y: { max: 0.06 } } });
    expect(proposals[0]?.expected).toBeCloseTo(0.6375, 6);
    expect(proposals[0]?.words).toMatch(
      /^x 100 to 1\d0 mm, y \d0 to 60 mm: 9 of 10 failed \(60 % to 98 %\)/,
    );
    expect(proposals.length).toBeLessThanOrEqual(3);
  });

  test('a few bad trials do not beat many: five of five lose to eighteen of twenty', () => {
    const { proposals } = proposing([
      ...inCell(0, 0, 5, 5),
      ...inCell(5, 5, 18, 20),
      ...elsewhere,
      ...elsewhere,
    ]);
    expect(proposals[0]).toMatchObject({ k: 18, n: 20 });
    expect(proposals[1]).toMatchObject({ k: 5, n: 5 });
  });

  test('a quarter of a turn is found where the rule asks for the turn', () => {
    const trials = [
      ...inCell(1, 1, 10, 10, Math.PI),
      ...inCell(1, 1, 0, 10, 0),
      ...inCell(1, 1, 0, 10, 1.5),
      ...inCell(4, 4, 0, 10, Math.PI),
    ];
    const [first] = proposing(trials, true).proposals;
    expect(first?.box.yawRad).toEqual({ min: (3 * Math.PI) / 4, max: (5 * Math.PI) / 4 });
    expect(first).toMatchObject({ k: 10, n: 10 });
    expect(proposing(trials).proposals[0]?.box.yawRad).toBeUndefined();
  });

  test('do not overlap, and are never fewer of the starts than can be drawn', () => {
    const { proposals } = proposing([
      ...inCell(0, 0, 9, 10),
      ...inCell(1, 0, 9, 10),
      ...inCell(5, 5, 8, 10),
      ...elsewhere,
    ]);
    expect(proposals).toHaveLength(2);
    for (const { share } of proposals) expect(share).toBeGreaterThanOrEqual(leastShare);
    const nowhere = proposeStarts({
      ...{ trials: [...inCell(0, 5, 9, 10), ...elsewhere], stated, turns: false },
      reference: reference.filter(({ yM }) => yM < 0),
    });
    expect(nowhere.proposals.every(({ box }) => box.y.min < 0)).toBe(true);
  });

  test('there are none of too little, and none where every part is alike', () => {
    expect(proposing(inCell(0, 0, 9, 19)).why).toMatch(/^Too few trials: 19 of 20/);
    expect(proposing(inCell(0, 0, 2, 30)).why).toMatch(/^Too few failures: 2 of 3/);
    const alike = proposing([...inCell(0, 0, 20, 20), ...inCell(5, 5, 20, 20)]);
    expect(alike).toEqual({ proposals: [], why: expect.stringMatching(/^No part/) });
  });
});

test('all of it in one view: what was not read is said', () => {
  const told = stallOf({ id: 't-1', start, attempts, trace: [row(3, -2)] });
  const trial = (id: string, failed: boolean): TrialFacts => ({
    ...{ id, start, failed, reason: failed ? 'timeout' : null, narrowed: false },
    stall: id === 't-1' ? told : null,
  });
  const view = onsetOf({
    ...{ task: 'push-t', reference, turns: true, starts: null },
    trials: [trial('t-1', true), trial('t-2', true), trial('t-3', false)],
    demos: { labelled: 9, failedS: [2, 4] },
  });
  expect(view).toMatchObject({
    ...{ failures: { k: 2, n: 3 }, unread: 1, demos: { failures: 2, labelled: 9 }, across: 6 },
    ...{ reasons: [{ reason: 'timeout', n: 2 }], stalls: [told], starts: null },
  });
  expect(view.why).toMatch(/^Too few trials: 3 of 20 [^.]*\.$/);
});

test('trials of narrowed starts are left out of every figure, and it is said how many', () => {
  const trialsOf = (all: readonly CountedTrial[], narrowed: boolean): TrialFacts[] =>
    all.map((each, at) => ({
      ...{ ...each, id: `t-${at}`, narrowed, reason: each.failed ? 'timeout' : null },
      stall: each.failed ? stallOf({ id: `t-${at}`, start, attempts, trace: [] }) : null,
    }));
  const tell = (trials: readonly TrialFacts[]) =>
    onsetOf({
      ...{ task: 'push-t', trials, reference, turns: false, starts: null },
      demos: { labelled: 0, failedS: [] },
    });
  const whole = trialsOf([...inCell(0, 5, 9, 10), ...inCell(2, 2, 6, 30)], false);
  const [one, ...more] = trialsOf(inCell(4, 0, 30, 30), true);
  const before = tell(whole);
  expect(before.why).toBe('');
  const after = tell([...more, ...whole]);
  expect(after).toEqual({ ...before, why: '29 trials of narrowed starts are left out.' });
  expect(after.failures).toMatchObject({ k: 15, n: 40 });
  expect(tell(one === undefined ? [] : [one]).why).toMatch(
    /^Too few trials: 0 of 20 .*\. 1 trial of narrowed starts is left out\.$/,
  );
});
