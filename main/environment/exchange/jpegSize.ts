/** Width and height of a JPEG, from its first frame header; nothing is decoded. */
import { BenchError } from '../../base/model/errors.ts';

export interface PictureSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** SOF markers that are not tables (C4, C8, CC). */
const isFrameHeader = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** @throws BenchError `storage` on what is no JPEG. */
export function jpegSize(jpeg: Buffer): PictureSize {
  for (let at = 2; at + 9 <= jpeg.byteLength && jpeg[at] === 0xff; ) {
    const marker = jpeg[at + 1] ?? 0;
    if (isFrameHeader(marker))
      return { heightPx: jpeg.readUInt16BE(at + 5), widthPx: jpeg.readUInt16BE(at + 7) };
    at += 2 + jpeg.readUInt16BE(at + 2);
  }
  throw new BenchError('storage', 'a recorded picture is no JPEG');
}
