/** A grey picture, for asking a program whether it answers at all where no recording is there. */
import sharp from 'sharp';

/** A JPEG of so many pixels; equal sizes give equal bytes. */
export function blankPicture(widthPx: number, heightPx: number): Promise<Buffer> {
  const background = { r: 127, g: 127, b: 127 };
  return sharp({ create: { width: widthPx, height: heightPx, channels: 3, background } })
    .jpeg({ quality: 90 })
    .toBuffer();
}
