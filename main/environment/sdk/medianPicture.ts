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
  for (let i = 0; i < rgb.length; i++) {
    const pixel = (i / 3) | 0;
    let n = 0;
    for (let k = 0; k < pictures.length; k++) {
      const out = leaveOut[k];
      if (out !== undefined && out[pixel] !== 0) continue;
      values[n++] = (pictures[k] as Picture).rgb[i] as number;
    }
    if (n === 0) for (const picture of pictures) values[n++] = picture.rgb[i] as number;
    rgb[i] = middleOf(values, n);
  }
  return { width, height, rgb };
}

/** Sorts the first n in place by insertion: the numbers are few and often nearly equal. */
function middleOf(values: Uint8Array, n: number): number {
  for (let i = 1; i < n; i++) {
    const value = values[i] as number;
    let at = i;
    while (at > 0 && (values[at - 1] as number) > value) {
      values[at] = values[at - 1] as number;
      at--;
    }
    values[at] = value;
  }
  return values[n >> 1] as number;
}
