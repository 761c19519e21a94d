/**
 * Both judges on drawn scenes whose truth is known: no false success anywhere outside the guard, every clear success
 * found, and undecided for all that is odd. The large runs are `node tools/judgeEval.ts`.
 */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import { createRng } from '../../main/base/lib/rng.ts';
import type { Verdict } from '../../main/base/model/trial.ts';
import { type Placed, placeObject } from '../../main/bench/devices/sim/exam/stillLife.ts';
import { encodeJpeg } from '../../main/bench/devices/sim/raster/cameraWorker.ts';
import type { Judged } from '../../main/environment/sdk/program.ts';
import { judgeTee } from '../../tasks/push-t/judge/judgeTee.ts';
import { scene } from '../../tasks/push-t/scene/scene.ts';
import { judgePuck } from '../../tasks/touch/judge/judgePuck.ts';
import { confusionOf, examineJudge, photograph } from '../lib/judgeExam.ts';
import { pushTeeExam, touchExam } from '../lib/taskExams.ts';

const odd = ['leaning', 'lifted', 'upside-down', 'missing', 'second-one'] as const;

test('Push-T: no false success, clear successes found, odd scenes undecided', async () => {
  const results = await examineJudge(pushTeeExam, pushTeeExam.kinds, 2, 11);
  const clear = results.filter(({ truth }) => !truth.edge);
  expect(confusionOf(clear).falsePositive).toBe(0);
  for (const { kind, verdict, truth } of clear) {
    if (kind === 'inside') expect([kind, verdict.verdict]).toEqual([kind, 'success']);
    if (kind === 'near-miss') expect([kind, verdict.verdict]).toEqual([kind, 'failure']);
    if (odd.some((each) => each === kind))
      expect([kind, verdict.verdict]).toEqual([kind, 'undecided']);
    expect([kind, truth.success || verdict.verdict !== 'success']).toEqual([kind, true]);
  }
}, 180_000);

test('Touch: no false success, the pad and beside it told apart', async () => {
  const results = await examineJudge(
    touchExam,
    ['inside', 'around', 'near-miss', 'missing'],
    3,
    12,
  );
  const clear = results.filter(({ truth }) => !truth.edge);
  expect(confusionOf(clear)).toMatchObject({ falsePositive: 0, falseNegative: 0 });
  expect(confusionOf(clear).truePositive).toBeGreaterThan(0);
}, 180_000);

const manifest = JSON.parse(
  await readFile(new URL('../../tasks/push-t/task.json', import.meta.url), 'utf8'),
) as { success: unknown; config: unknown; clearViewRad: number[] };

const observation = {
  atMs: 5000,
  positionRad: manifest.clearViewRad,
  velocityRadS: [0, 0, 0, 0, 0, 0],
  load: [0, 0, 0, 0, 0, 0],
};

async function goalPictures(at: Placed = { xM: 0.205, yM: 0, yawRad: 0 }) {
  const still = placeObject(must(scene.objects[0]), at);
  return photograph(scene, { still, settings: {} }, createRng(1), 5000);
}

/** The verdict on the T in the goal, with something about the moment changed. */
async function judgeChanged(change: (judged: Judged) => Judged): Promise<Verdict> {
  const { frames, cameras } = await goalPictures();
  const judged = change({ toolClear: true, observation, frames });
  return judgeTee(judged, { cameras, success: manifest.success, config: manifest.config });
}

test('a T in the goal is a success with its margin, the same verdict every time', async () => {
  const once = await judgeChanged((judged) => judged);
  expect(once).toMatchObject({ verdict: 'success', flags: [] });
  expect(once.perCamera).toEqual({ overhead: 'success', front: 'success' });
  expect(once.margin).toBeGreaterThan(0.9);
  expect(once.score).toBeGreaterThan(0.9);
  expect(await judgeChanged((judged) => judged)).toEqual(once);
});

test('what is wrong with the moment is undecided and named', async () => {
  const blank = await encodeJpeg(new Uint8Array(320 * 240 * 3).fill(120), 320, 240);
  const small = await encodeJpeg(new Uint8Array(32 * 24 * 3).fill(120), 32, 24);
  const withJpeg = (jpeg: (old: Uint8Array) => Uint8Array) => (judged: Judged) => ({
    ...judged,
    frames: judged.frames.map((frame, i) =>
      i === 0 ? { ...frame, jpeg: jpeg(frame.jpeg) } : frame,
    ),
  });
  const armOver = [0, -0.62, 1.3, 0.85, 0, 0];
  const cases: readonly (readonly [string, (judged: Judged) => Judged])[] = [
    ['tool-not-clear', (judged) => ({ ...judged, toolClear: false })],
    [
      'arm-moving',
      (judged) => ({
        ...judged,
        observation: { ...observation, velocityRadS: [0, 0, 0.4, 0, 0, 0] },
      }),
    ],
    [
      'tool-near',
      (judged) => ({ ...judged, observation: { ...observation, positionRad: armOver } }),
    ],
    ['front:no-picture', (judged) => ({ ...judged, frames: judged.frames.slice(0, 1) })],
    [
      'overhead:old-picture',
      (judged) => ({ ...judged, observation: { ...observation, atMs: 5600 } }),
    ],
    ['overhead:blank-picture', withJpeg(() => blank)],
    ['overhead:wrong-picture-size', withJpeg(() => small)],
    ['overhead:unreadable-picture', withJpeg((jpeg) => jpeg.subarray(0, jpeg.length / 2))],
    ['overhead:unreadable-picture', withJpeg(() => new Uint8Array(9))],
  ];
  for (const [flag, change] of cases) {
    const verdict = await judgeChanged(change);
    expect([flag, verdict.verdict]).toEqual([flag, 'undecided']);
    expect(verdict.flags).toContain(flag);
  }
});

test('a crop is all that a judge goes by', async () => {
  const front = { x: 0.1, y: 0.1, w: 0.85, h: 0.85 };
  const whole = await judgeChanged((judged) => judged);
  // The T lies within: the same verdict.
  expect(await judgeChanged((judged) => ({ ...judged, crops: { front } }))).toMatchObject({
    verdict: 'success',
    perCamera: whole.perCamera,
  });
  const corner = { x: 0, y: 0, w: 0.2, h: 0.2 };
  const blind = await judgeChanged((judged) => ({ ...judged, crops: { overhead: corner } }));
  expect(blind.verdict).toBe('undecided');
  expect(blind.flags).toContain('overhead:occluded');
  // Half a T is never taken for a whole one.
  const half = await judgeChanged((judged) => ({
    ...judged,
    crops: { overhead: { x: 0, y: 0, w: 0.5, h: 1 } },
  }));
  expect(half.verdict).toBe('undecided');
});

test('the bounds are the published ones', async () => {
  const { frames, cameras } = await goalPictures({ xM: 0.211, yM: 0, yawRad: 0 });
  const judgeWith = (positionM: number): Promise<Verdict> =>
    judgeTee(
      { toolClear: true, observation, frames },
      {
        cameras,
        config: manifest.config,
        success: {
          goal: { xM: 0.205, yM: 0, yawRad: 0 },
          bounds: { positionM, yawRad: 0.1 },
          guard: { positionM: 0, yawRad: 0 },
        },
      },
    );
  expect((await judgeWith(0.008)).verdict).toBe('success');
  expect((await judgeWith(0.005)).verdict).toBe('failure');
  expect((await judgeWith(0.0062)).flags).toEqual(['near-bound']);
});

test('a task that does not publish its rule is refused', async () => {
  const judged = { toolClear: true, observation, frames: [] };
  await expect(judgeTee(judged, { cameras: [], success: {}, config: {} })).rejects.toThrow(
    'success',
  );
  await expect(
    judgePuck(judged, { cameras: [], success: manifest.success, config: {} }),
  ).rejects.toThrow('config.puck');
});
