/**
 * Three figures of one picture: how bright it is, how much of it is black or white to the end, how sharp it is. Sharpness
 * is the variance of the Laplacian (four neighbours, grey 0…255, the picture brought to 320 pixels across), v, as
 * v / (v + 100): 100 reads 0.5. Off the caller's thread.
 */
import sharp from 'sharp';
import type { CheckView } from '../../../base/model/phaseOne.ts';

const acrossPx = 320;
const halfSharp = 100;
const black = 4;
const white = 251;

/** Rejects what is no picture. */
export async function measurePicture(jpeg: Uint8Array): Promise<CheckView['pictures'][string]> {
  const picture = sharp(jpeg, { limitInputPixels: 1 << 25 })
    .resize({ width: acrossPx })
    .greyscale()
    .raw();
  const { data, info } = await picture.toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const grey = (x: number, y: number): number => data[y * width + x] ?? 0;
  let sum = 0;
  let clipped = 0;
  for (const value of data) {
    sum += value;
    if (value <= black || value >= white) clipped++;
  }
  let edges = 0;
  let squares = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const around = grey(x - 1, y) + grey(x + 1, y) + grey(x, y - 1) + grey(x, y + 1);
      const edge = around - 4 * grey(x, y);
      edges += edge;
      squares += edge * edge;
    }
  }
  const inner = (width - 2) * (height - 2);
  const variance = squares / inner - (edges / inner) ** 2;
  return {
    exposure: sum / data.length / 255,
    clipped: clipped / data.length,
    sharpness: variance / (variance + halfSharp),
  };
}
