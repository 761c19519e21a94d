/**
 * Small maps of the picture's plane and planes of numbers: gradients, halving. All places are continuous pixels; the centre
 * of the first pixel is (0.5, 0.5). Pure numbers, no picture formats.
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

/** Means of two by two, into `half` of half the size; an odd last row or column is dropped. */
export function halvePlane({ width, data }: Plane, half: Plane): void {
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
}
