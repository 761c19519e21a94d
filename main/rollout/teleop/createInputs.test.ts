/** Inputs by a hand's clock: the newest counts, an old number never, silence lets go; in lockstep one is one period. */
import { expect, it } from 'vitest';
import { createInputs, staleInputMs, type TeleopMessage } from './createInputs.ts';

const still = { x: 0, y: 0, z: 0, roll: 0, pitch: 0, gripper: 0 };
const message = (seq: number, part: Partial<TeleopMessage> = {}): TeleopMessage => ({
  ...{ seq, move: still, goTo: null, clutch: true, speed: 0.5 },
  ...part,
});

it('in real time the newest is read as often as anybody likes, until it is old', async () => {
  let nowMs = 0;
  const inputs = createInputs('real', () => nowMs);
  expect(inputs.read()).toBeNull();
  await inputs.take(message(3));
  expect(inputs.read()).toEqual({ wish: { kind: 'move', move: still }, speed: 0.5 });
  await expect(inputs.take(message(3))).rejects.toMatchObject({ code: 'bad-input' });
  nowMs = staleInputMs;
  expect(inputs.read()).not.toBeNull();
  nowMs = staleInputMs + 1;
  expect(inputs.read()).toBeNull();
  await inputs.take(message(4, { clutch: false }));
  expect(inputs.read()).toBeNull();
  await inputs.take(message(5, { goTo: { xM: 0.2, yM: 0, zM: null }, speed: 1 }));
  expect(inputs.read()).toMatchObject({ wish: { kind: 'goTo', xM: 0.2, zM: null }, speed: 1 });
  inputs.forget();
  await inputs.take(message(0));
  expect(inputs.read()).not.toBeNull();
});

it('in lockstep an input waits for its period, and moves one', async () => {
  const inputs = createInputs('lockstep', () => 0);
  const never = new AbortController();
  const asked = inputs.next(never.signal);
  let ran = false;
  const taken = inputs.take(message(0)).then(() => {
    ran = true;
  });
  await asked;
  expect(inputs.read()).not.toBeNull();
  expect(ran).toBe(false);
  inputs.done();
  await taken;
  expect(inputs.read()).toBeNull();
  const waiting = inputs.next(never.signal);
  never.abort(new Error('over'));
  await expect(waiting).rejects.toThrow('over');
});

it('lets whoever waits go when it is over, and takes no more', async () => {
  const inputs = createInputs('lockstep', () => 0);
  const taken = inputs.take(message(0));
  inputs.close();
  await taken;
  await expect(inputs.take(message(1))).rejects.toMatchObject({ code: 'refused' });
});
