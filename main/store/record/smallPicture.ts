/** Pictures small enough to compare: a JPEG as RGB of a given width, and back. Off the caller's thread. */
import sharp from 'sharp';
import { limitInputPixels, readPixels } from './readPixels.ts';

export interface SmallPicture {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Of the picture it was made from. */
  readonly wholeWidthPx: number;
  /** Rows from the top, three bytes a pixel. */
  readonly rgb: Uint8Array;
}

/** Rejects what is no picture. */
export async function readSmallPicture(jpeg: Uint8Array, widthPx: number): Promise<SmallPicture> {
  const { width: wholeWidthPx = widthPx } = await sharp(jpeg, { limitInputPixels }).metadata();
  const { data, ...size } = await readPixels(jpeg, { width: widthPx });
  return {
    ...{ widthPx: size.widthPx, heightPx: size.heightPx, wholeWidthPx },
    rgb: Uint8Array.from(data),
  };
}

export async function encodeSmallPicture(picture: SmallPicture): Promise<Buffer> {
  const { widthPx: width, heightPx: height, rgb } = picture;
  return await sharp(rgb, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
}
