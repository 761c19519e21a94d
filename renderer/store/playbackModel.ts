/**
 * What a recorded trial shows at a moment: which picture of each camera, which control row, which verdict, how far the
 * dwell is; and where the keys lead. Pure. A moment is bench time in milliseconds, as it was recorded.
 */
import type { JudgedMoment, PlaybackDocument } from '../../main/base/api/playback.ts';
import type { TrialPhase, VerdictValue } from '../../main/base/model/trial.ts';

/** A link holds microseconds: a moment that far before a picture still means the picture. */
const slackMs = 0.002;

/** The last place whose time has come; −1 before the first. Times do not fall. */
export function placeAt(atMs: readonly number[], nowMs: number): number {
  let low = 0;
  let high = atMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((atMs[middle] ?? Number.POSITIVE_INFINITY) <= nowMs + slackMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export interface Band {
  readonly phase: TrialPhase;
  readonly attempt: number;
  readonly startMs: number;
  readonly endMs: number;
}

/** The phases one after the other, each attempt's its own. */
export function bandsOf({ steps, endMs }: PlaybackDocument): readonly Band[] {
  const bands: { -readonly [K in keyof Band]: Band[K] }[] = [];
  for (const [row, atMs] of steps.atMs.entries()) {
    const phase = steps.phase[row] ?? 'reset';
    const attempt = steps.attempt[row] ?? 0;
    const last = bands.at(-1);
    if (last !== undefined) last.endMs = atMs;
    if (last?.phase === phase && last.attempt === attempt) continue;
    bands.push({ phase, attempt, startMs: atMs, endMs: atMs });
  }
  const last = bands.at(-1);
  if (last !== undefined) last.endMs = Math.max(last.endMs, endMs);
  return bands;
}

/** Every moment at which some camera's picture changes; without pictures, every control row. */
export function momentsOf(document: PlaybackDocument): readonly number[] {
  const times = Object.values(document.frames).flatMap(({ atMs }) => atMs);
  const all = times.length > 0 ? times : document.steps.atMs;
  return [...new Set(all)].sort((a, b) => a - b);
}

/** Verdicts worth stopping at: the first of each attempt and phase, and every change of mind. */
export function turnsOf(trace: readonly JudgedMoment[]): readonly JudgedMoment[] {
  return trace.filter((row, at) => {
    const before = trace[at - 1];
    return (
      before === undefined ||
      before.verdict !== row.verdict ||
      before.phase !== row.phase ||
      before.attempt !== row.attempt
    );
  });
}

/** The next of rising `moments` in a direction; null at the end. */
export function nextMoment(
  moments: readonly number[],
  nowMs: number,
  direction: 1 | -1,
): number | null {
  const at = placeAt(moments, nowMs);
  if (direction === 1) return moments[at + 1] ?? null;
  const isOn = Math.abs((moments[at] ?? Number.NaN) - nowMs) <= slackMs;
  return moments[isOn ? at - 1 : at] ?? null;
}

/** How the dwell stands: what the last judged pictures of the clear view said, the newest last. */
export function dwellAt(
  document: PlaybackDocument,
  moment: JudgedMoment | null,
): readonly VerdictValue[] | null {
  if (document.dwell === null || moment?.phase !== 'verdict') return null;
  const seen = document.trace.filter(
    (row) =>
      row.attempt === moment.attempt &&
      row.phase === 'verdict' &&
      row.toolClear !== false &&
      row.capturedAtMs <= moment.capturedAtMs,
  );
  return seen.slice(-document.dwell.of).map((row) => row.verdict);
}

/** Spans in which the dwell rule looks: the judged pictures of the clear view, attempt by attempt. */
export function dwellSpans(document: PlaybackDocument): readonly (readonly [number, number])[] {
  const spans = new Map<number, [number, number]>();
  for (const row of document.trace) {
    if (row.phase !== 'verdict' || row.toolClear === false) continue;
    const span = spans.get(row.attempt);
    if (span === undefined) spans.set(row.attempt, [row.capturedAtMs, row.capturedAtMs]);
    else span[1] = row.capturedAtMs;
  }
  return [...spans.values()];
}

/** Where to begin: at the first judged picture; where nothing was judged, at the beginning. */
export function firstMoment(document: PlaybackDocument): number {
  const first = Object.values(document.frames).flatMap(({ atMs }) => atMs.slice(0, 1));
  return first.length === 0 ? document.startMs : Math.min(...first);
}
