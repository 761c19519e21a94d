/** A picture's colour at a continuous place, between its pixels. */
import type { Picture } from './picture.ts';

/** Adds the colour at x, y (pixels; the middle of the first is 0.5) to three sums; beyond the edge the edge goes on. */
export function addSample(picture: Picture, x: number, y: number, sum: Float64Array): void {
  const { width, height, rgb } = picture;
  const fx = Math.min(Math.max(x - 0.5, 0), width - 1.001);
  const fy = Math.min(Math.max(y - 0.5, 0), height - 1.001);
  const ix = fx | 0;
  const iy = fy | 0;
  const u = fx - ix;
  const v = fy - iy;
  const at = (iy * width + ix) * 3;
  const down = at + width * 3;
  for (let c = 0; c < 3; c++) {
    const upper = (rgb[at + c] as number) * (1 - u) + (rgb[at + 3 + c] as number) * u;
    const lower = (rgb[down + c] as number) * (1 - u) + (rgb[down + 3 + c] as number) * u;
    sum[c] = (sum[c] as number) + upper * (1 - v) + lower * v;
  }
}
