/**
 * A span of a recording as pictures: which frames of which camera lie in it, which of them a filmstrip shows, which one
 * belongs to a moment. Pure; moments are bench milliseconds within the recording.
 */
import type { FrameTimes } from '../../main/base/api/playback.ts';
import { placeAt } from './playbackModel.ts';

export interface ClipSpan {
  readonly recordingId: string;
  readonly roles: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
}

/** By camera: when each of its pictures was taken. */
export type FrameIndex = Readonly<Record<string, FrameTimes>>;

export const noTimes: FrameTimes = { seq: [], atMs: [] };

export const frameKey = (recordingId: string, role: string, n: number): string =>
  `${recordingId}/${role}/${n}`;

/** @throws RangeError for what `frameKey` did not make. */
export function parseFrameKey(key: string): { recordingId: string; role: string; n: number } {
  const [recordingId, role, n] = key.split('/');
  if (recordingId === undefined || role === undefined || n === undefined)
    throw new RangeError(`no frame is named ${key}`);
  return { recordingId, role, n: Number(n) };
}

/** The picture nearest to a moment; −1 where there is none. */
export function nearestFrame({ atMs }: FrameTimes, nowMs: number): number {
  const before = placeAt(atMs, nowMs);
  const [low, high] = [atMs[before], atMs[before + 1]];
  if (low === undefined) return high === undefined ? -1 : 0;
  if (high === undefined) return before;
  return high - nowMs < nowMs - low ? before + 1 : before;
}

/** Moments of the first camera's pictures in the span: what the arrow keys step through. */
export function spanMoments(index: FrameIndex, span: ClipSpan): readonly number[] {
  const atMs = index[span.roles[0] ?? '']?.atMs ?? [];
  return atMs.filter((ms) => ms >= span.fromMs - 1 && ms <= span.toMs + 1);
}

/**
 * `count` moments that cover the span evenly, first and last among them, and the decisive one in the place of the
 * nearest: rising, no picture twice.
 */
export function filmMoments(
  moments: readonly number[],
  decidedMs: number,
  count: number,
): readonly number[] {
  const last = moments.length - 1;
  if (last < count) return moments;
  const places = Array.from({ length: count }, (_, cell) =>
    Math.round((cell * last) / (count - 1)),
  );
  const chosen = places.map((place) => moments[place] ?? 0);
  const decided = nearestFrame({ seq: [], atMs: moments }, decidedMs);
  const cell = nearestFrame({ seq: [], atMs: chosen }, decidedMs);
  const ms = moments[decided];
  if (ms !== undefined && cell >= 0) chosen[cell] = ms;
  return [...new Set(chosen)].sort((a, b) => a - b);
}

/** All cameras at one moment. */
export function framesAt(index: FrameIndex, span: ClipSpan, nowMs: number): readonly string[] {
  return span.roles.flatMap((role) => {
    const n = nearestFrame(index[role] ?? noTimes, nowMs);
    return n < 0 ? [] : [frameKey(span.recordingId, role, n)];
  });
}
