/**
 * A demo that was cut short by a crash or a full disk gets its end: rows and frames up to the cut are kept as they are,
 * the torn tail behind them is taken off, a film that has no end is left out, and demo-end.json says what happened. Needs
 * a few kilobytes of room and no more. Nobody may be writing there.
 */
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import type { DemoEnd, DemoHead } from '../../base/model/episode.ts';
import type { StepRow } from '../../base/wire/recorder.ts';
import { demoEndFile, demoFile, framesFile, stepsFile, videoFile } from '../dataLayout.ts';
import { storageError } from '../storageError.ts';
import { type FrameIndex, indexFrames } from './frameIndex.ts';
import type { FileSum } from './hashedFile.ts';
import { readPieces } from './readBounded.ts';
import { writeWhole } from './recordFolder.ts';
import { stepRowSchema } from './recordSchema.ts';
import { sumFile } from './sumFile.ts';

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

const maxStepsBytes = 1 << 30;
/** An MCAP's end without a summary: data end, footer and magic, all lengths and sums 0 (mcap.dev, version 0). */
const mcapEnd = Buffer.concat([
  Buffer.from([0x0f, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
  Buffer.from([0x02, 20, 0, 0, 0, 0, 0, 0, 0, ...Array.from({ length: 20 }, () => 0)]),
  Buffer.from([0x89, 0x4d, 0x43, 0x41, 0x50, 0x30, 0x0d, 0x0a]),
]);

function parseRow(line: string): StepRow | null {
  try {
    const parsed = stepRowSchema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Cuts behind the last whole row; null where there is none. */
function mendSteps(file: string): Span | null {
  if (!existsSync(file)) return null;
  let whole = 0;
  let rest: Buffer = Buffer.alloc(0);
  let span: Span | null = null;
  const take = (): boolean => {
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      const row = parseRow(rest.toString('utf8', 0, end));
      if (row === null) return false;
      span = { fromMs: span?.fromMs ?? row.atMs, toMs: row.atMs };
      whole += end + 1;
      rest = rest.subarray(end + 1);
    }
    return true;
  };
  for (const piece of readPieces(file, maxStepsBytes)) {
    rest = Buffer.concat([rest, piece]);
    if (!take()) break;
  }
  truncateSync(file, whole);
  return span;
}

/** Gives the file its end behind the last whole record. What is damaged in its middle stays as it is. */
async function mendFrames(file: string): Promise<FrameIndex | null> {
  if (!existsSync(file)) return null;
  const index = await indexFrames(file, new AbortController().signal);
  if (index.problem === null || index.rest === null || index.rest.at === 0) return index;
  truncateSync(file, index.rest.at);
  const fd = openSync(file, 'a');
  try {
    writeSync(fd, mcapEnd);
  } finally {
    closeSync(fd);
  }
  return index;
}

function spanOfFrames(index: FrameIndex | null): Span | null {
  const all = [...(index?.frames.values() ?? [])].flat().map((frame) => frame.capturedAtMs);
  if (all.length === 0) return null;
  return { fromMs: Math.min(...all), toMs: Math.max(...all) };
}

/** Null: nothing was recorded yet. @throws BenchError `storage`. */
export async function mendDemo(
  dir: string,
  head: DemoHead,
  { why, wallTime }: { readonly why: string; readonly wallTime: string },
): Promise<DemoEnd | null> {
  try {
    const steps = mendSteps(path.join(dir, stepsFile));
    const index = await mendFrames(path.join(dir, framesFile));
    const span = steps ?? spanOfFrames(index);
    if (span === null) return null;
    const notes: string[] = [];
    for (const role of head.roles) {
      const film = path.join(dir, videoFile(role));
      if (!existsSync(film)) continue;
      rmSync(film);
      notes.push(`no film of camera "${role}": it was cut short`);
    }
    const files: Record<string, FileSum> = {};
    const names = [demoFile, framesFile, stepsFile];
    for (const name of readdirSync(dir)) if (name.endsWith('.part')) rmSync(path.join(dir, name));
    for (const name of names)
      if (existsSync(path.join(dir, name)))
        files[name] = sumFile(path.join(dir, name), { sync: true });
    const end: DemoEnd = {
      version: 1,
      id: head.id,
      result: null,
      nearMiss: head.nearMiss ?? null,
      marks: [],
      why,
      ...span,
      wallTime,
      files,
      filmsFromMs: {},
      notes,
    };
    writeWhole(dir, demoEndFile, end);
    return end;
  } catch (thrown) {
    throw storageError(dir, thrown);
  }
}
