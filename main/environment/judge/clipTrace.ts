/**
 * What a judge said of each set of a clip, in columns, and the dwell rule slid over it: the state after each set, as a
 * trial would have it by then (docs/SCIENCE.md §2). Pure.
 */
import type { DwellRule, Verdict, VerdictValue } from '../../base/model/trial.ts';
import { decideDwell } from './dwell.ts';

/** All columns have one entry a set. */
export interface ClipTrace {
  readonly atMs: readonly number[];
  readonly verdicts: readonly VerdictValue[];
  readonly scores: readonly number[];
  readonly margins: readonly number[];
  readonly flags: readonly (readonly string[])[];
  /** By camera; null where nothing was said of it. */
  readonly perCamera: Readonly<Record<string, readonly (VerdictValue | null)[]>>;
  readonly cameraScores: Readonly<Record<string, readonly (number | null)[]>>;
  /** Why the clip could not be judged to its end; null: it was. */
  readonly fault: string | null;
}

export interface Said {
  readonly atMs: number;
  readonly verdict: Verdict;
}

export function traceOf(said: readonly Said[], fault: string | null): ClipTrace {
  const roles = [...new Set(said.flatMap(({ verdict }) => Object.keys(verdict.perCamera)))];
  const scored = [
    ...new Set(said.flatMap(({ verdict }) => Object.keys(verdict.cameraScores ?? {}))),
  ];
  const column = <T>(of: (verdict: Verdict) => T): T[] => said.map(({ verdict }) => of(verdict));
  return {
    atMs: said.map(({ atMs }) => atMs),
    verdicts: column(({ verdict }) => verdict),
    scores: column(({ score }) => score),
    margins: column(({ margin }) => margin),
    flags: column(({ flags }) => flags),
    perCamera: Object.fromEntries(
      roles.map((role) => [role, column(({ perCamera }) => perCamera[role] ?? null)]),
    ),
    cameraScores: Object.fromEntries(
      scored.map((role) => [role, column(({ cameraScores }) => cameraScores?.[role] ?? null)]),
    ),
    fault,
  };
}

/** The dwelled state after each of the verdicts; while it is open, undecided. */
export function slideDwell(
  rule: DwellRule,
  verdicts: readonly (VerdictValue | null)[],
): readonly VerdictValue[] {
  const seen = verdicts.map((verdict) => verdict ?? 'undecided');
  return seen.map((_, at) => {
    const last = seen.slice(Math.max(0, at + 1 - rule.of), at + 1);
    return decideDwell(rule, last) ?? 'undecided';
  });
}

/**
 * Changes of mind between success and failure; before the first set it is no success. Undecided changes nothing: who can't
 * see for a while (the arm passes in front) and then says what was said before has not changed its mind.
 */
export function countFlips(states: readonly VerdictValue[]): number {
  let flips = 0;
  let was = false;
  for (const state of states) {
    if (state === 'undecided') continue;
    const is = state === 'success';
    if (is !== was) flips++;
    was = is;
  }
  return flips;
}
