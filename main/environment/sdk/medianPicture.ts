/**
 * The middle of many pictures of one size, pixel by pixel and colour by colour: what stays while things come and go. A
 * pixel may be left out where something is known to be in front of it; where nothing is left, all count.
 */
import { assert } from '../../base/lib/assert.ts';
import type { Picture } from './picture.ts';

/** `leaveOut[k]`, where given, is height × width bytes: not 0 means that picture k does not count there. */
export function medianPicture(
  pictures: readonly Picture[],
  leaveOut: readonly (Uint8Array | undefined)[] = [],
): Picture {
  const first = pictures[0];
  assert(first !== undefined, 'the middle of no pictures');
  const { width, height } = first;
  const rgb = new Uint8Array(width * height * 3);
  const values = new Uint8Array(pictures.length);
  const bytes = pictures.map((picture) => picture.rgb);
  const used = new Int32Array(pictures.length);
  for (let pixel = 0, i = 0; pixel < width * height; pixel++) {
    let n = 0;
    for (let k = 0; k < bytes.length; k++) {
      const out = leaveOut[k];
      if (out === undefined || out[pixel] === 0) used[n++] = k;
    }
    if (n === 0) for (let k = 0; k < bytes.length; k++) used[n++] = k;
    for (let c = 0; c < 3; c++, i++) {
      for (let m = 0; m < n; m++) values[m] = (bytes[used[m] as number] as Uint8Array)[i] as number;
      rgb[i] = middleOf(values, n);
    }
  }
  return { width, height, rgb };
}

/** The middle one of the first n: those beyond it are swapped to its sides until it stands where it belongs. */
function middleOf(values: Uint8Array, n: number): number {
  const k = n >> 1;
  let low = 0;
  let high = n - 1;
  while (low < high) {
    const pivot = values[k] as number;
    let i = low;
    let j = high;
    while (i <= j) {
      while ((values[i] as number) < pivot) i++;
      while ((values[j] as number) > pivot) j--;
      if (i <= j) {
        const swap = values[i] as number;
        values[i++] = values[j] as number;
        values[j--] = swap;
      }
    }
    if (j < k) low = i;
    if (i > k) high = j;
  }
  return values[k] as number;
}
