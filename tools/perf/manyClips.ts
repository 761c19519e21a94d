/**
 * A data folder with very many small real recordings and a clip of each: for figures and tests. A few are written by the
 * recorder's own code, the others are those under other names, their large files linked, so that thousands cost no disk.
 * Equal sizes give equal clips.
 */
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { sha256 } from '../../main/base/host/canonical.ts';
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import { createRng } from '../../main/base/lib/rng.ts';
import type { DemoEnd, DemoHead, LabelValue } from '../../main/base/model/episode.ts';
import type { StepRow } from '../../main/base/wire/recorder.ts';
import { openLockedBook } from '../../main/environment/clips/lockedBook.ts';
import { openClipRoom } from '../../main/environment/clips/openClipRoom.ts';
import { openDemoBook } from '../../main/environment/demos/demoBook.ts';
import {
  anchorPath,
  demoDir,
  demoEndFile,
  demoFile,
  demosDir,
  ledgerPath,
} from '../../main/store/dataLayout.ts';
import { type Ledger, openLedger } from '../../main/store/ledger/ledger.ts';
import { openDemoRecord } from '../../main/store/record/demoRecord.ts';
import { readDemoEnd } from '../../main/store/record/demoSchema.ts';
import { writeWhole } from '../../main/store/record/recordFolder.ts';

export interface ManyClips {
  readonly clips: number;
  /** Looks that every clip has. */
  readonly looks: 0 | 1 | 2;
  readonly task?: string;
}

const roles = ['front', 'overhead'] as const;
const patterns = 8;
const pictures = 30;
const everyMs = 100;
const widthPx = 320;
const heightPx = 240;
export const madeNearMiss = 'beside the goal';

/** What the `position`-th clip shows: a quarter successes, half failures, a quarter near misses, a few unclear. */
export function madeClip(position: number): { value: LabelValue; nearMiss: string | null } {
  if (position % 25 === 24) return { value: 'unclear', nearMiss: null };
  if (position % 4 === 0) return { value: 'success', nearMiss: null };
  return { value: 'failure', nearMiss: position % 4 === 3 ? madeNearMiss : null };
}

/** A block that wanders over the table. */
function picture(pattern: number, n: number, role: string): Promise<Buffer> {
  const rng = createRng(pattern + 1).fork(role);
  const x = Math.round(20 + rng.between(0, 180) + n * 2);
  const y = Math.round(20 + rng.between(0, 140));
  const svg =
    `<svg width="${widthPx}" height="${heightPx}"><rect width="100%" height="100%" fill="#d8d2c4"/>` +
    `<rect x="180" y="90" width="70" height="70" fill="none" stroke="#2a7" stroke-width="4"/>` +
    `<rect x="${x}" y="${y}" width="46" height="46" fill="#24b"/></svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality: 85 }).toBuffer();
}

function stepAt(tick: number): StepRow {
  const joints = [0.1, 0.2, 0.3, 0.4, 0.5, Number((tick * 0.001).toFixed(5))];
  return {
    ...{ tick, atMs: tick * 20, phase: 'episode', attempt: 1, source: 'human', mode: 'moving' },
    ...{ wantedRad: joints, appliedRad: joints, positionRad: joints },
    ...{ load: [0, 0, 0, 0, 0, 0], limitedBy: null },
  };
}

function headOf(id: string, task: string): DemoHead {
  return {
    ...{ version: 1, id, task, taskVersion: '1', instruction: 'push it there' },
    origin: { kind: 'synth', seed: 1, index: Number(id.slice(5)) },
    ...{ wallTime: '2026-11-30T08:00:00.000Z', roles, videoRateHz: 1000 / everyMs },
    ...{ benchId: 'sim-1', clock: 'lockstep', softwareVersion: 'made' },
    ...{ calibrationHash: sha256(''), cameraCalibrationHash: null },
  };
}

/** One real recording; gives its end. */
async function record(dir: string, pattern: number, task: string): Promise<DemoEnd> {
  const head = headOf(path.basename(dir), task);
  const ports = { clock: realClock, ffmpeg: 'ffmpeg' };
  using demo = await openDemoRecord({ type: 'begin-demo', dir, head }, ports);
  for (let n = 0; n < pictures; n++) {
    const ticks = [0, 1, 2, 3, 4].map((tick) => stepAt(n * 5 + tick));
    demo.steps(ticks);
    for (const role of roles) {
      const frame = {
        type: 'frame',
        role,
        seq: n,
        capturedAtMs: n * everyMs,
        judged: true,
      } as const;
      await demo.frame(frame, await picture(pattern, n, role));
    }
  }
  const said = { result: null, nearMiss: null, marks: [], why: '', wallTime: head.wallTime };
  await demo.finish({ ...said, fromMs: 0, toMs: pictures * everyMs });
  return must(readDemoEnd(dir));
}

/** The recording at `from` under another name. */
function again(from: string, to: string, end: DemoEnd, position: number, task: string): string {
  mkdirSync(to);
  for (const name of readdirSync(from))
    if (name !== demoFile && name !== demoEndFile)
      linkSync(path.join(from, name), path.join(to, name));
  const id = path.basename(to);
  const { value, nearMiss } = madeClip(position);
  const first = writeWhole(to, demoFile, headOf(id, task));
  const files = { ...end.files, [demoFile]: first };
  return writeWhole(to, demoEndFile, { ...end, id, result: value, nearMiss, files }).sha256;
}

/** As it was labelled by two people; the second changes her mind about nothing. */
function fill(
  ledger: Ledger,
  dataDir: string,
  { clips, looks, task = 'push-t' }: ManyClips,
  hashes: readonly string[],
): void {
  const locked = openLockedBook(ledger);
  const demos = openDemoBook({
    ledger,
    isLocked: locked.isLocked,
    clipsOf: () => 0,
    isTaken: () => false,
  });
  for (let position = 0; position < clips; position++) {
    const { value, nearMiss } = madeClip(position);
    const demoId = demos.nextId();
    demos.record({
      ...{ demoId, recordingId: demoId, task, endHash: must(hashes[position]), why: '' },
      origin: { kind: 'synth', seed: 1, index: position + 1 },
      ...{ result: value, nearMiss, fromMs: 0, toMs: pictures * everyMs },
      ...{ roles, frames: pictures },
    });
  }
  using room = openClipRoom({
    ...{ ledger, demos, locked, dataDir, wallTime: realClock.wallTime },
    pause: async () => undefined,
    quotasOf: async () => ({ success: 40, failure: 80, nearMisses: [] }),
    onTrouble: (error) => {
      throw error;
    },
  });
  const { book } = room;
  for (const [look, by] of [
    ['first', 'Ada'],
    ['second', 'Bo'],
  ].slice(0, looks) as ['first', string][])
    for (const value of ['success', 'failure', 'unclear'] as const) {
      const ids = book
        .clips(task)
        .filter((_, at) => madeClip(at).value === value)
        .map(({ id }) => id);
      const decidedMs = (pictures - 2) * everyMs;
      if (ids.length > 0) book.label({ ids, look, value, decidedMs, by, why: '' });
    }
}

/** Into a folder that has no ledger yet. */
export async function makeManyClips(dataDir: string, wanted: ManyClips): Promise<void> {
  const { task = 'push-t' } = wanted;
  mkdirSync(demosDir(dataDir), { recursive: true });
  const models = mkdtempSync(path.join(dataDir, 'models-'));
  const fast = mkdtempSync(
    path.join(existsSync('/dev/shm') ? '/dev/shm' : dataDir, 'nightbench-clips-'),
  );
  try {
    const ends: { readonly dir: string; readonly end: DemoEnd }[] = [];
    for (let pattern = 0; pattern < Math.min(patterns, wanted.clips); pattern++) {
      const dir = path.join(models, `model-${pattern}`);
      ends.push({ dir, end: await record(dir, pattern, task) });
    }
    const hashes = Array.from({ length: wanted.clips }, (_, position) => {
      const { dir, end } = must(ends[position % ends.length]);
      const id = `demo-${String(position + 1).padStart(6, '0')}`;
      return again(dir, demoDir(dataDir, id), end, position, task);
    });
    {
      using ledger = openLedger(ledgerPath(fast), {
        clock: realClock,
        log: silentLog,
        softwareVersion: 'made',
      });
      fill(ledger, dataDir, wanted, hashes);
    }
    for (const pathIn of [ledgerPath, (at: string) => anchorPath(ledgerPath(at))])
      copyFileSync(pathIn(fast), pathIn(dataDir));
  } finally {
    rmSync(models, { recursive: true });
    rmSync(fast, { recursive: true });
  }
}
