/**
 * Small maps of the picture's plane and planes of numbers to look things up in: bilinear sampling, gradients, halving. All
 * places are continuous pixels; the centre of the first pixel is (0.5, 0.5). Pure numbers, no picture formats.
 */

/** p ↦ (x + shift) with shift = a + L·(p − centre): six numbers [ax, ay, lxx, lxy, lyx, lyy]. */
export type AffineShift = readonly [number, number, number, number, number, number];

export const noShift: AffineShift = [0, 0, 0, 0, 0, 0];

/** height × width numbers, rows from the top. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

export function createPlane(width: number, height: number): Plane {
  return { width, height, data: new Float32Array(width * height) };
}

/** Value at a continuous place, the border's value beyond the border. */
export function samplePlane({ width, height, data }: Plane, x: number, y: number): number {
  const fx = Math.min(Math.max(x - 0.5, 0), width - 1.001);
  const fy = Math.min(Math.max(y - 0.5, 0), height - 1.001);
  const ix = fx | 0;
  const iy = fy | 0;
  const u = fx - ix;
  const v = fy - iy;
  const at = iy * width + ix;
  const top = (data[at] as number) * (1 - u) + (data[at + 1] as number) * u;
  const low = (data[at + width] as number) * (1 - u) + (data[at + width + 1] as number) * u;
  return top * (1 - v) + low * v;
}

/** Central differences, per pixel; 0 on the border. */
export function gradientOf({ width, height, data }: Plane): {
  readonly x: Plane;
  readonly y: Plane;
} {
  const x = createPlane(width, height);
  const y = createPlane(width, height);
  for (let row = 1; row < height - 1; row++) {
    for (let column = 1; column < width - 1; column++) {
      const at = row * width + column;
      x.data[at] = ((data[at + 1] as number) - (data[at - 1] as number)) / 2;
      y.data[at] = ((data[at + width] as number) - (data[at - width] as number)) / 2;
    }
  }
  return { x, y };
}

/** Means of two by two; an odd last row or column is dropped. */
export function halvePlane({ width, height, data }: Plane): Plane {
  const half = createPlane(width >> 1, height >> 1);
  for (let row = 0; row < half.height; row++) {
    for (let column = 0; column < half.width; column++) {
      const at = 2 * row * width + 2 * column;
      half.data[row * half.width + column] =
        ((data[at] as number) +
          (data[at + 1] as number) +
          (data[at + width] as number) +
          (data[at + width + 1] as number)) /
        4;
    }
  }
  return half;
}
