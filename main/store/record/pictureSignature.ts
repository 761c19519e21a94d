/**
 * A picture as a few numbers that are near for pictures that look alike: a small colour picture, its brightness divided
 * out, so that a lamp does not make strangers of two looks at the same scene.
 */
import { damagedFile } from './readBounded.ts';
import { readPixels } from './readPixels.ts';

const widthPx = 24;
const heightPx = 18;

/** @throws BenchError `storage` for what is no picture. */
export async function pictureSignature(jpeg: Uint8Array): Promise<Float32Array> {
  const size = { width: widthPx, height: heightPx, fit: 'fill', kernel: 'linear' } as const;
  const { data: small } = await readPixels(jpeg, size).catch((thrown: unknown) => {
    throw damagedFile('a picture', String(thrown), thrown);
  });
  const mean = Math.max(1, small.reduce((sum, level) => sum + level, 0) / small.length);
  return Float32Array.from(small, (level) => level / mean - 1);
}

/** Root mean square of the differences; signatures of other lengths are far. */
export function signatureDistance(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length || a.length === 0) return Number.POSITIVE_INFINITY;
  let sum = 0;
  a.forEach((value, at) => {
    sum += (value - (b[at] ?? 0)) ** 2;
  });
  return Math.sqrt(sum / a.length);
}
