/** What the reset view says and asks: figures of a measuring, its gate, the map of starts, what is blocked and why. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { CommandName } from '../../../main/base/api/contract.ts';
import { must } from '../../../main/base/lib/assert.ts';
import { BenchError } from '../../../main/base/model/errors.ts';
import type { Deck } from '../../actions/deck.ts';
import { acceptReset, askAcceptReset, measureReset } from '../../actions/resetMoves.ts';
import {
  galleryDenied,
  galleryMeasure,
  galleryShort,
  galleryTries,
} from '../../gallery/galleryReset.ts';
import { resetStates } from '../../gallery/resetStates.ts';
import {
  acceptResetBlocked,
  figuresOfTries,
  measureResetBlocked,
  resetGateOf,
  resetWord,
  shownFigures,
  shownMeasure,
  shownTries,
  standingOf,
  widestAxis,
  wornAlert,
} from '../../store/resetFacts.ts';
import { useWindow } from '../../store/windowStore.ts';
import { deniedWords, resetFigureWords, tryWords, unmetResetWords } from './resetWords.ts';
import { boxOfStarts, startMap, stepPath, strokeEnd, valuesOf } from './startGeometry.ts';

beforeEach(() => useWindow.setState(resetStates.reset, true));

const box = { x: { min: 0.175, max: 0.235 }, y: { min: -0.06, max: 0.06 } };

describe('the figures of a measuring', () => {
  it('count try by try, the row that goes on now and not the longest', () => {
    const figures = figuresOfTries(galleryTries(13, [6], [2]), 20);
    expect(figures).toMatchObject({ n: 13, times: 20, row: 10, rescues: 1 });
    expect([figures.first.k, figures.verified.k, figures.first.n]).toEqual([11, 12, 13]);
    expect(figures.attemptsMean).toBeCloseTo((11 + 2 + 3) / 13);
    expect(figuresOfTries(galleryTries(3, [], [2]), 3).row).toBe(0);
  });

  it('say what is proved, and of nothing measured no number', () => {
    const { reset } = resetStates.reset;
    const words = resetFigureWords(shownFigures(reset), must(reset).measure, false);
    expect(words.map(({ value, unit, evidence }) => `${value} ${unit}|${evidence}`)).toEqual([
      '0.95 19 of 20|[0.75, 1.00] (95 %)',
      '1.00 20 of 20|[0.83, 1.00] (95 %)',
      '20 |within retries, of 20',
      '0.17 |largest: y  n=20',
      '14.6 s|p95 17.1 s, bench time',
      '1.05 a reset|a person needed 0 times',
    ]);
    expect(words.map(({ mark }) => mark)).toEqual([null, null, 'passed', 'passed', null, null]);
    const none = resetFigureWords(null, null, false);
    expect(none.map(({ value }) => value)).toEqual(['–', '–', '–', '–', '–', '–']);
    const first = resetFigureWords(figuresOfTries([], 20), null, true);
    expect(first.map(({ value }) => value)).toEqual(['–', '–', '0', '–', '–', '–']);
  });

  it('of one that runs are shown instead of the whole one before, and fail no gate yet', () => {
    const { reset } = resetStates['reset-running'];
    expect(standingOf(reset)).toBe('running');
    const words = resetFigureWords(shownFigures(reset), must(reset).measure, true);
    expect(words[2]).toMatchObject({ value: '10', unit: 'of 20', mark: 'in-progress' });
    expect(words[3]).toMatchObject({ value: '–', evidence: 'told at the end' });
  });

  it('of one that failed count nowhere: the whole one before stands', () => {
    const { reset } = resetStates['reset-failed'];
    expect(standingOf(reset)).toBe('failed');
    expect(shownFigures(reset)?.n).toBe(20);
    expect(shownTries(reset)).toHaveLength(7);
  });

  it('of a version that is not in force are shown under its own name, and fail its own gate', () => {
    const { reset } = resetStates['reset-other'];
    expect(shownMeasure(reset)).toBe(galleryShort);
    expect(shownFigures(reset)?.row).toBe(9);
  });

  it('say how many were done where only the newest of many tries are told', () => {
    const newest = galleryTries(300).slice(-200);
    expect(figuresOfTries(newest, 1000)).toMatchObject({ n: 200, done: 300, row: 200 });
    expect(figuresOfTries([], 20).done).toBe(0);
  });
});

describe('the gate', () => {
  it('asks for twenty in a row and starts as stated', () => {
    expect(resetGateOf(null)).toBe('not-measured');
    expect(resetGateOf(galleryMeasure)).toBe('met');
    expect(resetGateOf(galleryShort)).toBe('not-met');
    expect(resetGateOf({ ...galleryMeasure, longestRow: 19 })).toBe('not-met');
    expect(widestAxis(galleryShort)).toBe('xM');
    expect(unmetResetWords(galleryMeasure)).toEqual([]);
    expect(unmetResetWords(galleryShort)).toEqual([
      '9 in a row were verified: 20 are asked.',
      'Its starts are off by 0.44 in x, forward: at most 0.38 is asked.',
    ]);
    expect(resetGateOf(galleryDenied)).toBe('not-met');
    expect(unmetResetWords(galleryDenied)).toEqual([deniedWords(galleryDenied)]);
    expect(deniedWords(galleryDenied)).toMatch(/denied 17 of 20 verified starts; at most 2/);
    expect(deniedWords(galleryMeasure)).toBeNull();
  });

  it('a worn reset is the alert of the core', () => {
    expect(wornAlert(resetStates.reset)).toBeNull();
    expect(wornAlert(resetStates['reset-worn'])?.message).toContain('worn');
  });
});

describe('the map of starts', () => {
  const tries = galleryTries(20);

  it('has forward up and left on the left, and holds what was seen outside of the box', () => {
    const map = startMap(box, tries, 600, 400);
    const far = map.at({ xM: 0.235, yM: 0.06 });
    const near = map.at({ xM: 0.175, yM: -0.06 });
    expect(far.x).toBeLessThan(near.x);
    expect(far.y).toBeLessThan(near.y);
    expect(map.box).toMatchObject(far);
    expect(near.x - far.x).toBeCloseTo(0.12 * map.scale);
    for (const { seen } of tries) {
      const at = map.at(must(seen));
      expect(at.x >= 29 && at.x <= 571 && at.y >= 29 && at.y <= 371).toBe(true);
    }
  });

  it('turns a stroke as the robot sees it: none is ahead, a quarter is to the left', () => {
    const from = { x: 100, y: 100 };
    expect(strokeEnd(from, 0, 10)).toEqual({ x: 100, y: 90 });
    expect(strokeEnd(from, Math.PI / 2, 10).x).toBeCloseTo(90);
  });

  it('draws the stated box, else what was asked for, else nothing', () => {
    expect(boxOfStarts(box, [])).toBe(box);
    expect(boxOfStarts(undefined, [])).toBeNull();
    expect(must(boxOfStarts(undefined, tries)).x.min).toBeGreaterThanOrEqual(0.175);
  });

  it('steps up by one share at each value, and stays inside', () => {
    expect(stepPath([], { min: 0, max: 1 }, 100, 40)).toBe('');
    expect(stepPath([0.5, -3], { min: 0, max: 1 }, 100, 40)).toBe(
      'M0 40.0H0.0V20.0H50.0V0.0H100.0',
    );
    const { wanted, seen } = valuesOf(galleryTries(3, [], [1]), 'yawRad');
    expect([wanted.length, seen.length]).toEqual([3, 2]);
  });
});

describe('what is asked of the core', () => {
  const asked: string[] = [];
  const deck = {
    ask: async (_what: string, name: CommandName, args: unknown) => {
      asked.push(`${name} ${JSON.stringify(args)}`);
      return { answer: null };
    },
    call: async (name: CommandName, args: unknown) => {
      asked.push(`${name} ${JSON.stringify(args)}`);
      throw new BenchError('busy', 'the bench is taken');
    },
  } as unknown as Deck;
  beforeEach(() => void asked.splice(0));

  it('a measuring that the core refuses is told above the view', async () => {
    const choice = { reset: 'working', times: 20, seed: 1, lockstep: true, by: 'Maria' };
    await measureReset(deck, choice);
    expect(asked).toEqual([
      'reset.run {"task":"push-t","reset":"working","times":20,"seed":1,"lockstep":true,"by":"Maria"}',
    ]);
    expect(useWindow.getState().refusal?.message).toBe('the bench is taken');
  });

  it('accepting asks for a reason only where the gate is not met', async () => {
    askAcceptReset(deck, 'reset-0001');
    expect(useWindow.getState()).toMatchObject({
      dialog: 'resetAccept',
      resetDesk: { accepting: 'reset-0001' },
    });
    expect(asked).toEqual([]);
    await acceptReset(deck, 'reset-0002', 'Maria', null);
    expect(asked[0]).toContain('"override":null');
    expect(useWindow.getState().resetDesk.said).toBe('v2 is in force: trials are set up by it.');
  });

  it('nothing is measured while the bench is taken, and why is said', () => {
    expect(measureResetBlocked(resetStates.reset)).toBeNull();
    expect(measureResetBlocked(resetStates['reset-busy'])).toBe('A run is going on: end it first.');
    expect(measureResetBlocked(resetStates['reset-running'])).toBe('Resets are being measured.');
    expect(acceptResetBlocked(resetStates.reset, 'reset-0002')).toBe('It is in force.');
    expect(acceptResetBlocked(resetStates.reset, 'reset-0001')).toBeNull();
    expect([resetWord('reset-0012'), resetWord('shipped')]).toEqual(['v12', 'as shipped']);
    const [again] = galleryTries(1, [0]);
    expect(tryWords(must(again))).toBe('at check 2 of 2 tries: the T stands 9 mm off');
  });
});
