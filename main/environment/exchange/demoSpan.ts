/**
 * A demo of ours read for export: its pictures and joints at a constant rate, as datasets want them. Slot n is n periods
 * after the first picture of the first camera in the demo's span; each camera shows there the newest picture it had by
 * then, and the arm stands where the newest row says.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Joints } from '../../base/model/arm.ts';
import type { DemoHead } from '../../base/model/episode.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { ExportDemo } from '../../base/wire/exchange.ts';
import { framesFile, stepsFile } from '../../store/dataLayout.ts';
import { readDemoHead } from '../../store/record/demoSchema.ts';
import { type IndexedFrame, indexFrames, readIndexedFrame } from '../../store/record/frameIndex.ts';
import { readSteps } from '../../store/record/readRecord.ts';
import { exchangeBounds } from './exchangeBounds.ts';

export interface DemoSlot {
  /** Bench milliseconds within the recording. */
  readonly atMs: number;
  readonly positionRad: Joints;
  readonly appliedRad: Joints;
}

export interface DemoSpan {
  readonly demo: ExportDemo;
  readonly head: DemoHead;
  readonly rateHz: number;
  readonly slots: readonly DemoSlot[];
  /** False: it was imported without any joints, and those of the slots are empty. */
  readonly hasJoints: boolean;
  readonly roles: readonly string[];
  /** The pictures of a camera, one for each slot. */
  pictures(role: string, signal: AbortSignal): AsyncIterable<Buffer>;
}

const bad = (message: string): BenchError => new BenchError('bad-input', message);

/** Position of the newest that is not later; −1 when all are. `from` is where to look on. */
function newest(times: readonly number[], atMs: number, from: number): number {
  let at = from;
  while (at + 1 < times.length && (times[at + 1] ?? 0) <= atMs) at++;
  return at;
}

function rowsOf(dir: string, { fromMs, toMs }: ExportDemo) {
  const rows: { atMs: number; positionRad: Joints; appliedRad: Joints }[] = [];
  if (!existsSync(path.join(dir, stepsFile))) return rows;
  for (const { atMs, positionRad, appliedRad } of readSteps(dir)) {
    if (atMs > toMs) break;
    // One earlier row says where the arm stood at the first picture.
    if (atMs < fromMs) rows.length = 0;
    rows.push({ atMs, positionRad, appliedRad });
  }
  return rows;
}

function slotTimes(frames: readonly IndexedFrame[], demo: ExportDemo, rateHz: number): number[] {
  const inSpan = frames.filter(
    ({ capturedAtMs }) => capturedAtMs >= demo.fromMs && capturedAtMs <= demo.toMs,
  );
  const first = inSpan[0]?.capturedAtMs;
  const last = inSpan.at(-1)?.capturedAtMs;
  if (first === undefined || last === undefined) throw bad('it has no picture in its span');
  const count = Math.round(((last - first) * rateHz) / 1000) + 1;
  if (count > exchangeBounds.pictures) throw bad(`${count} pictures are too many`);
  return Array.from({ length: count }, (_, n) => first + (n * 1000) / rateHz);
}

/** @throws BenchError `bad-input` for what cannot be exported, `storage` when it is damaged. */
export async function openDemoSpan(
  demo: ExportDemo,
  roles: readonly string[],
  signal: AbortSignal,
): Promise<DemoSpan> {
  const { dir } = demo;
  const head = readDemoHead(dir);
  const lacking = roles.find((role) => !head.roles.includes(role));
  if (lacking !== undefined) throw bad(`it has no camera ${lacking}`);
  const file = path.join(dir, framesFile);
  const index = await indexFrames(file, signal);
  const [leading = ''] = roles;
  const rateHz = head.videoRateHz;
  const times = slotTimes(index.frames.get(leading) ?? [], demo, rateHz);
  const half = 500 / rateHz;
  const rows = rowsOf(dir, demo);
  const rowTimes = rows.map(({ atMs }) => atMs);
  let at = 0;
  const slots = times.map((atMs): DemoSlot => {
    // A row of the very moment counts, whatever rounding made of it.
    at = Math.max(0, newest(rowTimes, atMs + 0.5, at));
    const { positionRad = [], appliedRad = [] } = rows[at] ?? {};
    return { atMs, positionRad, appliedRad };
  });
  return {
    demo,
    head,
    rateHz,
    slots,
    hasJoints: rows.length > 0,
    roles,
    async *pictures(role, ended) {
      const frames = index.frames.get(role) ?? [];
      const shown = frames.map(({ capturedAtMs }) => capturedAtMs);
      let now = 0;
      let keptAt = -1;
      let jpeg: Buffer = Buffer.alloc(0);
      for (const slot of slots) {
        ended.throwIfAborted();
        now = newest(shown, slot.atMs + half, now);
        const frame = frames[now];
        if (frame === undefined) throw bad(`camera ${role} has no picture`);
        if (keptAt !== now) jpeg = await readIndexedFrame(file, frame);
        keptAt = now;
        yield jpeg;
      }
    },
  };
}
