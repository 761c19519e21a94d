/** What the judge view says and asks: gate and words of figures, the live trace as lines and boxes, stale answers. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { CommandName } from '../../../main/base/api/contract.ts';
import { must } from '../../../main/base/lib/assert.ts';
import type { TryReport } from '../../../main/base/model/judge.ts';
import type { LiveMoment } from '../../../main/base/model/judgeWork.ts';
import type { Deck } from '../../actions/deck.ts';
import { chooseVersion, lookAgain, tryJudge } from '../../actions/judgeLooks.ts';
import { keepFooled } from '../../actions/judgeMoves.ts';
import { cellShades, strongestCell } from '../../draw/heatOver.tsx';
import { galleryJudge, galleryTry, noJudge, withNewest } from '../../gallery/galleryJudge.ts';
import { judgeStates } from '../../gallery/judgeStates.ts';
import { flagsWords } from '../../parts/flagWords.ts';
import {
  acceptBlocked,
  gateOf,
  keepBlocked,
  lookWords,
  measureBlocked,
  mistakesOf,
  nextMistake,
  shownVersion,
  versionWord,
} from '../../store/judgeFacts.ts';
import { dwellBoxes, dwellFromS, traceBands, traceLines } from '../../store/liveTrace.ts';
import { useWindow } from '../../store/windowStore.ts';
import { curveWords, gateFigures, leftWords } from './judgeWords.ts';

const shown = judgeStates.judge;

beforeEach(() => useWindow.setState(shown, true));

describe('the gate', () => {
  it('shows counts with what they prove, four gates, and precision without one', () => {
    const figures = gateFigures(shownVersion(shown));
    expect(figures.map(({ value, unit, evidence }) => `${value} ${unit}|${evidence}`)).toEqual([
      '0 of 149|at most 2.0 % (95 %)',
      '0.95 |[0.83, 0.99]  n=40',
      '1.00 |[0.91, 1.00]  n=38',
      '1 |none in 171 of 189 clips',
      '41 ms|p50 18 · p95 29  n=1,842',
    ]);
    expect(figures.map(({ mark }) => mark)).toEqual(['passed', 'passed', null, 'passed', 'passed']);
  });

  it('is met only where every line holds, and nothing is said before it is measured', () => {
    const missed = withNewest({ positives: 40, negatives: 149, fp: 1, fn: 2 }).versions.at(-1);
    expect(gateOf(must(missed))).toBe('not-met');
    expect(gateFigures(must(missed))[0]?.mark).toBe('failed');
    const fresh = must(withNewest(null).versions.at(-1));
    expect(gateOf(fresh)).toBe('not-measured');
    expect(gateFigures(fresh).map(({ value }) => value)).toEqual(['–', '–', '–', '–', '–']);
  });

  it('says what a look costs before, and refuses the sixth', () => {
    expect(lookWords(noJudge)).toBe('This uses 1 of the 5 looks left at the locked clips.');
    expect(lookWords(galleryJudge)).toBe('This uses the last look left at the locked clips.');
    const spent = judgeStates['judge-spent'];
    expect(measureBlocked(spent)).toBe('The locked set is spent: lock new clips.');
    expect(measureBlocked(shown)).toBeNull();
    expect(acceptBlocked(judgeStates['judge-running'])).toMatch(/^A run is going on/);
    expect(acceptBlocked(judgeStates['judge-in-force'])).toBe('It is in force.');
  });
});

it('names versions, flags and time left as a person would', () => {
  expect(['judge-0012', 'shipped'].map(versionWord)).toEqual(['v12', 'as shipped']);
  expect(flagsWords(['front:occluded', 'something-new'])).toBe('front view blocked, something new');
  expect([null, 3, 78, 200].map(leftWords)).toEqual([
    'time left not known yet',
    'a few seconds left',
    '80 s left',
    '3 min left',
  ]);
});

it('says from the last two points whether more clips would help', () => {
  const point = (clips: number, recall: number, fpr: number, margin: number) => {
    return { clips, recall, fpr, margin };
  };
  const before = point(80, 0.84, 0.05, 0.2);
  expect(curveWords([before])).toBeNull();
  expect(curveWords([before, point(160, 0.92, 0.05, 0.2)])).toMatch(/still help.*0\.84 to 0\.92/);
  expect(curveWords([before, point(160, 0.84, 0, 0.2)])).toMatch(/false positives fell/);
  expect(curveWords([before, point(160, 0.85, 0.05, 0.3)])).toMatch(/a little/);
  expect(curveWords([before, point(160, 0.85, 0.05, 0.21)])).toMatch(/would not help/);
});

describe('the live trace', () => {
  const moment = (atMs: number, verdict: LiveMoment['verdict'], front?: number): LiveMoment => ({
    atMs,
    verdict,
    score: front ?? 0,
    margin: 0,
    cameraScores: front === undefined ? {} : { front },
    perCamera: {},
    flags: front === undefined ? ['front:occluded'] : [],
    latencyMs: null,
  });
  const trace = [
    moment(0, 'success', 0.9),
    moment(100, 'undecided'),
    moment(200, 'undecided'),
    moment(300, 'failure', 0.4),
    moment(400, 'success', 0.9),
  ];

  it('breaks where nothing was seen, and shades that stretch once', () => {
    const lines = traceLines(trace, ({ cameraScores }) => cameraScores.front);
    expect(lines.map((line) => line.map(({ atS }) => atS))).toEqual([[-0.4], [-0.1, 0]]);
    expect(traceBands(trace)).toEqual([{ fromS: -0.3, toS: -0.1, flags: ['front:occluded'] }]);
    expect(traceBands([])).toEqual([]);
  });

  it('fills the dwell from the right', () => {
    const dwell = { need: 2, of: 3 };
    expect(dwellBoxes({ trace, dwell })).toEqual([false, false, true]);
    expect(dwellBoxes({ trace: trace.slice(0, 1), dwell })).toEqual([null, null, true]);
    expect(dwellFromS({ trace, dwell })).toBe(-0.2);
    expect(dwellFromS({ trace: [], dwell })).toBeNull();
  });
});

it('darkens what does not matter, and nothing where nothing does', () => {
  const heat = { role: 'front', atMs: 0, rows: 1, cols: 3, drop: [0, 0.5, 0.25] };
  expect(cellShades(heat)).toEqual([0.72, 0, 0.36]);
  expect(strongestCell(heat)).toBe(1);
  const flat = { ...heat, drop: [0, 0, 0] };
  expect(cellShades(flat)).toEqual([0, 0, 0]);
  expect(strongestCell(flat)).toBeNull();
});

describe('a person', () => {
  it('steps through mistakes from the worst to the least', () => {
    const ids = galleryTry.mistakes.map(({ clipId }) => clipId);
    expect(nextMistake(shown, 1)).toBe(ids[0]);
    const at = (opened: string | undefined) => ({
      ...shown,
      judgeDesk: { ...shown.judgeDesk, opened: opened ?? null },
    });
    expect(nextMistake(at(ids[0]), 1)).toBe(ids[1]);
    expect(nextMistake(at(ids[0]), -1)).toBeNull();
    expect(nextMistake(at(ids.at(-1)), 1)).toBeNull();
  });

  it('who chose another version meanwhile never sees the mistakes of the one before', async () => {
    const answer = Promise.withResolvers<TryReport>();
    const asked: unknown[] = [];
    const deck = {
      call: async (name: CommandName, args: unknown) => {
        asked.push([name, args]);
        return await answer.promise;
      },
    } as unknown as Deck;
    chooseVersion('judge-0002');
    const first = tryJudge(deck);
    expect(asked).toEqual([['judge.try', { task: 'push-t', judge: 'judge-0002' }]]);
    chooseVersion('judge-0004');
    answer.resolve(galleryTry);
    await first;
    expect(mistakesOf(useWindow.getState())).toBeNull();
    chooseVersion('judge-0002');
    expect(mistakesOf(useWindow.getState())).toEqual(galleryTry.mistakes);
  });

  it('is asked for a name before the first clip that fooled it is kept', async () => {
    useWindow.setState({ labels: { ...shown.labels, by: '' } });
    const asked: string[] = [];
    const deck = {
      ask: async (_: string, name: string) => {
        asked.push(name);
        return { answer: { clipId: 'clip-000007' } };
      },
    } as unknown as Deck;
    await keepFooled(deck, 'failure');
    expect(asked).toEqual([]);
    expect(useWindow.getState()).toMatchObject({
      dialog: 'labelBy',
      labels: { asked: { kind: 'keep', value: 'failure' } },
    });
    useWindow.setState({ labels: { ...shown.labels, by: 'Maria' } });
    await keepFooled(deck, 'failure');
    expect(asked).toEqual(['judge.keep']);
    expect(useWindow.getState().judgeDesk.said).toBe('Kept as failure: clip 7.');
    expect(keepBlocked(judgeStates['judge-empty'])).toBe('Start the live picture first.');
  });

  it('goes to the labels with the doubted clips as the list', () => {
    lookAgain(['clip-000041', 'clip-000117']);
    expect(useWindow.getState()).toMatchObject({
      screen: 'labels',
      labels: { clip: 'clip-000041', shown: ['clip-000041', 'clip-000117'], look: 'first' },
    });
  });
});
