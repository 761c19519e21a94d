/**
 * A narrower box of start states: where trials begin while one part of the task is practised. A start lies in it when
 * every coordinate does; turns are taken round the circle. Neutral and pure; metres and radians.
 */
import { z } from 'zod';
import type { Range } from './arm.ts';
import type { PlanarPose } from './scene.ts';
import { signed, turnWords } from './signed.ts';

const turn = 2 * Math.PI;
const span = (most: number) =>
  z
    .strictObject({ min: z.number().min(-most).max(most), max: z.number().min(-most).max(most) })
    .refine(({ min, max }) => min < max, 'must go from the smaller to the larger');

/** No table is larger. A turn may go over the back: from 170° to 190°. */
export const startBoxSchema = z.strictObject({
  x: span(10),
  y: span(10),
  yawRad: span(turn)
    .refine(({ min, max }) => max - min <= turn, 'is more than once round')
    .optional(),
});

export interface StartBox {
  readonly x: Range;
  readonly y: Range;
  /** Any turn where it is absent. */
  readonly yawRad?: Range | undefined;
}

const within = ({ min, max }: Range, value: number): boolean => value >= min && value <= max;

/** What is left of an angle once whole turns are taken off: [0, 2π). */
const rest = (rad: number): number => rad - turn * Math.floor(rad / turn);

/** From one angle on to another, the way angles grow: [0, 2π). */
export const turnedFrom = (fromRad: number, toRad: number): number => rest(toRad - fromRad);

export function isInStarts({ x, y, yawRad }: StartBox, pose: PlanarPose): boolean {
  if (!within(x, pose.xM) || !within(y, pose.yM)) return false;
  return yawRad === undefined || turnedFrom(yawRad.min, pose.yawRad) <= yawRad.max - yawRad.min;
}

/** The same text for the same starts; null and absent are all of the stated ones. */
export function startsKey(box: StartBox | null | undefined): string {
  if (box === null || box === undefined) return 'all';
  const { x, y, yawRad } = box;
  const ends = [x, y, ...(yawRad === undefined ? [] : [yawRad])];
  return ends.map(({ min, max }) => `${min}:${max}`).join(' ');
}

/** To a tenth where it takes one. */
const short = (metres: number): string => signed(1000 * metres, 1).replace(/\.0$/, '');
const mm = ({ min, max }: Range): string => `${short(min)} to ${short(max)} mm`;

/** For people: `x 175 to 205 mm, y −60 to 0 mm, turn −45° to 45°`. */
export function startWords(box: StartBox | null | undefined): string {
  if (box === null || box === undefined) return 'all of the stated ones';
  const { x, y, yawRad } = box;
  const turned =
    yawRad === undefined ? '' : `, turn ${turnWords(yawRad.min)} to ${turnWords(yawRad.max)}`;
  return `x ${mm(x)}, y ${mm(y)}${turned}`;
}
