/**
 * What of a step of the tip may be kept when all of it may not be: some of its axes, or the turn about the arm's pan axis
 * with the tip as far out as it is, so that a tip at the end of its reach slides around. The fullest first. Pure.
 */
import type { Point3 } from '../../base/model/arm.ts';

export type Vector = readonly [number, number, number];

export interface TipPart {
  readonly tip: Point3;
  readonly velocityMS: Vector;
}

const axesBefore: readonly Vector[] = [
  [1, 1, 1],
  [1, 1, 0],
];
const axesAfter: readonly Vector[] = [
  [1, 0, 1],
  [0, 1, 1],
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
  [0, 0, 0],
];
/** A turn with the very radius of a tip at its limit would be refused by rounding. */
const inwardM = 1e-5;

function along(from: Point3, [x, y, z]: Vector, dtS: number): TipPart {
  const tip = { xM: from.xM + x * dtS, yM: from.yM + y * dtS, zM: from.zM + z * dtS };
  return { tip, velocityMS: [x, y, z] };
}

function around(from: Point3, [x, y, z]: Vector, dtS: number): TipPart {
  const outM = Math.max(inwardM, Math.hypot(from.xM, from.yM));
  const acrossMS = (y * from.xM - x * from.yM) / outM;
  const panRad = Math.atan2(from.yM, from.xM) + (acrossMS * dtS) / outM;
  const [cos, sin] = [Math.cos(panRad), Math.sin(panRad)];
  const radiusM = outM - inwardM;
  return {
    tip: { xM: radiusM * cos, yM: radiusM * sin, zM: from.zM + z * dtS },
    velocityMS: [-acrossMS * sin, acrossMS * cos, z],
  };
}

export function tipParts(from: Point3, velocityMS: Vector, dtS: number): readonly TipPart[] {
  const [x, y, z] = velocityMS;
  const kept = (axes: Vector): TipPart => along(from, [axes[0] * x, axes[1] * y, axes[2] * z], dtS);
  const turned = [around(from, velocityMS, dtS), around(from, [x, y, 0], dtS)];
  return [...axesBefore.map(kept), ...turned, ...axesAfter.map(kept)];
}

/** Nothing of it: the tip stays, or goes back to where it may be. */
export const noPart = (from: Point3): TipPart => ({ tip: from, velocityMS: [0, 0, 0] });
