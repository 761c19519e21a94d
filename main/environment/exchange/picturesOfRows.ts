/**
 * Pictures that lie in the rows of a dataset themselves (LeRobot's `image` features: a struct of bytes and path). JPEGs
 * are kept byte for byte, anything else becomes one. A few rows are read at a time, so that memory stays small.
 */
import sharp from 'sharp';
import { BenchError } from '../../base/model/errors.ts';
import { exchangeBounds } from './exchangeBounds.ts';
import type { DataFiles } from './lerobotData.ts';
import { cameraOf } from './lerobotInfo.ts';
import type { SourceCamera } from './sourceEpisode.ts';

const rowsAtOnce = 32;

/** @throws BenchError `bad-input` */
export async function asJpeg(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  if (bytes.byteLength > exchangeBounds.pictureBytes)
    throw new BenchError('bad-input', `${name} is too large`);
  const jpeg = bytes[0] === 0xff && bytes[1] === 0xd8;
  const limitInputPixels = exchangeBounds.pictureSidePx ** 2;
  try {
    const picture = sharp(bytes, { limitInputPixels, failOn: 'error', sequentialRead: true });
    if (!jpeg) return await picture.removeAlpha().jpeg({ quality: 92 }).toBuffer();
    const { format } = await picture.metadata();
    if (format !== 'jpeg') throw new Error('it is no picture');
    return bytes;
  } catch (thrown) {
    const what = thrown instanceof Error ? thrown.message : String(thrown);
    throw new BenchError('bad-input', `${name} cannot be opened: ${what.slice(0, 200)}`);
  }
}

export function picturesOfRows(
  data: DataFiles,
  file: string,
  episode: number,
  key: string,
  atMs: readonly number[],
): SourceCamera {
  return {
    name: cameraOf(key),
    pictures: atMs.length,
    async *open(signal) {
      for (let at = 0; at < atMs.length; at += rowsAtOnce) {
        signal.throwIfAborted();
        const to = Math.min(atMs.length, at + rowsAtOnce);
        const cells = await data.columnOf(file, episode, key, at, to);
        for (const [n, cell] of cells.entries()) {
          const bytes = (cell as { bytes?: unknown } | null)?.bytes;
          const name = `picture ${at + n} of ${cameraOf(key)}`;
          if (!(bytes instanceof Uint8Array))
            throw new BenchError('bad-input', `${name} does not lie in the data file`);
          yield { atMs: atMs[at + n] ?? 0, jpeg: await asJpeg(bytes, name) };
        }
      }
    },
  };
}
