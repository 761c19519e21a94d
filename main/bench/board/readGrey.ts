/** A JPEG as brightness, for whoever looks for the board in it. Foreign bytes: sizes are bounded, damage is `bad-input`. */
import sharp from 'sharp';
import { BenchError } from '../../base/model/errors.ts';
import type { GreyPicture } from './boardVision.ts';

const maxPixels = 4096 * 4096;

export async function readGrey(jpeg: Uint8Array): Promise<GreyPicture> {
  try {
    const picture = sharp(jpeg, { limitInputPixels: maxPixels, failOn: 'error' }).greyscale().raw();
    const { data, info } = await picture.toBuffer({ resolveWithObject: true });
    return { widthPx: info.width, heightPx: info.height, grey: new Uint8Array(data) };
  } catch (cause) {
    throw new BenchError('bad-input', 'that picture cannot be read', { cause });
  }
}
