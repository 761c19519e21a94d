/**
 * Where a thing may lie and still be called placed: from where it lies in the good clips and in the bad ones. Robust: a few
 * wrong labels on either side change nothing. The bound lies in the middle of the gap, and never far outside the good ones.
 */
import type { FlatPose, Slant } from '../sdk/alignTemplate.ts';

export interface Bounds {
  readonly middle: FlatPose;
  readonly metric: readonly [number, number, number];
  readonly turnRad: number;
  /** Where the nearest bad ones lie, in units of the bound; infinite where there is none. */
  readonly nearestBad: number;
}

/** The bound lies at most this much farther out than the farthest good one that counts. */
const widest = 1.65;
const tightest = 1.12;
/** How much one clip's place may be wrong: pixels, radians. Keeps bounds of few clips from being hair-thin. */
const errorPx = 0.3;
const errorRad = 0.015;
/** Clips that weigh as much as the wish for a round bound. */
const roundClips = 20;

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
const quantile = (values: readonly number[], share: number): number => {
  const order = sorted(values);
  return order[Math.min(order.length - 1, Math.floor(share * order.length))] ?? 0;
};

/**
 * The farthest good one that counts. A wrong label betrays itself by lying far beyond the next one, or with a bad one
 * between them; a tenth of them may be wrong, and no more.
 */
function extentOf(good: readonly number[], bad: readonly number[], slack: number): number {
  const order = sorted(good);
  let left = Math.ceil(0.1 * order.length);
  while (left > 0 && order.length > 2) {
    const last = order.at(-1) as number;
    const next = order.at(-2) as number;
    const between = bad.some((value) => value > next && value <= last);
    if (!between && last <= 1.7 * next + slack) break;
    order.pop();
    left--;
  }
  return order.at(-1) ?? 0;
}

/** The middle of what is left when the farthest fifth is left out. */
function middleOf(poses: readonly FlatPose[]): FlatPose {
  const mid = (of: (pose: FlatPose) => number): number => quantile(poses.map(of), 0.5);
  const rough = {
    dxPx: mid((p) => p.dxPx),
    dyPx: mid((p) => p.dyPx),
    turnRad: mid((p) => p.turnRad),
  };
  const off = poses.map((p) => Math.hypot(p.dxPx - rough.dxPx, p.dyPx - rough.dyPx));
  const turned = poses.map((p) => Math.abs(p.turnRad - rough.turnRad));
  const mostPx = 2.2 * quantile(off, 0.5) + errorPx;
  const mostRad = 2.6 * quantile(turned, 0.5) + errorRad;
  const kept = poses.filter(
    (_, k) => (off[k] as number) <= mostPx && (turned[k] as number) <= mostRad,
  );
  const used = kept.length > 2 ? kept : poses;
  const mean = (of: (pose: FlatPose) => number): number =>
    used.reduce((sum, pose) => sum + of(pose), 0) / used.length;
  return { dxPx: mean((p) => p.dxPx), dyPx: mean((p) => p.dyPx), turnRad: mean((p) => p.turnRad) };
}

type Square = readonly [number, number, number];

/** Symmetric 2×2 matrix of the unslanting: lengths in the picture become lengths on the table, to one scale. */
function unslant({ ratio, axisRad }: Slant): Square {
  const c = Math.cos(axisRad);
  const s = Math.sin(axisRad);
  const k = 1 / ratio;
  return [c * c + k * s * s, c * s * (1 - k), s * s + k * c * c];
}

const applied = ([a, b, d]: Square, x: number, y: number): [number, number] => [
  a * x + b * y,
  b * x + d * y,
];

/** Spread of places on the table, drawn towards a circle. Its inverse, scaled so that the mean variance is 1. */
function shapeOf(points: readonly (readonly [number, number])[]): Square {
  const n = Math.max(1, points.length);
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (const [x, y] of points) {
    xx += (x * x) / n;
    xy += (x * y) / n;
    yy += (y * y) / n;
  }
  const mean = Math.max(1e-6, (xx + yy) / 2);
  const own = n / (n + roundClips);
  const a = (own * xx) / mean + 1 - own;
  const b = (own * xy) / mean;
  const d = (own * yy) / mean + 1 - own;
  const det = a * d - b * b;
  return [d / det, -b / det, a / det];
}

/** Between the farthest good and the nearest bad that is clearly no wrong label. */
function boundBetween(
  extent: number,
  bad: readonly number[],
  allowed: number,
): { at: number; nearest: number } {
  const order = sorted(bad).filter((value) => value > 0);
  const inside = order.filter((value) => value < extent).length;
  const rest = inside <= allowed ? order.filter((value) => value >= extent) : order;
  const nearest = rest[0] ?? Number.POSITIVE_INFINITY;
  const middle = (extent + nearest) / 2;
  return { at: Math.min(widest * extent, Math.max(tightest * extent, middle)), nearest };
}

export function learnBounds(
  good: readonly FlatPose[],
  bad: readonly FlatPose[],
  slant: Slant,
): Bounds {
  const middle = middleOf(good);
  const level = unslant(slant);
  const flat = (pose: FlatPose): [number, number] =>
    applied(level, pose.dxPx - middle.dxPx, pose.dyPx - middle.dyPx);
  const turnOf = (pose: FlatPose): number => {
    const turn = pose.turnRad - middle.turnRad;
    return Math.abs(turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI)));
  };
  const radius = (pose: FlatPose): number => Math.hypot(...flat(pose));
  const roughPx = 1.65 * quantile(good.map(radius), 0.75);
  const near = good.filter((pose) => radius(pose) <= roughPx);
  const shape = shapeOf(near.map(flat));
  const lengthOf = (pose: FlatPose): number => {
    const [x, y] = flat(pose);
    return Math.sqrt(shape[0] * x * x + 2 * shape[1] * x * y + shape[2] * y * y);
  };
  const farPx = 2 * quantile(good.map(lengthOf), 0.75);
  const farRad = 4 * quantile(good.map(turnOf), 0.75);
  const straight = bad.filter((pose) => turnOf(pose) < farRad);
  const central = bad.filter((pose) => lengthOf(pose) < farPx);
  const extentPx = extentOf(good.map(lengthOf), straight.map(lengthOf), errorPx) + errorPx;
  const extentRad = extentOf(good.map(turnOf), central.map(turnOf), errorRad) + errorRad;
  const allowed = Math.max(2, Math.ceil(0.04 * bad.length));
  const place = boundBetween(
    extentPx,
    bad.filter((pose) => turnOf(pose) < 1.2 * extentRad).map(lengthOf),
    allowed,
  );
  const turn = boundBetween(
    extentRad,
    bad.filter((pose) => lengthOf(pose) < 1.2 * extentPx).map(turnOf),
    allowed,
  );
  // The shape on the table, seen through the slant: U·S·U / bound².
  const [a, b, d] = level;
  const [p, q, r] = shape;
  const square = place.at * place.at;
  const metric: Square = [
    (a * a * p + 2 * a * b * q + b * b * r) / square,
    (a * b * p + (a * d + b * b) * q + b * d * r) / square,
    (b * b * p + 2 * b * d * q + d * d * r) / square,
  ];
  return {
    ...{ middle, metric, turnRad: turn.at },
    nearestBad: Math.min(place.nearest / place.at, turn.nearest / turn.at),
  };
}
