/**
 * Touch's own programs against the simulated world, with rendered pictures and the judge's verdict, without the core:
 * one success, one failure, one truncation, and the reset between them.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Rng } from '../../main/base/lib/rng.ts';
import { createRng } from '../../main/base/lib/rng.ts';
import { type TaskManifest, taskSchema } from '../../main/base/model/task.ts';
import { openWorld, type World } from '../../main/bench/devices/sim/physics/world.ts';
import { decodePicture } from '../../main/environment/sdk/picture.ts';
import type { Observed } from '../../main/environment/sdk/program.ts';
import { locatePuck, type PuckModel } from '../../main/environment/sdk/puck.ts';
import { playScripts, type Script } from '../../main/environment/sdk/script.ts';
import { judgePuck } from '../../tasks/touch/judge/judgePuck.ts';
import { sweep } from '../../tasks/touch/policy/sweep.ts';
import { checkStart } from '../../tasks/touch/reset/checkStart.ts';
import { putBack } from '../../tasks/touch/reset/putBack.ts';
import { createSight } from '../../tasks/touch/reset/sight.ts';
import { scene } from '../../tasks/touch/scene/scene.ts';
import { drawStart } from '../../tasks/touch/scene/starts.ts';
import { createDarkroom, type Darkroom } from '../lib/darkroom.ts';
import { createProgramBench, type ProgramBench } from '../lib/programBench.ts';

const task: TaskManifest = taskSchema.parse(
  JSON.parse(readFileSync(new URL('../../tasks/touch/task.json', import.meta.url), 'utf8')),
);
const { rateHz, config, success } = task;
const pad = success.goal;
const withinM = config.startWithinM as number;

let world: World;
let darkroom: Darkroom;
let bench: ProgramBench;
beforeAll(async () => {
  world = await openWorld(scene);
  darkroom = createDarkroom(scene, world, 3);
  bench = createProgramBench(world, task, darkroom.capture);
});
afterAll(() => world[Symbol.dispose]());

/** A stream whose every draw from a range lies at this share of it. */
const always = (share: number): Rng => {
  const rng: Rng = {
    uniform: () => share,
    between: (low, high) => low + share * (high - low),
    below: (n) => Math.floor(share * n),
    normal: () => 0,
    fork: () => rng,
  };
  return rng;
};

async function reset(seed: number) {
  const start = { cameras: darkroom.cameras, config };
  const see = createSight(start);
  const look = async ({ frames }: Observed) => see(await darkroom.develop(frames));
  const rng = createRng(seed);
  const wanted = drawStart(() => rng.uniform());
  const player = playScripts((first) =>
    putBack(first, { rateHz, wanted, withinM: 0.8 * withinM, locate: look }),
  );
  const limits = task.resetLimits;
  const end = await bench.run(player.onObserve, { limits, limitS: task.reset.limitS });
  bench.clear();
  return { end, check: checkStart(await look(bench.observe()), wanted, withinM, success) };
}

async function episode(play: (first: Observed) => Script<string>) {
  const limits = task.episodeLimits;
  const options = { limits, limitS: task.attemptLimitS };
  const end = await bench.run(playScripts(play).onObserve, options);
  bench.clear();
  const seen = bench.observe();
  const judged = { ...seen, toolClear: true, frames: await darkroom.develop(seen.frames) };
  const { verdict } = await judgePuck(judged, { cameras: darkroom.cameras, config, success });
  return { end, verdict };
}

const sweepAt = (share: number) => (first: Observed) =>
  sweep(first, { rateHz, pad, rng: always(share) });

test('reset, a sweep across the middle, success; well inside three seconds', async () => {
  const { end, check } = await reset(1);
  expect(end.kind).toBe('done');
  expect(check).toMatchObject({ ok: true, solved: false });
  const run = await episode(sweepAt(0.55));
  expect(run.end.kind).toBe('done');
  expect(run.end.seconds).toBeLessThan(2.5);
  expect(run.verdict).toBe('success');
});

test('the puck is brought back, and a sweep beside it is a failure', async () => {
  const { end, check } = await reset(2);
  expect(end.note).toMatch(/put there in 1/);
  expect(end.seconds).toBeLessThan(7);
  expect(check.ok).toBe(true);
  const run = await episode(sweepAt(1));
  expect(run.end.kind).toBe('done');
  expect(run.verdict).toBe('failure');
});

test('a policy that only waits is cut off at the limit, the scene as it was', async () => {
  const { check } = await reset(3);
  expect(check.ok).toBe(true);
  const run = await episode(async function* () {
    for (;;) yield { type: 'wait' };
  });
  expect(run.end.kind).toBe('timeout');
  expect(run.end.seconds).toBeCloseTo(task.attemptLimitS, 1);
  expect(run.verdict).toBe('failure');
});

test('a start that was solved by hand is called solved', async () => {
  world.placeObject('puck', { xM: 0.24, yM: 0.02, yawRad: 0 });
  const see = createSight({ cameras: darkroom.cameras, config });
  const seen = await see(await darkroom.develop(darkroom.capture(world.nowMs())));
  expect(checkStart(seen, pad, withinM, success)).toMatchObject({ ok: false, solved: true });
  expect(checkStart(null, pad, withinM, success).ok).toBe(false);
});

test('the puck is found at every turn of its knob', async () => {
  bench.clear();
  const [camera] = darkroom.cameras;
  const model = config.puck as PuckModel;
  for (let k = 0; k < 30; k++) {
    world.placeObject('puck', { xM: 0.2409, yM: 0.0116, yawRad: (k * Math.PI) / 60 });
    const [frame] = await darkroom.develop(darkroom.capture(world.nowMs()));
    if (camera === undefined || frame === undefined) throw new Error('no camera');
    const view = locatePuck(await decodePicture(frame.jpeg), camera, { model });
    expect(view?.flags).toEqual([]);
    expect(Math.hypot((view?.pose.xM ?? 0) - 0.2409, (view?.pose.yM ?? 0) - 0.0116)).toBeLessThan(
      0.001,
    );
  }
});
