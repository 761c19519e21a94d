/**
 * Start states as they were seen against the distribution they were drawn from (docs/SCIENCE.md §1): per coordinate the
 * largest distance of the two cumulative distributions, and which cells of the stated box were begun in. Pure; the
 * stated distribution is what the task's own draw gives.
 */
import { createRng } from '../../base/lib/rng.ts';
import type { Range } from '../../base/model/arm.ts';
import type { ResetView, StartSpread } from '../../base/model/reset.ts';
import type { PlanarPose } from '../../base/model/scene.ts';
import { isInStarts, type StartBox } from '../../base/model/starts.ts';
import type { TaskManifest } from '../../base/model/task.ts';
import type { DrawStart } from '../task/startStates.ts';

const referenceDraws = 20_000;
const mostDraws = 10 * referenceDraws;
/** A few milliseconds of the core's own thread. */
const drawsInATurn = 2000;
export const cellsAcross = 6;
/** A cell with a smaller share of the stated starts is not one that a start may fall into. */
const leastShare = 0.002;
/** Narrower than any bench can tell. */
const sameM = 1e-9;

/**
 * The stated distribution, or what of it lies in a box, from a stream of its own: the same for every measuring. `pause`
 * lets others go first. Of a box that one start in 200 falls into a thousand are found.
 */
export async function drawReference(
  drawStart: DrawStart,
  pause: () => Promise<void>,
  starts?: StartBox,
): Promise<readonly PlanarPose[]> {
  const rng = createRng(1).fork('start-reference');
  const drawn: PlanarPose[] = [];
  for (let n = 0; drawn.length < referenceDraws && n < mostDraws; n++) {
    if (n % drawsInATurn === 0) await pause();
    const start = drawStart(() => rng.uniform());
    if (starts === undefined || isInStarts(starts, start)) drawn.push(start);
  }
  return drawn;
}

/** The largest distance of two samples' cumulative distributions, 0 to 1; 0 where one is empty. */
export function largestDistance(a: readonly number[], b: readonly number[]): number {
  if (a.length === 0 || b.length === 0) return 0;
  const left = [...a].sort((x, y) => x - y);
  const right = [...b].sort((x, y) => x - y);
  let [i, j, most] = [0, 0, 0];
  while (i < left.length && j < right.length) {
    const at = Math.min(left[i] as number, right[j] as number);
    while (i < left.length && (left[i] as number) <= at) i++;
    while (j < right.length && (right[j] as number) <= at) j++;
    most = Math.max(most, Math.abs(i / left.length - j / right.length));
  }
  return most;
}

function spanOf(values: readonly number[]): Range {
  return values.reduce(
    (span, value) => ({ min: Math.min(span.min, value), max: Math.max(span.max, value) }),
    { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY },
  );
}

/** Of positions: what is cut in cells. */
export function boxOf(reference: readonly PlanarPose[]): NonNullable<ResetView['box']> {
  return { x: spanOf(reference.map(({ xM }) => xM)), y: spanOf(reference.map(({ yM }) => yM)) };
}

/** What was seen a little beside the box belongs to the cell at its edge. */
export function cellAlong({ min, max }: Range, value: number): number {
  if (max - min < sameM) return 0;
  const at = Math.floor(((value - min) / (max - min)) * cellsAcross);
  return Math.min(cellsAcross - 1, Math.max(0, at));
}

/** Its number, along x first. */
export const cellOf = ({ x, y }: ReturnType<typeof boxOf>, { xM, yM }: PlanarPose): number =>
  cellsAcross * cellAlong(y, yM) + cellAlong(x, xM);

function cellsOf(
  seen: readonly PlanarPose[],
  reference: readonly PlanarPose[],
): StartSpread['cells'] {
  const box = boxOf(reference);
  const cellIn = (pose: PlanarPose): number => cellOf(box, pose);
  const counts = new Map<number, number>();
  for (const pose of reference) counts.set(cellIn(pose), (counts.get(cellIn(pose)) ?? 0) + 1);
  const may = [...counts].filter(([, n]) => n >= leastShare * reference.length);
  const begun = new Set(seen.map(cellIn));
  return { covered: may.filter(([cell]) => begun.has(cell)).length, of: may.length };
}

/** Into [−π, π). */
const wrapped = (rad: number): number => rad - 2 * Math.PI * Math.floor(rad / (2 * Math.PI) + 0.5);

/** Whether a bound of so much asks for a turn at all: half a turn allows every one. */
export const asksTurn = (boundRad: number): boolean => boundRad < Math.PI - 1e-3;

/** `rule`: a turn that it does not bound is asked nothing of. */
export function spreadOf(
  seen: readonly PlanarPose[],
  reference: readonly PlanarPose[],
  rule: Pick<TaskManifest['success'], 'bounds'>,
): StartSpread {
  const distance = (read: (pose: PlanarPose) => number): number => {
    const stated = reference.map(read);
    const { min, max } = spanOf(stated);
    return max - min < sameM ? 0 : largestDistance(seen.map(read), stated);
  };
  return {
    n: seen.length,
    coordinates: {
      xM: distance(({ xM }) => xM),
      yM: distance(({ yM }) => yM),
      yawRad: asksTurn(rule.bounds.yawRad) ? distance(({ yawRad }) => wrapped(yawRad)) : 0,
    },
    cells: cellsOf(seen, reference),
  };
}
