/**
 * The arm as a recording's rows have it at given moments: the newest row at or before each, its speed by difference. Null
 * where a recording has no arm. Bounded; a damaged line ends the reading, what was whole before it is used.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { jointCount } from '../../base/model/arm.ts';
import type { Observation } from '../../base/wire/program.ts';
import { stepsFile } from '../../store/dataLayout.ts';
import { readLines } from '../../store/record/readBounded.ts';

const maxFileBytes = 1 << 28;
const maxLineBytes = 16 << 10;
/** A row older than this says nothing of the moment. */
const freshMs = 500;

interface Row {
  readonly atMs: number;
  readonly positionRad: readonly number[];
  readonly load: readonly number[];
}

const isJoints = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length === jointCount && value.every(Number.isFinite);

function rowOf(line: string): Row | null {
  try {
    const row = JSON.parse(line) as Partial<Record<keyof Row, unknown>>;
    if (typeof row.atMs !== 'number' || !isJoints(row.positionRad)) return null;
    const load = isJoints(row.load) ? row.load : new Array<number>(jointCount).fill(0);
    return { atMs: row.atMs, positionRad: row.positionRad, load };
  } catch {
    return null;
  }
}

function readRows(dir: string, signal: AbortSignal): readonly Row[] {
  const file = path.join(dir, stepsFile);
  if (!existsSync(file)) return [];
  const rows: Row[] = [];
  for (const line of readLines(file, maxFileBytes, maxLineBytes)) {
    const row = rowOf(line);
    if (row === null) break;
    rows.push(row);
    if (rows.length % 10_000 === 0) signal.throwIfAborted();
  }
  return rows;
}

function observed(row: Row, before: Row | undefined, atMs: number): Observation {
  const spanS = before === undefined ? 0 : (row.atMs - before.atMs) / 1000;
  const velocityRadS = row.positionRad.map((now, joint) =>
    spanS > 0 ? (now - (before?.positionRad[joint] ?? now)) / spanS : 0,
  );
  return { atMs, positionRad: row.positionRad, velocityRadS, load: row.load };
}

/** One for each of `momentsMs` (ascending), or null. */
export function readArm(
  dir: string,
  momentsMs: readonly number[],
  signal: AbortSignal,
): readonly (Observation | null)[] {
  const rows = readRows(dir, signal);
  let at = -1;
  return momentsMs.map((atMs) => {
    while (at + 1 < rows.length && (rows[at + 1] as Row).atMs <= atMs) at++;
    const row = rows[at];
    if (row === undefined || atMs - row.atMs > freshMs) return null;
    return observed(row, rows[at - 1], atMs);
  });
}
