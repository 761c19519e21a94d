/** A real recorder process for tests: asked and answered over its real stdio, with small real pictures. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { type FramedChild, openFramedChild } from '../../main/base/host/framedChild.ts';
import { createProcessTable } from '../../main/base/host/processTable.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import type { Provenance, VerdictTraceRow } from '../../main/base/model/trial.ts';
import type { FromRecorder, StepRow, ToRecorder } from '../../main/base/wire/recorder.ts';

export const recorderMain = path.resolve(import.meta.dirname, '../../main/entry/recorder.ts');

export const sampleProvenance: Provenance = {
  task: 'touch',
  taskVersion: '1',
  taskHash: 'task-hash',
  policyHash: 'policy-hash',
  policyCommit: null,
  judgeHash: 'judge-hash',
  resetHash: 'reset-hash',
  settingsHash: 'settings-hash',
  seed: 7,
  trialIndex: 0,
  startState: { xM: 0.2 },
  benchId: 'bench',
  clock: 'lockstep',
  softwareVersion: '0.1.0',
  calibrationHash: 'calibration-hash',
  isolation: 'none',
};

export interface RecorderChild extends AsyncDisposable {
  readonly child: FramedChild;
  readonly heard: readonly FromRecorder[];
  tell(message: ToRecorder, blob?: Uint8Array): void;
  /** Tells, and resolves with the next answer that is no `backlog` and no `note`. */
  ask(message: ToRecorder): Promise<FromRecorder>;
}

/** `under`: a program and its arguments that start the recorder (bwrap). */
export function openRecorderChild(
  options: { readonly args?: readonly string[]; readonly under?: readonly string[] } = {},
): RecorderChild {
  const heard: FromRecorder[] = [];
  let next: PromiseWithResolvers<FromRecorder> | null = null;
  const command = [
    ...(options.under ?? []),
    process.execPath,
    recorderMain,
    ...(options.args ?? []),
  ];
  const child = openFramedChild({
    name: 'recorder',
    file: command[0] as string,
    args: command.slice(1),
    clock: realClock,
    log: silentLog,
    table: createProcessTable(),
    graceMs: 10_000,
    onFrame: ({ header }) => {
      const message = header as unknown as FromRecorder;
      heard.push(message);
      if (message.type === 'backlog' || message.type === 'note') return;
      next?.resolve(message);
      next = null;
    },
  });
  void child.exited.then((exit) => next?.reject(new Error(`recorder ended: ${exit.lastWords}`)));
  return {
    child,
    heard,
    tell: (message, blob) => void child.send(message, blob === undefined ? [] : [blob]),
    async ask(message) {
      next = Promise.withResolvers<FromRecorder>();
      const answer = next.promise;
      child.send(message);
      return await answer;
    },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}

/** `count` small different JPEGs. */
export async function samplePictures(count: number): Promise<readonly Uint8Array[]> {
  const pictures: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    const background = { r: (i * 40) % 256, g: 90, b: 200 };
    const image = sharp({ create: { width: 64, height: 48, channels: 3, background } });
    pictures.push(Uint8Array.from(await image.jpeg().toBuffer()));
  }
  return pictures;
}

export function sampleStep(tick: number): StepRow {
  const joints = [0.1, 0.2, 0.3, 0.4, 0.5, tick * 0.001];
  return {
    tick,
    atMs: tick * 20,
    phase: 'episode',
    attempt: 1,
    source: 'policy',
    mode: 'moving',
    wantedRad: joints,
    appliedRad: joints,
    positionRad: joints,
    load: [0, 0, 0, 0, 0, 0],
    limitedBy: null,
  };
}

export function sampleVerdict(frame: number): VerdictTraceRow {
  return {
    attempt: 1,
    phase: 'verdict',
    capturedAtMs: frame * 100,
    frames: { front: frame, overhead: frame },
    latencyMs: null,
    verdict: 'success',
    score: 0.875,
    margin: 0.5,
    perCamera: { front: 'success', overhead: 'success' },
    flags: [],
  };
}

export function sampleBegin(dir: string): Extract<ToRecorder, { type: 'begin' }> {
  return {
    type: 'begin',
    id: path.basename(dir),
    dir,
    provenance: sampleProvenance,
    wallTime: '2026-11-20T12:00:00.000Z',
    roles: ['front', 'overhead'],
    videoRateHz: 10,
  };
}

export const sampleFinish: Extract<ToRecorder, { type: 'finish' }> = {
  type: 'finish',
  why: '',
  outcome: { kind: 'success' },
  attempts: [{ attempt: 1, startMs: 0, endMs: 400, ended: 'done', verdict: 'success' }],
  benchSeconds: 0.4,
  wallTime: '2026-11-20T12:00:05.000Z',
};

/** What a bench sends in one short trial, without its end. */
export function tellTrial(recorder: RecorderChild, pictures: readonly Uint8Array[]): void {
  recorder.tell({ type: 'steps', rows: [0, 1, 2, 3].map(sampleStep) });
  pictures.forEach((jpeg, seq) => {
    for (const role of ['front', 'overhead'])
      recorder.tell({ type: 'frame', role, seq, capturedAtMs: seq * 100, judged: true }, jpeg);
    recorder.tell({ type: 'verdict', row: sampleVerdict(seq) });
  });
}

/** Processes whose command line holds `text`. */
export function processesWith(text: string): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      if (!Number.isInteger(pid) || pid === process.pid) return false;
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
      } catch {
        return false;
      }
    });
}
