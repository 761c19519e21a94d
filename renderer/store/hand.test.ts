/** A hand's way to the arm: keys and pads as motions, and when which message goes to the core; a release always goes. */
import { describe, expect, it } from 'vitest';
import type { CommandArgs } from '../../main/base/api/contract.ts';
import { createStillClock } from '../../test/lib/createStillClock.ts';
import { cueOf } from './cueOf.ts';
import { createMotionKeys, type MotionPress, stillMove } from './motionKeys.ts';
import { deadZone, type PadReading, padButtons, padMove } from './padMotion.ts';
import { createTeleopDriver, handOff, repeatMs } from './teleopDriver.ts';

const press = (key: string, more: Partial<MotionPress> = {}): MotionPress => ({
  key,
  code: key,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  shiftKey: false,
  ...more,
});

describe('keys', () => {
  it('are motions while they are down; opposite ones cancel; Shift slows', () => {
    const keys = createMotionKeys();
    expect(keys.move()).toBeNull();
    keys.press(press('ArrowUp'));
    keys.press(press('ArrowLeft'));
    expect(keys.move()).toEqual({ ...stillMove, x: 1, y: 1 });
    keys.press(press('ArrowDown'));
    expect(keys.move()).toMatchObject({ x: 0, y: 1 });
    keys.press(press('Q', { code: 'KeyQ', shiftKey: true }));
    expect(keys.move()).toMatchObject({ roll: 0.25, y: 0.25 });
    keys.release(press('q', { code: 'KeyQ' }));
    for (const code of ['ArrowUp', 'ArrowDown', 'ArrowLeft']) keys.release(press(code));
    expect(keys.move()).toBeNull();
  });

  it('with Ctrl, or that mean something else, move nothing', () => {
    const keys = createMotionKeys();
    expect(keys.press(press('c', { ctrlKey: true }))).toBe(false);
    for (const key of ['s', 'f', 'u', 'n', 'r', 't', 'Escape', 'Enter', 'Pause', 'F12', ' '])
      expect(keys.press(press(key))).toBe(false);
    expect(keys.move()).toBeNull();
  });
});

describe('a gamepad', () => {
  const pad = (held: readonly number[], axes: readonly number[]): PadReading => ({
    mapping: 'standard',
    axes: [...axes],
    buttons: Array.from({ length: 16 }, (_, button) => {
      const pressed = held.includes(button);
      return { pressed, touched: pressed, value: pressed ? 1 : 0 };
    }),
  });

  it('moves only with its clutch held, and not within the dead zone', () => {
    expect(padMove(pad([], [0, -1, 0, 0]))).toBeNull();
    expect(padMove(pad([padButtons.clutch], [deadZone, -deadZone, 0.05, 0]))).toEqual(stillMove);
    expect(padMove(pad([padButtons.clutch], [0, -1, 0, 1]))).toMatchObject({ x: 1, z: -1 });
    const half = padMove(pad([padButtons.clutch, padButtons.open], [0.56, 0, 0, 0]));
    expect(half?.y).toBeCloseTo(-0.5, 2);
    expect(half?.gripper).toBe(1);
  });

  it('of unknown layout moves nothing', () => {
    expect(padMove({ ...pad([padButtons.clutch], [1, 1, 1, 1]), mapping: '' })).toBeNull();
  });
});

function rig(pace: 'real' | 'lockstep' | 'lockstep-runs' = 'real') {
  const clock = createStillClock();
  const sent: CommandArgs<'teleop.input'>[] = [];
  const answers: PromiseWithResolvers<null>[] = [];
  const refused: unknown[] = [];
  let seq = 0;
  const driver = createTeleopDriver({
    clock,
    send: (input) => {
      sent.push(input);
      const answer = Promise.withResolvers<null>();
      answers.push(answer);
      return answer.promise;
    },
    nextSeq: () => seq++,
    speed: () => 0.4,
    pace: () => pace,
    refused: (thrown) => void refused.push(thrown),
  });
  const answer = async (): Promise<void> => {
    for (const each of answers.splice(0)) each.resolve(null);
    for (let turn = 0; turn < 4; turn++) await Promise.resolve();
  };
  return { clock, sent, answers, refused, driver, answer };
}

const on = (x: number) => ({ move: { ...stillMove, x }, goTo: null, clutch: true });

describe('the messages', () => {
  it('go when something changes, again while it is held, and once when it is let go', async () => {
    const { clock, sent, driver, answer } = rig();
    driver.set(handOff);
    expect(sent).toEqual([]);
    driver.set(on(1));
    driver.set(on(1));
    expect(sent).toHaveLength(1);
    await answer();
    clock.advance(repeatMs);
    expect(sent).toHaveLength(2);
    driver.release();
    driver.release();
    expect(sent.map(({ seq, clutch, speed }) => [seq, clutch, speed])).toEqual([
      [0, true, 0.4],
      [1, true, 0.4],
      [2, false, 0.4],
    ]);
    clock.advance(1_000);
    expect(sent).toHaveLength(3);
  });

  it('do not pile up before a core that does not answer; the release goes all the same', async () => {
    const { clock, sent, driver } = rig();
    driver.set(on(1));
    for (let beat = 0; beat < 20; beat++) clock.advance(repeatMs);
    expect(sent).toHaveLength(4);
    driver.release();
    expect(sent).toHaveLength(5);
    expect(sent.at(-1)).toMatchObject({ clutch: false, move: null, goTo: null });
  });

  it('tell of a refusal once a press', async () => {
    const { answers, refused, driver, clock } = rig();
    driver.set(on(1));
    driver.set(on(0.5));
    clock.advance(repeatMs);
    for (const each of answers.splice(0)) each.reject(new Error('busy'));
    for (let turn = 0; turn < 4; turn++) await Promise.resolve();
    expect(refused).toHaveLength(1);
  });

  it('in lockstep follow each other, one period each, and stand still with the hand off', async () => {
    const { clock, sent, driver, answer } = rig('lockstep');
    driver.set(on(1));
    clock.advance(500);
    expect(sent).toHaveLength(1);
    await answer();
    clock.advance(20);
    expect(sent).toHaveLength(2);
    driver.release();
    await answer();
    clock.advance(500);
    expect(sent).toHaveLength(3);
  });

  it('in lockstep carry a countdown, whether or not a hand is on', async () => {
    const { clock, sent, driver, answer } = rig('lockstep-runs');
    driver.wake();
    clock.advance(20);
    await answer();
    clock.advance(20);
    expect(sent.map(({ clutch }) => clutch)).toEqual([false, false]);
  });
});

describe('the sounds', () => {
  const told = (
    state: 'ready' | 'counting-down' | 'recording',
    countdownS: number | null = null,
  ) => ({
    state,
    countdownS,
  });

  it('count the seconds, begin, keep, and are low when it ends by itself', () => {
    expect(cueOf(told('ready'), told('counting-down', 3))).toBe('count');
    expect(cueOf(told('counting-down', 3), told('counting-down', 2.6))).toBeNull();
    expect(cueOf(told('counting-down', 2.1), told('counting-down', 1.9))).toBe('count');
    expect(cueOf(told('counting-down', 0.1), told('recording'))).toBe('begin');
    expect(cueOf(told('recording'), told('recording'))).toBeNull();
    expect(cueOf(told('recording'), told('ready'))).toBe('kept');
    expect(cueOf(told('recording'), null)).toBe('cut');
    expect(cueOf(told('ready'), null)).toBeNull();
  });
});
