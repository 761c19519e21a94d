/** Pictures as task programs work with them: decoded JPEG, rows from the top, red green blue bytes. */
import sharp from 'sharp';
import { BenchError } from '../../base/model/errors.ts';

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** height × width × 3 bytes. */
  readonly rgb: Uint8Array;
}

/** Larger pictures than this come from no camera of a bench. */
const maxSidePx = 4096;

/** Throws `bad-input` for bytes that are not a whole JPEG of a sensible size. */
export async function decodePicture(jpeg: Uint8Array): Promise<Picture> {
  if (jpeg.byteLength < 4 || jpeg[0] !== 0xff || jpeg[1] !== 0xd8) {
    throw new BenchError('bad-input', `${jpeg.byteLength} bytes that are not a JPEG`);
  }
  try {
    const { data, info } = await sharp(jpeg, { failOn: 'truncated', limitInputPixels: 1 << 24 })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    if (channels !== 3 || width > maxSidePx || height > maxSidePx) {
      throw new BenchError('bad-input', `a picture of ${width}×${height}×${channels}`);
    }
    return { width, height, rgb: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
  } catch (cause) {
    if (cause instanceof BenchError) throw cause;
    throw new BenchError('bad-input', 'a JPEG that cannot be decoded', { cause });
  }
}

/**
 * Mean and standard deviation of the brightness, 0…255, over every 16th pixel: a covered, blank or overexposed
 * picture has next to no spread.
 */
export function exposureOf(picture: Picture): { readonly mean: number; readonly spread: number } {
  let sum = 0;
  let squares = 0;
  let n = 0;
  for (let i = 0; i + 2 < picture.rgb.length; i += 48) {
    const value =
      ((picture.rgb[i] as number) +
        (picture.rgb[i + 1] as number) +
        (picture.rgb[i + 2] as number)) /
      3;
    sum += value;
    squares += value * value;
    n++;
  }
  const mean = sum / n;
  return { mean, spread: Math.sqrt(Math.max(0, squares / n - mean * mean)) };
}

/** Means over squares of factor × factor pixels; what does not fill a square at the right or lower edge is dropped. */
export function shrinkPicture(picture: Picture, factor: number): Picture {
  const width = Math.floor(picture.width / factor);
  const height = Math.floor(picture.height / factor);
  const rgb = new Uint8Array(width * height * 3);
  const stride = picture.width * 3;
  const area = factor * factor;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        let sum = area >> 1;
        for (let dy = 0; dy < factor; dy++) {
          const row = (y * factor + dy) * stride + x * factor * 3 + c;
          for (let dx = 0; dx < factor; dx++) sum += picture.rgb[row + dx * 3] as number;
        }
        rgb[(y * width + x) * 3 + c] = (sum / area) | 0;
      }
    }
  }
  return { width, height, rgb };
}

const shrunk = new WeakMap<Picture, Map<number, Picture>>();

/** The same, once for each picture and factor; the picture itself for 1. */
export function shrunkPicture(picture: Picture, factor: number): Picture {
  if (factor <= 1) return picture;
  const known = shrunk.get(picture) ?? new Map<number, Picture>();
  shrunk.set(picture, known);
  const small = known.get(factor) ?? shrinkPicture(picture, factor);
  known.set(factor, small);
  return small;
}
