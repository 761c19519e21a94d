/**
 * A picture cut into cells, each of which can be covered by the mean colour around it: what somebody who goes by the
 * picture makes of it without that part. Equal pictures give equal bytes.
 */
import sharp from 'sharp';
import { damagedFile } from './readBounded.ts';
import { readPixels } from './readPixels.ts';

export interface PictureCells {
  /** The same picture, encoded like the covered ones: what they are compared with. */
  whole(): Promise<Buffer>;
  /** With one cell covered, row and column from the top left. */
  covered(row: number, col: number): Promise<Buffer>;
}

const quality = 92;
/** Beside the cell, in cells: whose mean covers it. */
const marginCells = 0.5;

interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** @throws BenchError `storage` for what is no picture. */
export async function openPictureCells(
  jpeg: Uint8Array,
  rows: number,
  cols: number,
): Promise<PictureCells> {
  const pixels = await readPixels(jpeg).catch((thrown: unknown) => {
    throw damagedFile('a picture', String(thrown), thrown);
  });
  const { widthPx: width, heightPx: height, channels, data } = pixels;
  const encode = (bytes: Buffer): Promise<Buffer> =>
    sharp(bytes, { raw: { width, height, channels } }).jpeg({ quality }).toBuffer();
  const areaOf = (row: number, col: number, margin: number): Area => ({
    left: Math.max(0, Math.round(((col - margin) * width) / cols)),
    top: Math.max(0, Math.round(((row - margin) * height) / rows)),
    right: Math.min(width, Math.round(((col + 1 + margin) * width) / cols)),
    bottom: Math.min(height, Math.round(((row + 1 + margin) * height) / rows)),
  });
  const meanOf = ({ left, top, right, bottom }: Area, hole: Area): readonly number[] => {
    const sums = Array.from({ length: channels }, () => 0);
    let count = 0;
    for (let y = top; y < bottom; y++)
      for (let x = left; x < right; x++) {
        const inHole = x >= hole.left && x < hole.right && y >= hole.top && y < hole.bottom;
        if (inHole) continue;
        count++;
        for (let c = 0; c < channels; c++)
          sums[c] = (sums[c] ?? 0) + (data[(y * width + x) * channels + c] ?? 0);
      }
    return sums.map((sum) => (count === 0 ? 127 : Math.round(sum / count)));
  };
  return {
    whole: () => encode(data),
    async covered(row, col) {
      const cell = areaOf(row, col, 0);
      const mean = meanOf(areaOf(row, col, marginCells), cell);
      const copy = Buffer.from(data);
      for (let y = cell.top; y < cell.bottom; y++)
        for (let x = cell.left; x < cell.right; x++)
          for (let c = 0; c < channels; c++) copy[(y * width + x) * channels + c] = mean[c] ?? 127;
      return await encode(copy);
    },
  };
}
