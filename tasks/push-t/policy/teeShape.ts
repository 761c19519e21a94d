/**
 * The outline of the T in its own frame (README: origin at the area centroid, x along the stem away from the bar),
 * metres. Two boxes; distances to them tell where a round nose would touch.
 */

export interface Vec2 {
  readonly xM: number;
  readonly yM: number;
}

interface Box {
  readonly centreXM: number;
  readonly halfXM: number;
  readonly halfYM: number;
}

/** The bar's centre line lies this far behind the centroid. */
const barXM = -0.01714;
export const bar: Box = { centreXM: barXM, halfXM: 0.01, halfYM: 0.04 };
export const stem: Box = { centreXM: barXM + 0.04, halfXM: 0.03, halfYM: 0.01 };

function distanceToBoxM(box: Box, point: Vec2): number {
  const dx = Math.abs(point.xM - box.centreXM) - box.halfXM;
  const dy = Math.abs(point.yM) - box.halfYM;
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0);
}

/** Distance to the outline; negative inside. */
export function distanceToTeeM(point: Vec2): number {
  return Math.min(distanceToBoxM(bar, point), distanceToBoxM(stem, point));
}

/**
 * How far before `aim` (against `direction`, a unit vector) the centre of a nose of `radiusM` first touches the T on
 * its way there. The way leads along a line through `aim`, which lies inside the T.
 */
export function touchDistanceM(aim: Vec2, direction: Vec2, radiusM: number): number {
  let awayM = 0.15;
  for (let k = 0; k < 60; k++) {
    const gapM =
      distanceToTeeM({
        xM: aim.xM - awayM * direction.xM,
        yM: aim.yM - awayM * direction.yM,
      }) - radiusM;
    if (gapM < 1e-5) return awayM;
    awayM -= gapM;
  }
  return awayM;
}
