/**
 * What judging takes, as a bench waits for it: bytes of frames into the judge's jailed process, the fused verdict out of
 * it. The judge that came with Push-T and a small one that the built-in author's families write; alone, and with a training
 * process of low priority beside.
 */
import path from 'node:path';
import { createProcessTable } from '../../main/base/host/processTable.ts';
import { must } from '../../main/base/lib/assert.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import { createRng } from '../../main/base/lib/rng.ts';
import type { CameraFrame, CameraModel } from '../../main/base/model/camera.ts';
import type { JudgeFile } from '../../main/base/model/judgeFile.ts';
import type { TaskManifest } from '../../main/base/model/task.ts';
import type { Observation } from '../../main/base/wire/program.ts';
import { openExamStudio } from '../../main/bench/devices/sim/exam/openExamStudio.ts';
import type { Example, Family } from '../../main/environment/author/family.ts';
import { geometryFamily } from '../../main/environment/author/geometryFamily.ts';
import { judgeProgram } from '../../main/environment/author/judgeProgram.ts';
import { netFamily } from '../../main/environment/author/netFamily.ts';
import { writeJudge } from '../../main/environment/author/writeJudge.ts';
import { jailCommand, probeJail } from '../../main/environment/jail/jail.ts';
import { openJudge } from '../../main/environment/judge/openJudge.ts';
import { lookAt, type ViewRule } from '../../main/environment/sdk/authoredJudge.ts';
import { readManifest } from '../../main/environment/task/readManifest.ts';
import type { Figure, Measurement, PerfPorts } from './figure.ts';
import { spawnOwned } from './spawnOwned.ts';

const frames = 1000;
const warmUp = 30;
/** Scenes to learn from; the same ones are asked about again and again. */
const successes = 10;
const failures = 20;
const whole = { x: 0, y: 0, w: 1, h: 1 };
/** Longer than any answer that would still be counted. */
const answerMs = 20_000;

interface Asked {
  readonly good: boolean;
  readonly observation: Observation;
  readonly frames: readonly CameraFrame[];
}

interface Material {
  readonly manifest: TaskManifest;
  readonly cameras: readonly CameraModel[];
  readonly asked: readonly Asked[];
}

async function drawMaterial(taskDir: string): Promise<Material> {
  const manifest = await readManifest(taskDir);
  const { success, clearViewRad } = manifest;
  const { goal } = success;
  using studio = await openExamStudio({ taskDir, success, clearViewRad });
  const rng = createRng(11);
  const asked: Asked[] = [];
  for (let i = 0; i < successes + failures; i++) {
    const good = i < successes;
    const reach = good ? 0.001 : rng.between(0.01, 0.03);
    const angle = rng.between(-Math.PI, Math.PI);
    const t = {
      xM: goal.xM + reach * Math.cos(angle),
      yM: goal.yM + reach * Math.sin(angle),
      yawRad: goal.yawRad + (good ? 0.03 : 0.5) * rng.between(-1, 1),
    };
    const scene = { id: `drawn-${i}`, objects: { t }, arm: 'clear' } as const;
    const { looks } = await studio.draw({ scene, tricks: {}, from: 0, count: 1, seed: i });
    asked.push({ good, ...must(looks[0]) });
  }
  return { manifest, cameras: studio.cameras, asked };
}

/** A judge by the author's families, as its author would write it, without the search. */
async function writeSmall({ manifest, asked }: Material, dir: string): Promise<void> {
  const roles = manifest.cameras;
  const views: Record<string, ViewRule> = Object.fromEntries(
    roles.map((role) => [role, { crop: whole, size: null }]),
  );
  const examples: Example[] = [];
  for (const [i, each] of asked.entries()) {
    const { pictures, arm } = await lookAt(each, views);
    const id = `clip-${i}`;
    const clip = {
      ...{ id, recordingId: id, dir: '', fromMs: 0, toMs: 1, decidedMs: 0, sure: true },
      ...({ nearMiss: null, wallTime: '', source: 'demo' } as const),
      label: each.good ? ('success' as const) : ('failure' as const),
    };
    const moment = { clipId: id, atMs: 0, pictures, arm };
    examples.push({ clip, positive: each.good, moments: [moment] });
  }
  const scenes = must(examples.at(-1)?.moments[0]).pictures;
  const config: Record<string, unknown> = { views };
  const files: Record<string, Uint8Array> = {};
  const parts: { id: string; words: string }[] = [];
  for (const family of [geometryFamily, netFamily] satisfies Family[]) {
    const fit = await family.fit(examples, {
      ...{ roles, seed: 1, scenes, seconds: 60, progress: () => undefined },
      signal: new AbortController().signal,
    });
    if ('why' in fit) throw new Error(`${family.id}: ${fit.why}`);
    const own = await fit.fitted.files();
    Object.assign(files, own.files);
    config[family.id] = own.config;
    parts.push({ id: family.id, words: fit.fitted.words });
  }
  const file: JudgeFile = {
    ...({ version: 1, task: manifest.id, words: 'A small one.', by: 'built-in' } as const),
    cameras: Object.fromEntries(roles.map((role) => [role, { crop: whole, threshold: 0.5 }])),
    ...{ fusion: 'seeing', dwell: manifest.dwell, config },
    training: {
      ...{ softwareVersion: 'measured', seed: 1, clips: asked.length, positives: successes },
      ...{ negatives: failures, clipsHash: '0'.repeat(64), doubted: [], reasons: [], caveats: [] },
    },
  };
  const program = judgeProgram({ file, parts, reasons: [], caveats: [] });
  writeJudge(dir, { file, program, files });
}

async function askOften(
  { clock, root, scratchDir }: PerfPorts,
  { manifest, cameras, asked }: Material,
  dir: string,
): Promise<number[]> {
  const log = silentLog;
  const jail = await probeJail({ log, appDir: root, cacheDir: path.join(scratchDir, 'sdk') });
  await using judge = openJudge(
    {
      ...{ clock, log, table: createProcessTable() },
      programCommand: (program) => jailCommand(program, jail),
    },
    {
      ...{ id: 'measured', dir, hash: '', main: 'judge.ts', dwell: manifest.dwell, file: null },
      manifest: { ...manifest, judge: { ...manifest.judge, answerMs } },
    },
    cameras,
  );
  const failure = await judge.ready;
  if (failure !== null) throw new Error(failure.why);
  const times: number[] = [];
  for (let i = 0; i < warmUp + frames; i++) {
    const { observation, frames: pictures } = must(asked[i % asked.length]);
    const startMs = clock.nowMs();
    const answer = await judge.ask({ toolClear: true, observation, frames: pictures });
    if (!answer.ok) throw new Error(answer.failure.why);
    if (i >= warmUp) times.push(clock.nowMs() - startMs);
  }
  return times;
}

/** The same with a process beside that trains nets for as long. */
async function besideTraining(
  ports: PerfPorts,
  material: Material,
  dir: string,
): Promise<number[]> {
  const main = path.join(import.meta.dirname, 'trainMain.ts');
  const { child, ended } = spawnOwned('nice', ['-n', '10', process.execPath, main], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const first = await new Promise((resolve) => {
    child.stdout?.once('data', resolve);
    void ended.then(() => resolve(null));
  });
  if (first === null) throw new Error('the trainer ended');
  try {
    return await askOften(ports, material, dir);
  } finally {
    child.stdin?.end();
    await ended;
  }
}

const names = ['judge-shipped', 'judge-authored'] as const;

export const judge: Figure = {
  name: 'judge',
  what: [
    `Two stored pictures of 320×240 (${successes + failures} drawn scenes in turn) through a jailed judge:`,
    'bytes of frames in, fused verdict out, the process warm. The judge that came with Push-T, and one with geometry and nets of both cameras;',
    'alone, and beside a process of priority 10 that trains nets.',
  ].join(' '),
  lines: names.flatMap((name) => [name, `${name}-training`]),
  async measure(ports): Promise<readonly Measurement[]> {
    const taskDir = path.join(ports.root, 'tasks', 'push-t');
    const material = await drawMaterial(taskDir);
    const small = path.join(ports.scratchDir, 'judge');
    await writeSmall(material, small);
    const dirs = [path.join(taskDir, 'judge'), small] as const;
    const found: Measurement[] = [];
    for (const [k, name] of names.entries()) {
      const dir = must(dirs[k]);
      const unit = 'ms';
      const values = await askOften(ports, material, dir);
      const beside = await besideTraining(ports, material, dir);
      found.push({ name, unit, values, baseline: null });
      found.push({ name: `${name}-training`, unit, values: beside, baseline: null });
    }
    return found;
  },
};
