/** The box of starts as typed, drawn and chosen; the reset over time as points. */
import { expect, test } from 'vitest';
import { rateOf } from '../../../main/base/lib/rateOf.ts';
import { galleryFewOnset, galleryOnset } from '../../gallery/galleryOnset.ts';
import {
  boxOfDraft,
  cellAt,
  draftOf,
  shareOfBox,
  stallsOnMap,
  textsOfShare,
} from '../../store/onsetFacts.ts';
import { driftPlot } from './driftGeometry.ts';

const box = { x: { min: 0.205, max: 0.235 }, y: { min: -0.06, max: -0.02 } };
const { stated } = galleryOnset;

test('a box goes through its texts and its place on the map unchanged', () => {
  const draft = draftOf({ ...box, yawRad: { min: -Math.PI / 4, max: Math.PI / 4 } });
  expect(draft).toEqual({
    ...{ x: { min: '205', max: '235' }, y: { min: '-60', max: '-20' } },
    turn: { min: '-45', max: '45' },
  });
  const read = boxOfDraft(draft);
  expect(read.ok && read.box.y.min).toBeCloseTo(-0.06, 9);
  expect(read.ok && read.box.yawRad?.max).toBeCloseTo(Math.PI / 4, 9);
  // Far and to the right: the upper right corner.
  const share = shareOfBox(box, stated);
  expect(share.x).toBeCloseTo(2 / 3, 6);
  expect(share.y).toBeCloseTo(0, 6);
  expect(share.w).toBeCloseTo(1 / 3, 6);
  expect(share.h).toBeCloseTo(1 / 2, 6);
  expect(textsOfShare(share, stated)).toEqual({ x: draft.x, y: draft.y });
});

test.each([
  [{ min: '220', max: '190' }, 'x: from the smaller to the larger.'],
  [{ min: 'near', max: '190' }, 'x: numbers only.'],
  [{ min: '', max: '' }, 'x: numbers only.'],
  [{ min: '1e3', max: '2e3' }, 'x: numbers only.'],
])('%j is no range', (x, why) => {
  expect(boxOfDraft({ ...draftOf(box), x })).toEqual({ ok: false, why });
});

test('more than once round is no turn', () => {
  const turn = { min: '-200', max: '200' };
  expect(boxOfDraft({ ...draftOf(box), turn })).toMatchObject({ ok: false });
});

test('rows of cells begin far away and on the left', () => {
  expect(cellAt(galleryFewOnset, 0, 3)).toMatchObject({ alongX: 5, alongY: 2 });
  expect(cellAt(galleryFewOnset, 4, 1)).toMatchObject({ alongX: 1, alongY: 4, n: 5 });
  expect(cellAt(galleryFewOnset, 0, 0)).toBeNull();
});

test('what lies beside the map and what has no place is said', () => {
  const [known, ...rest] = galleryOnset.stalls.filter(({ at }) => at !== null);
  const away = { ...galleryOnset.stalls[1], at: { xM: 0.5, yM: 0, yawRad: 0 } } as typeof known;
  const stalls = [known, away, { ...rest[0], at: null }] as typeof galleryOnset.stalls;
  expect(stallsOnMap({ ...galleryOnset, stalls })).toMatchObject({ beside: 1, unplaced: 1 });
});

test('time runs from left to right, rates upwards, and the standard is its lower end', () => {
  const block = (k: number, secondsP50: number) => ({
    ...({ kind: 'trials', fromTime: 'a', toTime: 'b' } as const),
    ...{ first: rateOf(k, 20), secondsP50 },
  });
  const standard = rateOf(100, 100);
  const drift = { blocks: [block(20, 10), block(15, 12)], trials: 40, standard };
  const plot = driftPlot(drift, 400, 300);
  const [first, second] = plot.points;
  expect(first?.x).toBeLessThan(second?.x ?? 0);
  expect(first?.y).toBeLessThan(second?.y ?? 0);
  expect(first?.secondsY).toBeGreaterThan(second?.secondsY ?? 0);
  expect(plot.standardY).toBeGreaterThan(first?.y ?? 0);
  expect(plot.ticks.at(-1)).toMatchObject({ words: '100 %', y: first?.y });
  expect(driftPlot({ ...drift, blocks: [block(20, 10)] }, 400, 300).points[0]?.x).toBe(216);
});
