/** A box of the world as a person types it: both ends of three axes in millimetres. Pure. */
import type { Box } from '../../main/base/model/arm.ts';
import { type NumberRule, readNumber } from '../parts/numberText.ts';

/** Both ends as typed. */
export interface Ends {
  readonly min: string;
  readonly max: string;
}

export const axes = ['x', 'y', 'z'] as const;
export type Axis = (typeof axes)[number];
export type BoxText = Readonly<Record<Axis, Ends>>;

export const axisWords: Readonly<Record<Axis, string>> = { x: 'Away', y: 'Left', z: 'Up' };

/** As far as the contract goes. */
export const mmRule: NumberRule = { min: -2000, max: 2000, whole: false };

const any: NumberRule = {
  min: -Number.MAX_SAFE_INTEGER,
  max: Number.MAX_SAFE_INTEGER,
  whole: false,
};

/** Rounded, without zeros that say nothing, and no `-0`. */
export const shownNumber = (value: number, digits: number): string =>
  String(Number(value.toFixed(digits)) + 0);

/** The number that stands there; NaN where none does. */
export function numberOfText(typed: string): number {
  const read = readNumber(typed, any);
  return read.ok ? read.value : Number.NaN;
}

/** Metres; NaN where no number stands. */
export function boxOfText(typed: BoxText): Box {
  const axis = (key: Axis) => ({
    min: numberOfText(typed[key].min) / 1000,
    max: numberOfText(typed[key].max) / 1000,
  });
  return { x: axis('x'), y: axis('y'), z: axis('z') };
}

export function boxText(box: Box): BoxText {
  const ends = ({ min, max }: Box[Axis]): Ends => ({
    min: shownNumber(min * 1000, 1),
    max: shownNumber(max * 1000, 1),
  });
  return { x: ends(box.x), y: ends(box.y), z: ends(box.z) };
}
