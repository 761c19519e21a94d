/**
 * steps.ndjson as columns for playing back: read piece by piece without blocking, checked row by row. Memory is
 * bounded: of more rows than `maxRows` only every second, fourth … is kept, and `every` says so. What is whole before
 * a damaged line is kept, and `problem` names the line.
 */
import { createReadStream } from 'node:fs';
import type { StepColumns } from '../../base/api/playback.ts';
import { jointCount } from '../../base/model/arm.ts';
import type { StepRow } from '../../base/wire/recorder.ts';
import { storageError } from '../storageError.ts';
import { stepRowSchema } from './recordSchema.ts';

/** More than a screen has columns. A hundred seconds at 50 Hz are kept whole. */
export const maxRows = 5000;
/** About eighty rows, a millisecond's work: in between the loop of the core turns. */
const pieceBytes = 1 << 15;
const maxLineBytes = 16 << 10;
/** What no trial of ours comes near; a larger file is read up to here. */
const maxFileBytes = 1 << 30;

export interface StepsRead {
  readonly columns: StepColumns;
  /** Of the last row, kept or not; null without one. */
  readonly lastMs: number | null;
  readonly problem: string | null;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };
type Kept = Mutable<Omit<StepColumns, 'wantedRad' | 'appliedRad' | 'positionRad' | 'load'>> & {
  readonly rows: Pick<StepRow, 'wantedRad' | 'appliedRad' | 'positionRad' | 'load'>[];
};

function thin(kept: Kept): void {
  kept.every *= 2;
  const even = (_: unknown, at: number): boolean => at % 2 === 0;
  kept.atMs = kept.atMs.filter(even);
  kept.phase = kept.phase.filter(even);
  kept.attempt = kept.attempt.filter(even);
  kept.mode = kept.mode.filter(even);
  kept.limitedBy = kept.limitedBy.filter(even);
  kept.rows.splice(0, kept.rows.length, ...kept.rows.filter(even));
}

function add(kept: Kept, row: StepRow): void {
  kept.atMs.push(row.atMs);
  kept.phase.push(row.phase);
  kept.attempt.push(row.attempt);
  kept.mode.push(row.mode);
  kept.limitedBy.push(row.limitedBy);
  kept.rows.push(row);
}

function parseStep(line: string): StepRow | null {
  try {
    const parsed = stepRowSchema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function columnsOf({ rows, ...kept }: Kept): StepColumns {
  const joints = Array.from({ length: jointCount }, (_, joint) => joint);
  const column = (name: 'appliedRad' | 'positionRad' | 'load'): number[][] =>
    joints.map((joint) => rows.map((row) => row[name][joint] ?? 0));
  return {
    ...kept,
    wantedRad: joints.map((joint) => rows.map((row) => row.wantedRad?.[joint] ?? null)),
    appliedRad: column('appliedRad'),
    positionRad: column('positionRad'),
    load: column('load'),
  };
}

/** @throws BenchError `storage` when the file cannot be read. */
export async function readStepColumns(path: string, signal: AbortSignal): Promise<StepsRead> {
  const kept: Kept = {
    every: 1,
    atMs: [],
    phase: [],
    attempt: [],
    mode: [],
    limitedBy: [],
    rows: [],
  };
  let count = 0;
  let lastMs: number | null = null;
  let problem: string | null = null;
  const take = (line: string): boolean => {
    const row = parseStep(line);
    if (row === null) {
      problem = `line ${count + 1} is damaged`;
      return false;
    }
    if (kept.rows.length >= maxRows) thin(kept);
    if (count++ % kept.every === 0) add(kept, row);
    lastMs = row.atMs;
    return true;
  };
  try {
    await readLines(path, signal, take);
  } catch (thrown) {
    signal.throwIfAborted();
    throw storageError(path, thrown);
  }
  return { columns: columnsOf(kept), lastMs, problem };
}

/** Calls `take` for each line until it says no. A last line that was not ended is left out: a crash cut it. */
async function readLines(
  path: string,
  signal: AbortSignal,
  take: (line: string) => boolean,
): Promise<void> {
  const pieces = createReadStream(path, {
    end: maxFileBytes - 1,
    highWaterMark: pieceBytes,
    signal,
  });
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of pieces as AsyncIterable<Buffer>) {
    const text = rest.byteLength === 0 ? piece : Buffer.concat([rest, piece]);
    let from = 0;
    for (let end = text.indexOf(10); end >= 0; end = text.indexOf(10, from)) {
      if (!take(text.toString('utf8', from, end))) return;
      from = end + 1;
    }
    rest = text.subarray(from);
    if (rest.byteLength > maxLineBytes) {
      take(''); // no line of ours is that long
      return;
    }
  }
}
