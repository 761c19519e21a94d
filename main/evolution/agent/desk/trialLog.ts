/**
 * What the arm did in a trial, as text small enough for a context window: a summary attempt by attempt, and the rows of
 * the control loop as a table. Only episodes: what the policy did and what its own sensors said. Pure.
 */
import type { StepColumns } from '../../../base/api/playback.ts';
import { forwardKinematics } from '../../../base/arm/kinematics.ts';
import { textTable } from '../../../base/lib/textTable.ts';
import { type Joints, jointNames } from '../../../base/model/arm.ts';
import type { AttemptRecord } from '../../../base/model/trial.ts';

export interface TrialSteps {
  readonly columns: StepColumns;
  readonly attempts: readonly AttemptRecord[];
}

/** Points of the tip's path in a summary. */
const pathPoints = 9;
const degrees = 180 / Math.PI;

const seconds = (ms: number): string => (ms / 1000).toFixed(2);

/** Places of an attempt's rows in the columns: while its policy had the arm, and no longer. */
export function rowsOf(
  { columns }: TrialSteps,
  { attempt, startMs, endMs }: AttemptRecord,
): number[] {
  return columns.atMs.flatMap((atMs, at) => {
    const own = columns.phase[at] === 'episode' && columns.attempt[at] === attempt;
    return own && atMs >= startMs && atMs <= endMs ? [at] : [];
  });
}

const jointsAt = (columns: readonly (readonly number[])[], at: number): Joints =>
  columns.map((joint) => joint[at] ?? 0);

function tipWords(columns: StepColumns, at: number): string {
  const tip = forwardKinematics(jointsAt(columns.positionRad, at));
  return [tip.xM, tip.yM, tip.zM].map((m) => (m * 1000).toFixed(0)).join(' ');
}

function pathLine(columns: StepColumns, rows: readonly number[], startMs: number): string {
  const step = Math.max(1, Math.floor((rows.length - 1) / (pathPoints - 1)));
  const points = rows.filter((_, place) => place % step === 0);
  const words = points.map(
    (at) => `${seconds((columns.atMs[at] ?? 0) - startMs)}s (${tipWords(columns, at)})`,
  );
  return `  tip x y z mm: ${words.join(' → ')}`;
}

function limitLine(columns: StepColumns, rows: readonly number[]): string {
  const counts = new Map<string, number>();
  for (const at of rows) {
    const limit = columns.limitedBy[at];
    if (limit != null) counts.set(limit, (counts.get(limit) ?? 0) + columns.every);
  }
  if (counts.size === 0) return '  the envelope changed no target';
  const words = [...counts].map(([limit, count]) => `${limit} in ${count} rows`);
  return `  the envelope changed targets: ${words.join(', ')}`;
}

/** The largest of something over rows and joints, and where. */
function peakOf(
  rows: readonly number[],
  value: (joint: number, at: number) => number,
): { readonly joint: number; readonly at: number; readonly value: number } {
  let peak = { joint: 0, at: rows[0] ?? 0, value: 0 };
  for (const at of rows)
    for (let joint = 0; joint < jointNames.length; joint++) {
      const here = Math.abs(value(joint, at));
      if (here > peak.value) peak = { joint, at, value: here };
    }
  return peak;
}

function peakLines(columns: StepColumns, rows: readonly number[], startMs: number): string[] {
  const load = peakOf(rows, (joint, at) => columns.load[joint]?.[at] ?? 0);
  const behind = peakOf(rows, (joint, at) => {
    const wanted = columns.wantedRad[joint]?.[at];
    return wanted == null ? 0 : wanted - (columns.positionRad[joint]?.[at] ?? 0);
  });
  const when = (at: number): string => `at ${seconds((columns.atMs[at] ?? 0) - startMs)} s`;
  return [
    `  highest load ${load.value.toFixed(2)} of stall at ${jointNames[load.joint]} ` +
      `${when(load.at)}`,
    `  furthest behind its target ${(behind.value * degrees).toFixed(1)}° at ` +
      `${jointNames[behind.joint]} ${when(behind.at)}`,
  ];
}

export function summaryLines(steps: TrialSteps, only: number | null): readonly string[] {
  const { columns, attempts } = steps;
  return attempts
    .filter(({ attempt }) => only === null || attempt === only)
    .flatMap((record) => {
      const { attempt, startMs, endMs, ended, verdict } = record;
      const rows = rowsOf(steps, record);
      const lastMs = columns.atMs[rows.at(-1) ?? -1] ?? endMs;
      const head = `attempt ${attempt}: ${seconds(lastMs - startMs)} s, ended by ${ended}, judged ${verdict}`;
      if (rows.length === 0) return [head, '  no row was recorded'];
      return [
        head,
        pathLine(columns, rows, startMs),
        limitLine(columns, rows),
        ...peakLines(columns, rows, startMs),
      ];
    });
}

export interface StepsAsked {
  readonly attempt: number;
  /** Seconds from the attempt's start. */
  readonly from: number;
  readonly every: number;
  readonly limit: number;
}

/** Positions and targets in degrees, the tip in millimetres. */
export function stepLines(steps: TrialSteps, asked: StepsAsked): readonly string[] {
  const { columns } = steps;
  const record = steps.attempts.find(({ attempt }) => attempt === asked.attempt);
  if (record === undefined) return [`there was no attempt ${asked.attempt}`];
  const { startMs } = record;
  const all = rowsOf(steps, record);
  const late = all.filter((at) => (columns.atMs[at] ?? 0) - startMs >= asked.from * 1000);
  const every = Math.max(1, Math.round(asked.every / columns.every));
  const picked = late.filter((_, place) => place % every === 0).slice(0, asked.limit);
  // Never rounded up, or the row itself would be left out.
  const secondsOf = (at: number): string =>
    (Math.floor((columns.atMs[at] ?? 0) - startMs) / 1000).toFixed(3);
  const angle = (rad: number | null | undefined): string =>
    rad == null ? '-' : (rad * degrees).toFixed(1);
  const rows = picked.map((at) => [
    seconds((columns.atMs[at] ?? 0) - startMs),
    columns.mode[at] ?? '',
    columns.wantedRad.map((joint) => angle(joint[at])).join(' '),
    columns.positionRad.map((joint) => angle(joint[at])).join(' '),
    tipWords(columns, at),
    columns.load.map((joint) => (joint[at] ?? 0).toFixed(2)).join(' '),
    columns.limitedBy[at] ?? '',
  ]);
  const next = late[picked.length * every];
  const thin =
    columns.every === 1 ? '' : `; of this long trial only every ${columns.every}. row is kept`;
  return [
    `attempt ${asked.attempt}, joints in degrees (${jointNames.join(' ')}), tip in mm, ` +
      `load of stall${thin}`,
    ...textTable(['s', 'mode', 'wanted', 'position', 'tip x y z', 'load', 'limited by'], rows),
    ...(next === undefined ? [] : [`there is more: ask again with from=${secondsOf(next)}`]),
  ];
}
