/** Are pictures cut out of a byte stream whole, however it is chopped and whatever lies between them? */
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { must } from '../../../base/lib/assert.ts';
import { createRng } from '../../../base/lib/rng.ts';
import { createJpegSplitter } from './jpegSplitter.ts';

const rng = createRng(3);

async function jpeg(progressive = false): Promise<Uint8Array> {
  const noise = Uint8Array.from({ length: 48 * 32 * 3 }, () => rng.below(256));
  const raw = { width: 48, height: 32, channels: 3 } as const;
  return new Uint8Array(await sharp(noise, { raw }).jpeg({ progressive }).toBuffer());
}

/** Pushes `bytes` in pieces of random length; the pictures that came out. */
function split(bytes: Uint8Array, largestPiece: number, maxBytes?: number) {
  const out: Uint8Array[] = [];
  const splitter = createJpegSplitter((picture) => out.push(picture), maxBytes);
  for (let at = 0; at < bytes.length; ) {
    const piece = 1 + rng.below(largestPiece);
    splitter.push(bytes.subarray(at, at + piece));
    at += piece;
  }
  return { out, droppedBytes: splitter.droppedBytes };
}

test.each([1, 3, 100, 100_000])('pieces of up to %d bytes', async (largestPiece) => {
  const pictures = [await jpeg(), await jpeg(true), await jpeg()];
  const { out, droppedBytes } = split(Buffer.concat(pictures), largestPiece);
  expect(out.map((one) => Buffer.from(one))).toEqual(pictures.map((one) => Buffer.from(one)));
  expect(droppedBytes).toBe(0);
});

test('a picture inside a segment does not end the one around it', async () => {
  const outer = await jpeg();
  const inner = await jpeg();
  const head = Buffer.from([0xff, 0xe1, (inner.length + 2) >> 8, (inner.length + 2) & 255]);
  const whole = Buffer.concat([outer.subarray(0, 2), head, inner, outer.subarray(2)]);
  expect(split(whole, 50).out).toEqual([new Uint8Array(whole)]);
});

test('rubbish between pictures is counted and skipped, a broken picture is given up', async () => {
  const first = await jpeg();
  const second = await jpeg();
  const rubbish = Uint8Array.from([1, 2, 0xff, 3]);
  const torn = Uint8Array.from([0xff, 0xd8, 0x17, 0x17]);
  const { out, droppedBytes } = split(Buffer.concat([rubbish, first, torn, second]), 40);
  expect(out).toHaveLength(2);
  expect(Buffer.from(must(out[1]))).toEqual(Buffer.from(second));
  expect(droppedBytes).toBe(8);
});

test('what grows beyond the bound is dropped', async () => {
  const picture = await jpeg();
  const endless = Buffer.concat([picture.subarray(0, picture.length - 2), Buffer.alloc(50_000, 7)]);
  const { out, droppedBytes } = split(Buffer.concat([endless, picture]), 500, 20_000);
  expect(out).toHaveLength(1);
  expect(droppedBytes).toBe(endless.length);
});
