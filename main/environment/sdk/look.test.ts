/** Looking: only pictures taken after the arm stood still count, and most looks must see something. */
import { expect, test } from 'vitest';
import { freshFrames, lookSeveralTimes } from './look.ts';
import { type Arm, createArm } from './motion.ts';
import type { Observed } from './program.ts';
import type { Script } from './script.ts';

const joints = [0, -2, 2, 1.5, 0, 0];
const periodMs = 40;
/** Two cameras at 10 Hz; the front one is a period behind. */
const seenAt = (atMs: number): Observed => ({
  attempt: 1,
  observation: { atMs, positionRad: joints, velocityRadS: joints, load: joints },
  frames: [
    { role: 'overhead', behindMs: 0 },
    { role: 'front', behindMs: periodMs },
  ].map(({ role, behindMs }) => {
    const capturedAtMs = Math.floor((atMs - behindMs) / 100) * 100;
    return { role, seq: capturedAtMs / 100, capturedAtMs, jpeg: new Uint8Array(0) };
  }),
});

async function run<R>(make: (arm: Arm) => Script<R>) {
  let atMs = 1020;
  const script = make(createArm(25, seenAt(atMs)));
  let step = await script.next(seenAt(atMs));
  while (step.done !== true && atMs < 60_000) {
    atMs += periodMs;
    step = await script.next(seenAt(atMs));
  }
  if (step.done !== true) throw new Error('never ended');
  return { result: step.value, atMs };
}

test('a look waits until every camera has seen the standing arm', async () => {
  const { atMs } = await run((arm) => freshFrames(arm));
  expect(atMs).toBe(1140);
});

test('a camera that is silent does not hold the program up for ever', async () => {
  const { atMs } = await run((arm) => freshFrames(arm, 1e9));
  expect(atMs).toBeGreaterThanOrEqual(2020);
  expect(atMs).toBeLessThan(2200);
});

test('each of several looks uses new pictures; the middle is answered', async () => {
  const used: number[] = [];
  const { result } = await run((arm) =>
    lookSeveralTimes(
      arm,
      async ({ frames }) => {
        used.push(frames[0]?.seq ?? -1);
        return { xM: used.length === 2 ? 9 : 0.2, yM: 0, yawRad: 0 };
      },
      3,
    ),
  );
  expect(new Set(used).size).toBe(3);
  expect(result).toEqual({ xM: 0.2, yM: 0, yawRad: 0 });
});

test('when most looks saw nothing, nothing is believed', async () => {
  let looks = 0;
  const { result } = await run((arm) =>
    lookSeveralTimes(arm, async () => (looks++ === 0 ? { xM: 0, yM: 0, yawRad: 0 } : null), 3),
  );
  expect(result).toBeNull();
  expect(looks).toBe(3);
});
