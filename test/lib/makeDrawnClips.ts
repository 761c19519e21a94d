/**
 * A data folder with labelled clips of Push-T that were drawn, not driven: a T that lies well within the bounds or clearly
 * outside, every third time with the arm over it, six pictures of each camera. Real recordings, a real ledger, two looks
 * at each clip; nothing locked yet. The same counts and seed give the same pictures.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { createProcessTable } from '../../main/base/host/processTable.ts';
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import { createRng, type Rng } from '../../main/base/lib/rng.ts';
import type { DemoHead } from '../../main/base/model/episode.ts';
import { createExamOpener } from '../../main/entry/openExam.ts';
import { openLockedBook } from '../../main/environment/clips/lockedBook.ts';
import { openClipRoom } from '../../main/environment/clips/openClipRoom.ts';
import { openDemoBook } from '../../main/environment/demos/demoBook.ts';
import { readManifest } from '../../main/environment/task/readManifest.ts';
import type { ExamScenes } from '../../main/rollout/judging/examScenes.ts';
import { demoDir, demosDir, ledgerPath } from '../../main/store/dataLayout.ts';
import { openLedger } from '../../main/store/ledger/ledger.ts';
import { openDemoRecord } from '../../main/store/record/demoRecord.ts';

export interface DrawnClips {
  readonly successes: number;
  readonly failures: number;
  readonly seed: number;
}

interface Drawn {
  readonly id: string;
  readonly value: 'success' | 'failure';
  readonly nearMiss: string | null;
  readonly endHash: string;
}

const appDir = path.resolve(import.meta.dirname, '../..');
const taskDir = path.join(appDir, 'tasks', 'push-t');
const task = 'push-t';
const looks = 6;
const everyMs = 100;
const kinds = ['Beside the outline', 'Turned too far'] as const;

/** Within the guard of the bounds, or beyond it by shift or by turn. */
function offGoal(rng: Rng, value: Drawn['value'], kind: number): [offM: number, turnRad: number] {
  if (value === 'success') return [rng.between(0, 0.0022), rng.between(-0.09, 0.09)];
  const side = rng.uniform() < 0.5 ? -1 : 1;
  const small = rng.between(-0.05, 0.05);
  if (kind === 0) return [rng.between(0.009, 0.014), small];
  return [rng.between(0, 0.002), side * rng.between(0.28, 0.4)];
}

async function record(
  dataDir: string,
  scenes: ExamScenes,
  clip: Omit<Drawn, 'endHash'>,
  at: number,
  rng: Rng,
): Promise<Drawn> {
  const { goal } = (await readManifest(taskDir)).success;
  const [offM, turnRad] = offGoal(rng, clip.value, kinds.indexOf(clip.nearMiss as never));
  const way = rng.between(-Math.PI, Math.PI);
  const t = {
    xM: goal.xM + offM * Math.cos(way),
    yM: goal.yM + offM * Math.sin(way),
    yawRad: goal.yawRad + turnRad,
  };
  const scene = { id: at, objects: { t }, arm: at % 3 === 2 ? 'over' : 'clear' } as const;
  const drawn = await scenes.draw({ scene }, { from: 0, count: looks }, 1);
  const dir = demoDir(dataDir, clip.id);
  const roles = scenes.cameras.map(({ role }) => role);
  const head: DemoHead = {
    ...{ version: 1, id: clip.id, task, taskVersion: '1', instruction: 'push it there' },
    ...{ origin: { kind: 'synth', seed: 1, index: at + 1 }, roles, videoRateHz: 1000 / everyMs },
    ...{ wallTime: '2026-11-30T08:00:00.000Z', benchId: 'sim-1', clock: 'lockstep' },
    ...{ softwareVersion: 'made', calibrationHash: '', cameraCalibrationHash: null },
  };
  // Films are for people: nobody looks at these.
  const ports = { clock: realClock, ffmpeg: '/nowhere/ffmpeg' };
  using demo = await openDemoRecord({ type: 'begin-demo', dir, head }, ports);
  for (const [n, { observation, frames }] of drawn.looks.entries()) {
    const { positionRad, load } = observation;
    demo.steps([
      {
        ...{ tick: n, atMs: n * everyMs, phase: 'episode', attempt: 1, source: 'human' },
        ...{ mode: 'holding', wantedRad: null, appliedRad: positionRad, positionRad, load },
        limitedBy: null,
      },
    ]);
    for (const { role, jpeg } of frames) {
      const frame = { type: 'frame', role, seq: n, capturedAtMs: n * everyMs } as const;
      await demo.frame({ ...frame, judged: true }, jpeg);
    }
  }
  const said = { result: clip.value, nearMiss: clip.nearMiss, marks: [], why: '' };
  const span = { fromMs: 0, toMs: looks * everyMs };
  const end = await demo.finish({ ...said, ...span, wallTime: head.wallTime });
  return { ...clip, endHash: end.verdictHash };
}

/** As two people labelled them. */
function label(dataDir: string, roles: readonly string[], clips: readonly Drawn[]): void {
  using ledger = openLedger(ledgerPath(dataDir), {
    ...{ clock: realClock, log: silentLog, softwareVersion: 'made' },
  });
  const locked = openLockedBook(ledger);
  const { isLocked } = locked;
  const demos = openDemoBook({ ledger, isLocked, clipsOf: () => 0, isTaken: () => false });
  for (const [at, { id, value, nearMiss, endHash }] of clips.entries())
    demos.record({
      ...{ demoId: id, recordingId: id, task, endHash, why: '', result: value, nearMiss, roles },
      origin: { kind: 'synth', seed: 1, index: at + 1 },
      ...{ fromMs: 0, toMs: looks * everyMs, frames: looks },
    });
  using room = openClipRoom({
    ...{ ledger, demos, locked, dataDir, wallTime: realClock.wallTime },
    pause: async () => undefined,
    quotasOf: async () => ({ success: 1, failure: 1, nearMisses: [] }),
    onTrouble: (error) => {
      throw error;
    },
  });
  const told = room.book.clips(task);
  for (const [look, by] of [
    ['first', 'Ada'],
    ['second', 'Bo'],
  ] as const)
    for (const value of ['success', 'failure'] as const) {
      const mine = new Set(clips.filter((clip) => clip.value === value).map(({ id }) => id));
      const ids = told.filter(({ recordingId }) => mine.has(recordingId)).map(({ id }) => id);
      room.book.label({ ids, look, value, decidedMs: everyMs, by, why: '' });
    }
}

/** Into a folder that has no ledger yet. */
export async function makeDrawnClips(dataDir: string, wanted: DrawnClips): Promise<void> {
  const program = { file: process.execPath, args: [path.join(appDir, 'main/entry/exam.ts')] };
  const ports = { clock: realClock, log: silentLog, table: createProcessTable(), program };
  const { success, clearViewRad } = await readManifest(taskDir);
  await using scenes = await createExamOpener(ports)({ success, clearViewRad }, taskDir);
  mkdirSync(demosDir(dataDir), { recursive: true });
  const clips: Drawn[] = [];
  for (let at = 0; at < wanted.successes + wanted.failures; at++) {
    const value = at < wanted.successes ? 'success' : 'failure';
    const nearMiss = value === 'success' ? null : must(kinds[at % kinds.length]);
    const id = `demo-${String(at + 1).padStart(6, '0')}`;
    const rng = createRng(wanted.seed).fork(id);
    clips.push(await record(dataDir, scenes, { id, value, nearMiss }, at, rng));
  }
  label(
    dataDir,
    scenes.cameras.map(({ role }) => role),
    clips,
  );
}
