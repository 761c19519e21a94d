/**
 * What a camera of a recorded trial shows at a moment: the judged picture that is of this moment, else its film, else
 * nothing. A judged picture is of this moment until the next one, but not through a span in which nothing was judged
 * and a film can show what happened. Pure.
 */
import type { FrameTimes, PlaybackDocument } from '../../main/base/api/playback.ts';
import { placeAt } from './playbackModel.ts';

export type CameraMoment =
  | { readonly kind: 'judged'; readonly n: number }
  /** Seconds of the film; under zero: it had not begun. */
  | { readonly kind: 'film'; readonly file: string; readonly atS: number }
  | { readonly kind: 'none' };

const leastHeldMs = 250;
const mostHeldMs = 1000;
const heldPeriods = 3;
/** A film begins with its first picture, a little after the record does. */
const filmSlackS = 0.25;

/** How long a judged picture is shown where the next is late: a few of the camera's usual distances. */
export function heldMs({ atMs }: FrameTimes): number {
  const gaps = atMs.slice(1).map((ms, at) => ms - (atMs[at] ?? ms));
  const usual = gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0;
  return Math.min(mostHeldMs, Math.max(leastHeldMs, heldPeriods * usual));
}

/** `held` is `heldMs` of the camera's frames. */
export function cameraMoment(
  document: PlaybackDocument,
  role: string,
  atMs: number,
  held: number,
): CameraMoment {
  const times = document.frames[role]?.atMs ?? [];
  const n = placeAt(times, atMs);
  const film = document.films[role];
  const isFresh = n >= 0 && atMs - (times[n] ?? atMs) <= held;
  if (n >= 0 && (isFresh || film === undefined)) return { kind: 'judged', n };
  if (film === undefined) return { kind: 'none' };
  const atS = (atMs - film.startMs) / 1000;
  return atS < -filmSlackS ? { kind: 'none' } : { kind: 'film', file: film.file, atS };
}

/** Cameras of which anything was kept: those the bench has in its order, then the others by name. */
export function keptRoles(document: PlaybackDocument, bench: readonly string[]): readonly string[] {
  return inBenchOrder([...Object.keys(document.frames), ...Object.keys(document.films)], bench);
}

export function inBenchOrder(
  roles: readonly string[],
  bench: readonly string[],
): readonly string[] {
  const all = [...new Set(roles)].sort();
  const known = bench.filter((role) => all.includes(role));
  return [...known, ...all.filter((role) => !known.includes(role))];
}
