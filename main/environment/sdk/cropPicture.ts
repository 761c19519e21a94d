/** A picture of which only a part may be gone by: the rest is black, so that places in it keep their pixels. */
import type { PictureShare } from '../../base/wire/program.ts';
import type { Picture } from './picture.ts';

/** Pixels that lie in the part at least by half are kept. The picture that was given stays as it is. */
export function cropPicture({ width, height, rgb }: Picture, crop: PictureShare): Picture {
  const left = Math.round(crop.x * width);
  const right = Math.round((crop.x + crop.w) * width);
  const top = Math.round(crop.y * height);
  const bottom = Math.round((crop.y + crop.h) * height);
  const kept = new Uint8Array(rgb.length);
  for (let row = top; row < Math.min(bottom, height); row++) {
    const at = (row * width + left) * 3;
    kept.set(rgb.subarray(at, (row * width + Math.min(right, width)) * 3), at);
  }
  return { width, height, rgb: kept };
}
