/** What the night's view says: how it stands, the rate with its interval, the strip, what is spent, who may do what. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { CommandName } from '../../../main/base/api/contract.ts';
import { must } from '../../../main/base/lib/assert.ts';
import type { Deck } from '../../actions/deck.ts';
import { endNight, pauseNight, resumeNight } from '../../actions/nightMoves.ts';
import { nightStates } from '../../gallery/nightStates.ts';
import { reasonSentence } from '../../parts/words.ts';
import {
  asksWell,
  endNightBlocked,
  nightRate,
  nightStanding,
  pauseNightBlocked,
  resumeNightBlocked,
  spentOf,
  streakProof,
  stripOf,
} from '../../store/nightFacts.ts';
import { useWindow } from '../../store/windowStore.ts';

const night = must(nightStates['night-running'].night);
beforeEach(() => useWindow.setState(nightStates['night-running'], true));

describe('how it stands', () => {
  it.each([
    ['night-none', 'none'],
    ['night-running', 'running'],
    ['night-paused', 'paused'],
    ['night-needs-you', 'needs-you'],
    ['night-stopped', 'needs-you'],
    ['night-broken', 'needs-you'],
    ['night-interrupted', 'interrupted'],
    ['night-ended', 'ended'],
  ] as const)('%s is %s', (state, standing) => {
    expect(nightStanding(nightStates[state])).toBe(standing);
  });
});

it('a reason that begins with a file keeps its name', () => {
  expect(reasonSentence('judge/net.onnx differs')).toBe('judge/net.onnx differs.');
  expect(reasonSentence('the core ended')).toBe('The core ended.');
});

describe('what came of it', () => {
  it('is counted without the invalid ones, with the Wilson interval', () => {
    const counts = { ...night.counts, success: 50, failure: 0, invalid: 7, trials: 57 };
    expect(nightRate({ ...night, counts })).toEqual({
      value: '1.00',
      interval: '[0.93, 1.00]',
      n: 'n=50',
    });
    const none = { ...counts, success: 0 };
    expect(nightRate({ ...night, counts: none })).toBeNull();
  });

  it('proves by its longest row what docs/SCIENCE.md §4 says, less where it was found', () => {
    const row = { ...night.counts, longestStreak: 50, success: 50, failure: 0 };
    expect(streakProof(row)).toEqual({ words: 'proves ≥ 94.1 %', announced: true });
    const found = streakProof({ ...row, success: 590, failure: 10 });
    expect(found).toEqual({ words: 'proves ≥ 86.4 %', announced: false });
    expect(streakProof({ ...row, longestStreak: 0, success: 0 })).toBeNull();
  });

  it('stands in the strip under the number that it has in its night', () => {
    const marks = stripOf({ strip: 'sfi?', counts: { ...night.counts, trials: 104 } });
    expect(marks.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      '101 success',
      '102 failure',
      '103 invalid',
    ]);
    const long = must(nightStates['night-long'].night);
    expect(stripOf(long)).toHaveLength(200);
    expect(stripOf(long).at(-1)?.id).toBe('2140');
  });
});

describe('what is spent', () => {
  const at = '2026-01-14T13:05:00.000Z';

  it('is trials, bench time and the wall clock; no agent spends anything', () => {
    const [trials, robot, wall, tokens, usd] = spentOf(night, at);
    expect(trials).toMatchObject({ spent: 87, most: 200 });
    expect(must(robot).spent).toBeCloseTo((87 * 61.4) / 3600);
    expect(wall).toMatchObject({ spent: 3, most: 12 });
    expect([tokens?.spent, usd?.spent]).toEqual([0, 0]);
  });

  it('on the wall clock of an ended night is up to its end, and not made up where that is not known', () => {
    expect(spentOf({ ...night, state: 'ended' }, at)[2]?.spent).toBeNull();
    const endedWallTime = '2026-01-14T11:35:00.000Z';
    expect(spentOf({ ...night, state: 'ended', endedWallTime }, at)[2]?.spent).toBe(1.5);
    expect(spentOf({ ...night, startedWallTime: '' }, at)[2]?.spent).toBeNull();
  });
});

describe('what a person does', () => {
  const asked: string[] = [];
  const deck = {
    ask: async (_what: string, name: CommandName, args: unknown) => {
      asked.push(`${name} ${JSON.stringify(args)}`);
      return { answer: null };
    },
  } as unknown as Deck;
  beforeEach(() => void asked.splice(0));

  it('is recorded by name; a reason that nobody gave is none', async () => {
    await pauseNight(deck, 'Maria', '');
    await endNight(deck, 'Maria', 'enough');
    expect(asked).toEqual([
      'night.pause {"by":"Maria"}',
      'night.end {"by":"Maria","why":"enough"}',
    ]);
  });

  it('says that all is well only where that was asked', async () => {
    useWindow.setState(nightStates['night-paused'], true);
    await resumeNight(deck, 'Maria');
    useWindow.setState(nightStates['night-moved'], true);
    await resumeNight(deck, 'Maria');
    expect(asked).toEqual([
      'night.resume {"by":"Maria","well":false}',
      'night.resume {"by":"Maria","well":true}',
    ]);
    expect(asksWell(must(nightStates['night-interrupted'].night))).toBe(true);
  });

  it('is blocked where it means nothing', () => {
    expect(pauseNightBlocked(nightStates['night-running'])).toBeNull();
    expect(pauseNightBlocked(nightStates['night-paused'])).toBe('No night is running.');
    expect(resumeNightBlocked(nightStates['night-paused'])).toBeNull();
    expect(resumeNightBlocked(nightStates['night-running'])).toBe('No night stands still.');
    expect(resumeNightBlocked(nightStates['night-broken'])).toContain('The seal is broken');
    expect(endNightBlocked(nightStates['night-ended'])).toBe('There is no night to end.');
    const stopped = {
      ...nightStates['night-stopped'],
      night: { ...night, state: 'paused' as const },
    };
    expect(resumeNightBlocked(stopped)).toContain('resume it first');
  });
});
