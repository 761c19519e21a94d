/**
 * Moments of a mask or of weights: how much, where, how long and which way, and Hu's seven numbers, which stay when the
 * shape is moved, turned or scaled. Continuous pixels, y down; height × width numbers, rows from the top.
 */

export interface Moments {
  readonly area: number;
  readonly xPx: number;
  readonly yPx: number;
  /** Second and third central moments divided by the area. */
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
  readonly xxx: number;
  readonly xxy: number;
  readonly xyy: number;
  readonly yyy: number;
}

/** Null for nothing. */
export function momentsOf(weights: ArrayLike<number>, width: number): Moments | null {
  let area = 0;
  let sumX = 0;
  let sumY = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] as number;
    if (weight === 0) continue;
    area += weight;
    sumX += weight * ((i % width) + 0.5);
    sumY += weight * (Math.floor(i / width) + 0.5);
  }
  if (area <= 0) return null;
  const xPx = sumX / area;
  const yPx = sumY / area;
  const [xx, xy, yy, xxx, xxy, xyy, yyy] = centralOf(weights, width, xPx, yPx).map(
    (sum) => sum / area,
  ) as [number, number, number, number, number, number, number];
  return { area, xPx, yPx, xx, xy, yy, xxx, xxy, xyy, yyy };
}

function centralOf(weights: ArrayLike<number>, width: number, xPx: number, yPx: number): number[] {
  const sums = [0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] as number;
    if (weight === 0) continue;
    const x = (i % width) + 0.5 - xPx;
    const y = Math.floor(i / width) + 0.5 - yPx;
    [x * x, x * y, y * y, x * x * x, x * x * y, x * y * y, y * y * y].forEach((value, k) => {
      sums[k] = (sums[k] as number) + weight * value;
    });
  }
  return sums;
}

/** Direction of the longer axis, −π/2…π/2 (clockwise as seen), and both standard deviations along and across it. */
export function axesOf({ xx, xy, yy }: Moments): {
  readonly turnRad: number;
  readonly alongPx: number;
  readonly acrossPx: number;
} {
  const half = (xx + yy) / 2;
  const off = Math.hypot((xx - yy) / 2, xy);
  return {
    turnRad: Math.atan2(2 * xy, xx - yy) / 2,
    alongPx: Math.sqrt(half + off),
    acrossPx: Math.sqrt(Math.max(0, half - off)),
  };
}

/** Hu's seven. A mirrored shape has the last one's sign turned round. */
export function huOf(moments: Moments): readonly number[] {
  const { area } = moments;
  const [n20, n11, n02] = [moments.xx, moments.xy, moments.yy].map((value) => value / area) as [
    number,
    number,
    number,
  ];
  const third = area ** 1.5;
  const [n30, n21, n12, n03] = [moments.xxx, moments.xxy, moments.xyy, moments.yyy].map(
    (value) => value / third,
  ) as [number, number, number, number];
  const a = n30 + n12;
  const b = n21 + n03;
  const c = n30 - 3 * n12;
  const d = 3 * n21 - n03;
  return [
    n20 + n02,
    (n20 - n02) ** 2 + 4 * n11 ** 2,
    c * c + d * d,
    a * a + b * b,
    c * a * (a * a - 3 * b * b) + d * b * (3 * a * a - b * b),
    (n20 - n02) * (a * a - b * b) + 4 * n11 * a * b,
    d * a * (a * a - 3 * b * b) - c * b * (3 * a * a - b * b),
  ];
}
