/**
 * Masks: height × width bytes, rows from the top, 1 where something is. Thresholds, growing and shrinking by squares,
 * holes. What lies outside the picture counts as empty. Pure functions; what is given stays as it is.
 */
import type { Plane } from './affine.ts';

/** 1 where the plane is at least `least` (and at most `most`). */
export function thresholdMask(
  { data }: Plane,
  least: number,
  most = Number.POSITIVE_INFINITY,
): Uint8Array {
  return Uint8Array.from(data, (value) => (value >= least && value <= most ? 1 : 0));
}

/** Running sums along rows, then along columns: 1 where enough of the square of 2·reach + 1 is. */
function overSquare(
  mask: Uint8Array,
  width: number,
  height: number,
  reach: number,
  whole: boolean,
): Uint8Array {
  const across = new Uint8Array(mask.length);
  const side = 2 * reach + 1;
  const test = (count: number): 0 | 1 => ((whole ? count === side : count > 0) ? 1 : 0);
  for (let y = 0; y < height; y++) {
    let count = 0;
    for (let x = -reach; x < width; x++) {
      if (x + reach < width) count += mask[y * width + x + reach] === 0 ? 0 : 1;
      if (x - reach - 1 >= 0) count -= mask[y * width + x - reach - 1] === 0 ? 0 : 1;
      if (x >= 0) across[y * width + x] = test(count);
    }
  }
  const out = new Uint8Array(mask.length);
  for (let x = 0; x < width; x++) {
    let count = 0;
    for (let y = -reach; y < height; y++) {
      if (y + reach < height) count += across[(y + reach) * width + x] as number;
      if (y - reach - 1 >= 0) count -= across[(y - reach - 1) * width + x] as number;
      if (y >= 0) out[y * width + x] = test(count);
    }
  }
  return out;
}

/** Grown by `reach` pixels in all directions. */
export function dilateMask(
  mask: Uint8Array,
  width: number,
  height: number,
  reach: number,
): Uint8Array {
  return overSquare(mask, width, height, reach, false);
}

/** Shrunk by `reach` pixels from all sides. */
export function erodeMask(
  mask: Uint8Array,
  width: number,
  height: number,
  reach: number,
): Uint8Array {
  return overSquare(mask, width, height, reach, true);
}

/** Without what is thinner than 2·reach + 1. */
export function openMask(
  mask: Uint8Array,
  width: number,
  height: number,
  reach: number,
): Uint8Array {
  return dilateMask(erodeMask(mask, width, height, reach), width, height, reach);
}

/** With gaps narrower than 2·reach + 1 closed. */
export function closeMask(
  mask: Uint8Array,
  width: number,
  height: number,
  reach: number,
): Uint8Array {
  return erodeMask(dilateMask(mask, width, height, reach), width, height, reach);
}

/** Everything that cannot be reached from the border without crossing the mask becomes part of it. */
export function fillHoles(mask: Uint8Array, width: number, height: number): Uint8Array {
  const outside = new Uint8Array(mask.length);
  const stack: number[] = [];
  const visit = (at: number): void => {
    if (mask[at] !== 0 || outside[at] !== 0) return;
    outside[at] = 1;
    stack.push(at);
  };
  for (let x = 0; x < width; x++) {
    visit(x);
    visit((height - 1) * width + x);
  }
  for (let y = 0; y < height; y++) {
    visit(y * width);
    visit(y * width + width - 1);
  }
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const x = at % width;
    if (x > 0) visit(at - 1);
    if (x + 1 < width) visit(at + 1);
    if (at >= width) visit(at - width);
    if (at + width < mask.length) visit(at + width);
  }
  return outside.map((is) => (is === 0 ? 1 : 0));
}
