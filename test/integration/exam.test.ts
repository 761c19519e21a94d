/**
 * Exams and attacks with their real processes: what is drawn is what was written, the oracle counts, the shipped judge of
 * Push-T is not fooled while a gullible one is, and a judge that crashes or hangs loses its scene and no other.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import { createRng } from '../../main/base/lib/rng.ts';
import { attackKinds, type ExamScene } from '../../main/base/model/examScene.ts';
import { coverObject, hiddenShare } from '../../main/bench/devices/sim/exam/coverObject.ts';
import {
  type ExamStudio,
  openExamStudio,
} from '../../main/bench/devices/sim/exam/openExamStudio.ts';
import { readManifest } from '../../main/environment/task/readManifest.ts';
import type { ExamRoom } from '../../main/rollout/judging/openExamRoom.ts';
import { planExam } from '../../main/rollout/judging/planExam.ts';
import { scene as teeScene } from '../../tasks/push-t/scene/scene.ts';
import { never, tempDir } from '../lib/coreUnderTest.ts';
import { openTestExam, templatesDir } from '../lib/examUnderTest.ts';

const taskDir = path.join(templatesDir, 'push-t');
const manifest = await readManifest(taskDir);
const { goal } = manifest.success;
const t = (offM = 0, turnRad = 0) => ({
  t: { xM: goal.xM + offM, yM: goal.yM, yawRad: goal.yawRad + turnRad },
});

let studio: ExamStudio;
beforeAll(async () => {
  studio = await openExamStudio({ ...manifest, taskDir });
});
afterAll(() => studio[Symbol.dispose]());

const draw = (scene: ExamScene, tricks = {}, seed = 1) =>
  studio.draw({ scene, tricks, from: 0, count: 2, seed });
const bytesOf = ({ looks }: Awaited<ReturnType<typeof draw>>) =>
  looks.flatMap(({ frames }) => frames.map(({ jpeg }) => Buffer.from(jpeg).toString('base64')));

it('the same scene and seed give the same bytes; looks differ by noise, all else by what was written', async () => {
  const plain: ExamScene = { id: 'a', objects: t() };
  const once = bytesOf(await draw(plain));
  expect(bytesOf(await draw(plain))).toEqual(once);
  expect(new Set(once).size).toBe(4);
  const others: [Partial<ExamScene>, number][] = [
    [{ arm: 'over' }, 2],
    [{ light: { gain: 0.7 } }, 2],
    [{ light: { castRgb: [1.1, 1, 0.9] } }, 2],
    [{ cameraShiftM: { overhead: [0.005, 0, 0] } }, 1],
    [{ distractors: [{ shape: 'tee', color: 'same', xM: 0.25, yM: 0.05 }] }, 2],
    [{ distractors: [{ shape: 'Box', color: [0, 200, 30], xM: 0.25, yM: 0.05 }] }, 2],
  ];
  for (const [more, cameras] of others) {
    const other = bytesOf(await draw({ ...plain, ...more }));
    expect([more, other.slice(0, 2).filter((jpeg, i) => jpeg !== once[i]).length]).toEqual([
      more,
      cameras,
    ]);
  }
});

it('the oracle’s truth goes with the place, and with nothing else', async () => {
  const truthAt = async (objects: ExamScene['objects']) => (await draw({ id: 1, objects })).truth;
  expect(await truthAt(t())).toEqual({ success: true, edge: false });
  expect(await truthAt(t(0.006))).toEqual({ success: false, edge: true });
  expect(await truthAt(t(0, Math.PI))).toEqual({ success: false, edge: false });
  expect(await truthAt({ tee: t().t })).toEqual({ success: true, edge: false });
  expect(await truthAt({})).toBeNull();
});

it.each([
  ['"cup"', { objects: { ...t(), cup: t().t } }],
  ['"wrist"', { objects: t(), cameraShiftM: { wrist: [0, 0, 0] } }],
  ['"goat"', { objects: t(), distractors: [{ shape: 'goat', color: 'red', xM: 0.2, yM: 0 }] }],
  ['"beige"', { objects: t(), distractors: [{ shape: 'box', color: 'beige', xM: 0.2, yM: 0 }] }],
] as const)('%s is refused by its name', async (name, scene) => {
  const written = { id: 'x', ...scene } as unknown as ExamScene;
  await expect(draw(written)).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining(name),
  });
});

it('a frozen camera repeats its bytes, as new or as old as it says; the others go on', async () => {
  const swap = (how: 'live' | 'frozen' | 'frozen-old') => ({
    swap: { roles: ['front'], scene: { id: 's', objects: t() }, how, look: null },
  });
  const elsewhere: ExamScene = { id: 'e', objects: t(0.05, 1) };
  const frontOf = async (how: 'live' | 'frozen' | 'frozen-old') => {
    const { looks, truth } = await draw(elsewhere, swap(how));
    expect(truth?.success).toBe(false);
    return looks.map(({ frames, observation }) => {
      const { jpeg, capturedAtMs, seq } = must(frames.find(({ role }) => role === 'front'));
      return {
        text: Buffer.from(jpeg).toString('base64'),
        seq,
        ageMs: observation.atMs - capturedAtMs,
      };
    });
  };
  const [liveA, liveB] = await frontOf('live');
  expect(liveA?.text).not.toBe(liveB?.text);
  const fresh = await frontOf('frozen');
  expect(fresh.map(({ text }) => text)).toEqual([fresh[0]?.text, fresh[0]?.text]);
  expect(fresh.every(({ ageMs }) => ageMs < 200)).toBe(true);
  const old = await frontOf('frozen-old');
  expect(old.map(({ text }) => text)).toEqual(fresh.map(({ text }) => text));
  expect(old.every(({ ageMs, seq }) => ageMs > 3000 && seq === 0)).toBe(true);
});

it('a cover hides what was asked for and no more, from any camera', () => {
  const object = must(teeScene.objects[0]);
  for (let i = 0; i < 12; i++) {
    const rng = createRng(3).fork(`cover/${i}`);
    const share = rng.between(0.1, 1 / 3);
    const still = coverObject(object, goal, studio.cameras, { share, rgb: [0.5, 0.5, 0.5] }, rng);
    const [x, y, z, cos, , , sin] = still.poses as unknown as number[];
    const block = {
      atM: [must(x), must(y), must(z)] as const,
      halfM: must(still.geoms[0]).sizeM,
      yawRad: Math.atan2(must(sin), must(cos)),
    };
    const hidden = hiddenShare(block, object, goal, studio.cameras);
    expect(hidden).toBeLessThanOrEqual(share);
    expect(hidden).toBeGreaterThan(share - 0.08);
  }
});

const judgeText = (body: string): string => `
import { decodePicture, exposureOf } from 'nightbench/sdk/picture.ts';
import { serveProgram } from 'nightbench/sdk/program.ts';
serveProgram({
  async onJudge({ frames }) {
    const { mean } = exposureOf(await decodePicture(frames[0].jpeg));
    ${body}
    return { verdict: 'success', score: 0.9, margin: 0.5, perCamera: {}, flags: [] };
  },
});
`;

/** Says success of all pictures that `body` lets through. */
function gullible(folder: string, body: string): { dir: string; main: string } {
  const dir = path.join(folder, `judge-${body.length}`);
  mkdirSync(dir);
  writeFileSync(path.join(dir, 'judge.ts'), judgeText(body));
  return { dir, main: 'judge.ts' };
}

const own = tempDir('gullible');
let room: ExamRoom;
beforeAll(async () => {
  room = await openTestExam({
    'judge-0001': gullible(own.path, ''),
    'judge-0002': gullible(own.path, 'if (mean < 25) for (;;); if (mean < 60) throw new Error();'),
  });
});
afterAll(async () => {
  await room[Symbol.asyncDispose]();
  own[Symbol.dispose]();
});

const exam = { task: 'push-t', judge: 'shipped', seed: 1 };
/** Seconds on a quiet machine. */
const longMs = 300_000;

it(
  'a judge that crashes or hangs loses that scene as undecided, and no other',
  async () => {
    const scenes: ExamScene[] = [
      { id: 'good', objects: t() },
      { id: 'crash', objects: t(), light: { gain: 0.5 } },
      { id: 'edge', objects: t(0.006) },
      { id: 'hang', objects: t(0.05), light: { gain: 0.1 } },
      { id: 'fooled', objects: t(0.05) },
    ];
    const { answers, counts } = await room.answers['judge.exam'](
      { ...exam, judge: 'judge-0002', scenes },
      never,
    );
    const lost = { verdict: 'undecided', score: 0, flags: ['judge-fault'] };
    const success = { verdict: 'success', score: 0.9, flags: [] };
    expect(answers).toEqual([
      { id: 'good', ...success },
      { id: 'crash', ...lost },
      { id: 'edge', ...success },
      { id: 'hang', ...lost },
      { id: 'fooled', ...success },
    ]);
    expect(counts).toEqual({
      ...{ scenes: 5, inside: 2, outside: 2, edge: 1, tp: 1, fp: 1, fn: 1, tn: 1 },
      ...{ undecided: 2, faults: 2 },
    });
  },
  longMs,
);

it(
  'an attack fools a gullible judge in every kind, and says how often',
  async () => {
    const report = await room.answers['judge.attack'](
      { ...exam, judge: 'judge-0001', each: 2 },
      never,
    );
    expect(report.kinds.map(({ kind }) => kind)).toEqual([...attackKinds]);
    for (const { kind, fp, negatives, positives, recall, undecided } of report.kinds) {
      expect([kind, negatives > 0, fp, undecided]).toEqual([kind, true, negatives, 0]);
      expect([kind, recall]).toEqual([kind, positives === 0 ? null : 1]);
      expect(report.falsePositives[kind]).toBe(fp);
    }
    expect(report.total).toBe(report.kinds.reduce((sum, { fp }) => sum + fp, 0));
  },
  longMs,
);

it(
  'the shipped judge of Push-T is fooled by none, and passes an exam with the edge left out',
  async () => {
    const report = await room.answers['judge.attack']({ ...exam, seed: 7, each: 2 }, never);
    expect(report.total).toBe(0);
    expect(report.kinds.find(({ kind }) => kind === 'light')?.recall).toBe(1);
    expect(report.kinds.every(({ faults }) => faults === 0)).toBe(true);
    const { scenes } = await room.answers['judge.scenes'](
      { task: 'push-t', count: 16, seed: 5 },
      never,
    );
    const { counts } = await room.answers['judge.exam']({ ...exam, scenes: [...scenes] }, never);
    expect(counts).toMatchObject({ scenes: 16, inside: 8, outside: 8, edge: 0, tp: 8, fp: 0 });
  },
  longMs,
);

it('scenes for an exam come from the seed alone', () => {
  const subject = { rule: manifest.success, roles: manifest.cameras };
  const plan = planExam(subject, 30, 4);
  expect(planExam(subject, 30, 4)).toEqual(plan);
  expect(planExam(subject, 10, 4)).toEqual(plan.slice(0, 10));
  expect(planExam(subject, 30, 5)).not.toEqual(plan);
});

it(
  'an attack on a task whose success is no place is refused',
  async () => {
    const call = room.answers['judge.attack']({ ...exam, task: 'touch', each: 1 }, never);
    await expect(call).rejects.toMatchObject({ code: 'refused' });
  },
  longMs,
);
