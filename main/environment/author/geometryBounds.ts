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
 * between them; a tenth of them may be wrong (two, of few), and no more.
 */
function extentOf(good: readonly number[], bad: readonly number[], slack: number): number {
  const order = sorted(good);
  let left = order.length < 7 ? 1 : Math.max(2, Math.ceil(0.1 * order.length));
  while (left > 0 && order.length > 2) {
    const last = order.at(-1) as number;
    const next = order.at(-2) as number;
    const between = last > 1.25 * next && bad.some((value) => value > next && value <= last);
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

/** Between the farthest good and the nearest bad that is clearly no wrong label. `unit`: what lengths are measured by. */
function boundBetween(
  extent: number,
  bad: readonly number[],
  allowed: number,
  unit: number,
): { readonly at: number; readonly nearest: number } {
  const order = sorted(bad).filter((value) => value > 0);
  const inside = order.filter((value) => value < extent).length;
  const rest = inside <= allowed ? order.filter((value) => value >= extent) : order;
  const nearest = rest[0] ?? Number.POSITIVE_INFINITY;
  const middle = (extent + nearest) / 2;
  const [least, most] = [extent + (tightest - 1) * unit, extent + (widest - 1) * unit];
  return { at: Math.min(most, Math.max(least, middle)), nearest };
}

const wrapped = (turn: number): number => turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI));

/** Turns have two sides, and good ones need not fill both: each side's bound lies in its own gap. */
function boundTurns(
  good: readonly number[],
  bad: readonly number[],
  allowed: number,
): { readonly middle: number; readonly half: number; readonly nearest: number } {
  const from = quantile(good, 0.5);
  const sides = [1, -1].map((sign) => {
    const outward = (turns: readonly number[]): number[] =>
      turns.map((turn) => sign * wrapped(turn - from));
    const above = outward(good).filter((turn) => turn >= 0);
    const beyond = outward(bad).filter((turn) => turn > 0);
    return { beyond, extent: extentOf(above, beyond, 4 * errorRad) + errorRad };
  });
  const unit = sides.reduce((sum, { extent }) => sum + extent / 2, 0);
  const [up, down] = sides.map(({ beyond, extent }) =>
    boundBetween(extent, beyond, allowed, unit),
  ) as [ReturnType<typeof boundBetween>, ReturnType<typeof boundBetween>];
  const half = (up.at + down.at) / 2;
  return {
    middle: from + (up.at - down.at) / 2,
    half,
    nearest: half + Math.min(up.nearest - up.at, down.nearest - down.at),
  };
}

/** The middle of the smallest circle about the points, nearly: ever smaller steps towards the farthest one. */
function circleMiddle(points: readonly (readonly [number, number])[]): [number, number] {
  let [x, y] = points[0] ?? [0, 0];
  for (let step = 1; step <= 200; step++) {
    let far: readonly [number, number] = [x, y];
    for (const point of points) {
      if (Math.hypot(point[0] - x, point[1] - y) > Math.hypot(far[0] - x, far[1] - y)) far = point;
    }
    x += (far[0] - x) / (step + 1);
    y += (far[1] - y) / (step + 1);
  }
  return [x, y];
}

export function learnBounds(
  good: readonly FlatPose[],
  bad: readonly FlatPose[],
  slant: Slant,
): Bounds {
  const rough = middleOf(good);
  const level = unslant(slant);
  const flat = (pose: FlatPose): [number, number] =>
    applied(level, pose.dxPx - rough.dxPx, pose.dyPx - rough.dyPx);
  const turnOf = (pose: FlatPose): number => Math.abs(wrapped(pose.turnRad - rough.turnRad));
  const lengths = good.map((pose) => Math.hypot(...flat(pose)));
  const near = good.filter((_, k) => (lengths[k] as number) <= 1.65 * quantile(lengths, 0.75));
  // A mean where places crowd in the middle, the circle's middle where they fill it: between the two.
  const [cx, cy] = circleMiddle(near.map(flat)).map((value) => value / 2) as [number, number];
  const placeOf = (pose: FlatPose): [number, number] => {
    const [x, y] = flat(pose);
    return [x - cx, y - cy];
  };
  const shape = shapeOf(near.map(placeOf));
  const lengthOf = (pose: FlatPose): number => {
    const [x, y] = placeOf(pose);
    return Math.sqrt(shape[0] * x * x + 2 * shape[1] * x * y + shape[2] * y * y);
  };
  const farPx = 2 * quantile(good.map(lengthOf), 0.75);
  const farRad = 4 * quantile(good.map(turnOf), 0.75);
  const straight = bad.filter((pose) => turnOf(pose) < farRad).map(lengthOf);
  const central = bad.filter((pose) => lengthOf(pose) < farPx).map((pose) => pose.turnRad);
  const allowed = Math.max(2, Math.ceil(0.04 * bad.length));
  const extentPx = extentOf(good.map(lengthOf), straight, errorPx) + errorPx;
  const place = boundBetween(extentPx, straight, allowed, extentPx);
  const turn = boundTurns(
    good.map((pose) => pose.turnRad),
    central,
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
  const det = a * d - b * b;
  return {
    middle: {
      dxPx: rough.dxPx + (d * cx - b * cy) / det,
      dyPx: rough.dyPx + (a * cy - b * cx) / det,
      turnRad: turn.middle,
    },
    metric,
    turnRad: turn.half,
    nearestBad: Math.min(place.nearest / place.at, turn.nearest / turn.half),
  };
}
