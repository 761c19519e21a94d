/** Small rules of the window: phases, history, addresses, reasons for a disabled button, selection by key. */
import { describe, expect, it } from 'vitest';
import type { BenchView, RunView } from '../../main/base/model/view.ts';
import { galleryBench, galleryRun, galleryTrials } from '../gallery/plainData.ts';
import { sparkPath } from '../parts/sparkPath.ts';
import { addressOf, parseAddress } from './address.ts';
import { dayOfMoment, momentOfDay } from './filterWords.ts';
import { historyLength, missedShown, pushSample, sampleOf, speeds } from './healthHistory.ts';
import { phaseState } from './phaseState.ts';
import { foldPhaseTimes, noPhaseTimes } from './phaseTimes.ts';
import { robotState } from './robotState.ts';
import { handBlocked, runBlocked } from './runBlocked.ts';
import { firstShown, rowsOfRun, stepThrough } from './trialPlaces.ts';

const online = { kind: 'online' } as const;
const at = (phase: 'reset' | 'episode' | 'verdict', phaseS: number, id = 'a'): RunView => {
  const trial = galleryRun.trial;
  return { ...galleryRun, trial: trial && { ...trial, id, phase, phaseS } };
};

describe('phase times', () => {
  it('remember the phases before, forget the ones to come and the other trial', () => {
    let times = foldPhaseTimes(noPhaseTimes, at('reset', 3));
    times = foldPhaseTimes(times, at('reset', 20.9));
    times = foldPhaseTimes(times, at('episode', 1));
    expect(times.secondsOf).toEqual({ reset: 20.9, episode: 1 });
    times = foldPhaseTimes(times, at('verdict', 2));
    times = foldPhaseTimes(times, at('episode', 0.1)); // the next attempt
    expect(times.secondsOf).toEqual({ reset: 20.9, episode: 0.1 });
    expect(foldPhaseTimes(times, at('reset', 0, 'b')).secondsOf).toEqual({ reset: 0 });
    expect(foldPhaseTimes(times, null)).toBe(noPhaseTimes);
  });
});

describe('where a phase stands', () => {
  it('ticks nothing that was not reached when a trial ends early', () => {
    expect(phaseState('verdict', 'record', { reset: 2 })).toBe('not-yet');
    expect(phaseState('reset', 'record', { reset: 2 })).toBe('passed');
    expect(phaseState('check', 'record', { reset: 2, episode: 3 })).toBe('passed');
    expect(phaseState('episode', 'episode', {})).toBe('running');
    expect(phaseState('reset', 'episode', {})).toBe('passed');
    expect(phaseState('verdict', 'check', {})).toBe('not-yet');
  });
});

describe('the robot in one word', () => {
  it('claims nothing without a connection, and a stop outranks the mode', () => {
    const bench = galleryBench(1, { mode: 'moving' });
    expect(robotState(online, bench)).toBe('moving');
    expect(robotState({ kind: 'lost', attempt: 1, retryMs: 250 }, bench)).toBe('offline');
    const stopped: BenchView = { ...bench, stopped: { reason: 'x', wallTime: '', count: 1 } };
    expect(robotState(online, stopped)).toBe('stopped');
  });
});

describe('why a button is disabled', () => {
  it('names the first thing in the way, and nothing when nothing is', () => {
    const bench = galleryBench(1);
    const known = { link: online, bench, run: null };
    expect(runBlocked(known)).toBeNull();
    expect(runBlocked({ ...known, run: galleryRun })).toContain('end it first');
    const stopped = { ...bench, stopped: { reason: 'x', wallTime: '', count: 1 } };
    expect(runBlocked({ ...known, bench: stopped, run: galleryRun })).toContain('resume');
    expect(runBlocked({ ...known, bench: { ...bench, lease: 'teleop' } })).toContain('teleop');
    expect(runBlocked({ ...known, bench: null })).toContain('not answered');
    expect(handBlocked(known)).toBeNull();
    expect(handBlocked({ ...known, bench: { ...bench, kind: 'real' } })).toContain('own hand');
  });
});

describe('health history', () => {
  it('keeps a minute and draws gaps as gaps', () => {
    let history = pushSample([], sampleOf(null, 0));
    for (let i = 0; i < historyLength + 5; i++)
      history = pushSample(history, sampleOf(galleryBench(1), i));
    expect(history).toHaveLength(historyLength);
    expect(sampleOf(galleryBench(2), 0)?.cameraAgeMs).toBe(22);
    expect(sparkPath([1, null, 2, 3], 1).match(/M/g)).toHaveLength(2);
    expect(sparkPath([null], 1)).toBe('');
  });
});

describe('the ticks that were missed', () => {
  const at = (ticks: number, missedTicks: number) => {
    const bench = galleryBench(1);
    return sampleOf({ ...bench, health: { ...bench.health, ticks, missedTicks } }, ticks);
  };

  it('are those of the minute that is shown, not of all time', () => {
    expect(missedShown([at(900, 369), null, at(1_000, 370), at(1_100, 372)])).toEqual({
      missed: 3,
      of: 203,
    });
    expect(missedShown([at(900, 369), at(0, 0), at(25, 2)])).toEqual({ missed: 2, of: 27 });
    expect([missedShown([]), missedShown([null, at(5, 0)])]).toEqual([null, null]);
  });
});

describe('the speed of bench time', () => {
  it('is told over two seconds, and not across a gap or a new clock', () => {
    const at = (benchMs: number, atMs: number) => {
      const bench = galleryBench(1);
      return sampleOf({ ...bench, arm: bench.arm && { ...bench.arm, atMs: benchMs } }, atMs);
    };
    const even = [0, 1, 2, 3, 4].map((i) => at(i * 3_000, i * 500));
    expect(speeds(even)).toEqual([null, null, null, null, 6]);
    expect(speeds([null, ...even.slice(1)]).at(-1)).toBeNull();
    expect(speeds([...even.slice(0, 4), at(10, 2_000)]).at(-1)).toBe(0.005);
    expect(speeds([at(9_000, 0), ...even.slice(1, 4), at(10, 2_000)]).at(-1)).toBeNull();
  });
});

describe('places', () => {
  it('addresses survive a round trip and bad ones lead to the bench', () => {
    const hashes = [
      '#/agents',
      '#/agents/agent-0003',
      '#/bench',
      '#/debug',
      '#/trials',
      '#/trials/b-1-2',
      '#/trials?outcome=failure&reason=timeout&task=push-t&batch=run-00003&clock=real&seed=7',
      '#/trials/b-1-2?id=001&since=2026-01-14&until=2026-02-01T12%3A30Z',
      '#/trials/b-1-2/play',
      '#/trials/b-1-2/play?outcome=success&t=12.340000',
    ];
    for (const hash of hashes) expect(addressOf(parseAddress(hash))).toBe(hash);
    expect(parseAddress('#/nowhere')).toEqual({
      screen: 'bench',
      selected: null,
      agent: null,
      filter: {},
      playing: null,
    });
    expect(parseAddress('#/trials/../../x').selected).toBeNull();
    expect(parseAddress('#/trials?outcome=all&seed=-1&since=yesterday&clock=x').filter).toEqual({});
    expect(parseAddress('#/trials/play?t=3').playing).toBeNull();
    expect(parseAddress('#/trials/b-1/play?t=nan').playing).toEqual({ atS: null });
  });

  it('days of a filter are whole days here', () => {
    const since = momentOfDay('2026-01-14', 0);
    const until = momentOfDay('2026-01-14', 1);
    expect(Date.parse(until ?? '') - Date.parse(since ?? '')).toBe(24 * 3_600_000);
    expect([dayOfMoment(since, 0), dayOfMoment(until, 1)]).toEqual(['2026-01-14', '2026-01-14']);
    expect(momentOfDay('14.1.2026', 0)).toBeUndefined();
    expect(dayOfMoment(undefined, 0)).toBe('');
  });

  it('keys stay inside the list', () => {
    expect(stepThrough(3, null, 'ArrowDown', 10)).toBe(0);
    expect(stepThrough(3, 2, 'ArrowDown', 10)).toBe(2);
    expect(stepThrough(3, 0, 'ArrowUp', 10)).toBe(0);
    expect(stepThrough(3, 1, 'End', 10)).toBe(2);
    expect(stepThrough(300, 20, 'PageDown', 10)).toBe(30);
    expect(stepThrough(300, 4, 'PageUp', 10)).toBe(0);
    expect(stepThrough(0, null, 'ArrowDown', 10)).toBeNull();
    expect(stepThrough(3, 1, 'x', 10)).toBeNull();
  });

  it('the strip drops whole lines of the oldest and shows one run only', () => {
    expect(firstShown(30, 10, 3)).toBe(0);
    expect(firstShown(31, 10, 3)).toBe(10);
    expect(firstShown(0, 10, 3)).toBe(0);
    const rows = galleryTrials(100);
    expect(rowsOfRun(rows, null)).toHaveLength(39);
    expect(rowsOfRun(rows, 'b-0006')).toHaveLength(61);
    expect(rowsOfRun(rows, 'b-none')).toHaveLength(0);
  });
});
