/**
 * When and where a failed trial stopped making progress (docs/SCIENCE.md §1), from what its judge believed. Margins are the
 * judge's: how far inside its rule, in units of the bound. Pure; knows no files.
 */
import type { OnsetStall } from '../../base/model/onset.ts';
import type { PlanarPose } from '../../base/model/scene.ts';
import type { AttemptRecord, VerdictTraceRow } from '../../base/model/trial.ts';

type Row = Pick<VerdictTraceRow, 'attempt' | 'phase' | 'capturedAtMs' | 'margin' | 'believed'>;

export interface StalledTrial {
  readonly id: string;
  readonly start: PlanarPose;
  readonly attempts: readonly Pick<AttemptRecord, 'startMs' | 'endMs'>[];
  readonly trace: readonly Row[];
}

/** Closer by less than a tenth of a bound is no progress. */
const stepOf = 0.1;

const secondsOf = (ms: number): number => Math.round(ms) / 1000;

/** Outside by so many bounds, never less than 0; a single wild look among its neighbours does not count. */
function outsideOf(rows: readonly Row[], at: number): number {
  const of = (row: Row | undefined): number | null => {
    const here = rows[at];
    if (row === undefined || row.attempt !== here?.attempt || row.phase !== here.phase) return null;
    return Math.max(0, -row.margin);
  };
  const near = [rows[at - 1], rows[at], rows[at + 1]].flatMap((row) => of(row) ?? []);
  return near.toSorted((a, b) => a - b)[Math.floor(near.length / 2)] ?? 0;
}

export function stallOf({ id, start, attempts, trace }: StalledTrial): OnsetStall {
  const beganMs = attempts[0]?.startMs ?? 0;
  const rows = trace.filter(({ phase, believed }) => phase !== 'check' && believed !== undefined);
  const outside = rows.map((_, at) => outsideOf(rows, at));
  const least = Math.min(...outside);
  const at = outside.findIndex((one) => one <= least + stepOf);
  const row = rows[at];
  if (row === undefined) {
    const endMs = attempts.at(-1)?.endMs ?? beganMs;
    const seconds = secondsOf(endMs - beganMs);
    return { trial: id, start, at: null, seconds, attempt: attempts.length, outside: null };
  }
  return {
    ...{ trial: id, start, at: row.believed ?? null, attempt: row.attempt },
    seconds: secondsOf(Math.max(0, row.capturedAtMs - beganMs)),
    outside: Number(least.toFixed(3)),
  };
}
