/** The reset's check on a bench that only counts: when its answer is taken, and where the arm is meanwhile. */
import { describe, expect, it } from 'vitest';
import { createStageMeter } from '../base/lib/stageMeter.ts';
import type { Joints } from '../base/model/arm.ts';
import type { TaskManifest } from '../base/model/task.ts';
import { simulatedBenchEnvelope } from '../bench/benchEnvelope.ts';
import type { Program } from '../environment/program/openProgram.ts';
import { runReset } from './runReset.ts';
import type { TrialLoop } from './trialLoop.ts';

const clearViewRad: Joints = [0, -1, 1, 1, 0, 0];
const limits = {
  x: { min: 0, max: 0.3 },
  y: { min: -0.2, max: 0.2 },
  z: { min: 0, max: 0.2 },
  gripperRad: null,
  maxTiltRad: null,
};
const taskOf = (latencyTicks: number) =>
  ({
    clearViewRad,
    rateHz: 50,
    resetLimits: limits,
    reset: { latencyTicks, limitS: 1, retries: 0 },
  }) as unknown as TaskManifest;

/** The arm stands in the clear view; each tick is 20 ms. */
function countingBench(pace: 'real' | 'lockstep') {
  let tick = -1;
  const targets: { readonly tick: number; readonly jointsRad: Joints }[] = [];
  const frame = { role: 'front', seq: 1, capturedAtMs: 0, jpeg: new Uint8Array(1) };
  const loop = {
    link: {
      pace,
      rateHz: 50,
      cameras: [{ role: 'front' }],
      meter: createStageMeter(() => 0),
      target: (jointsRad: Joints) => void targets.push({ tick, jointsRad }),
      setEnvelope: () => undefined,
    },
    enter: async () => undefined,
    takeFrames: () => [{ ...frame, capturedNowMs: null }],
    takeLimit: () => null,
    async next() {
      tick++;
      await Promise.resolve();
      const state = {
        positionRad: clearViewRad,
        velocityRadS: [],
        load: [],
        appliedRad: clearViewRad,
      };
      return { tick, atMs: tick * 20, state };
    },
  };
  return { loop: loop as unknown as TrialLoop, targets, now: () => tick };
}

async function checkWith(
  latencyTicks: number,
  pace: 'real' | 'lockstep',
  computing: Promise<void>,
) {
  const bench = countingBench(pace);
  let askedAt = Number.NaN;
  const program = {
    ready: Promise.resolve(null),
    async ask({ type }: { readonly type: string }) {
      if (type === 'observe') return { ok: true, reply: { type: 'done', id: 1 } };
      askedAt = bench.now();
      await computing;
      const reply = { type: 'checked', id: 2, ok: true, reason: '', believed: null, solved: false };
      return { ok: true, reply };
    },
  } as unknown as Program;
  const task = taskOf(latencyTicks);
  const result = await runReset({
    ...{ loop: bench.loop, task, program, judge: null },
    bench: simulatedBenchEnvelope,
  });
  expect(result).toEqual({ ok: true, attempts: 1, seen: null, noes: [], second: null });
  const waited = bench.targets.filter(({ tick }) => tick >= askedAt);
  for (const { jointsRad } of waited) expect(jointsRad).toEqual(clearViewRad);
  return { ticks: bench.now() - askedAt, held: waited.length };
}

describe('a reset', () => {
  it('tells which check said yes, what it saw, and why earlier ones said no', async () => {
    const bench = countingBench('lockstep');
    const believed = { xM: 0.2, yM: 0.01, yawRad: 1 };
    const replies = [
      { ok: false, reason: 'the arm is too close', believed: null, solved: false },
      { ok: true, reason: '', believed, solved: false },
    ];
    const program = {
      ready: Promise.resolve(null),
      async ask({ type }: { readonly type: string }) {
        if (type === 'observe') return { ok: true, reply: { type: 'done', id: 1 } };
        return { ok: true, reply: { type: 'checked', id: 2, ...replies.shift() } };
      },
    } as unknown as Program;
    const task = { ...taskOf(1), reset: { latencyTicks: 1, limitS: 1, retries: 2 } };
    const result = await runReset({
      ...{ loop: bench.loop, task: task as TaskManifest, program, judge: null },
      bench: simulatedBenchEnvelope,
    });
    const noes = ['the arm is too close'];
    expect(result).toEqual({ ok: true, attempts: 2, seen: believed, noes, second: null });
  });
});

describe('the check of a reset', () => {
  it.each([0, 1, 7])(
    'costs its declared %i ticks in lockstep, however fast it is',
    async (ticks) => {
      const there = await checkWith(ticks, 'lockstep', Promise.resolve());
      expect(there).toEqual({ ticks, held: ticks });
    },
  );

  it('costs no tick more when it computes for long', async () => {
    const slow = Promise.withResolvers<void>();
    const checked = checkWith(3, 'lockstep', slow.promise);
    for (let turn = 0; turn < 1000; turn++) await Promise.resolve();
    slow.resolve();
    expect((await checked).ticks).toBe(3);
  });

  it('in real time is taken when it comes, the rows going on', async () => {
    const slow = Promise.withResolvers<void>();
    const checked = checkWith(1, 'real', slow.promise);
    for (let turn = 0; turn < 1000; turn++) await Promise.resolve();
    slow.resolve();
    const { ticks, held } = await checked;
    expect(ticks).toBeGreaterThan(10);
    expect(held).toBe(ticks);
  });
});
