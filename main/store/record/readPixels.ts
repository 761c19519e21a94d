/** A JPEG of a recording as pixels, rows from the top, at a size that is wanted. Off the caller's thread. */
import sharp, { type ResizeOptions } from 'sharp';

/** A small file may claim to be a huge picture. */
export const limitInputPixels = 1 << 25;

export interface Pixels {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly channels: 1 | 2 | 3 | 4;
  readonly data: Buffer;
}

/** As it is where no size is given. Rejects what is no picture. */
export async function readPixels(jpeg: Uint8Array, size?: ResizeOptions): Promise<Pixels> {
  const { data, info } = await sharp(jpeg, { limitInputPixels })
    .resize(size ?? {})
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { widthPx: info.width, heightPx: info.height, channels: info.channels, data };
}
