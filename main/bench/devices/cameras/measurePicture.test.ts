/** Brightness, clipping and sharpness of pictures that were made to have them. */
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { measurePicture } from './measurePicture.ts';

const jpegOf = (grey: (x: number, y: number) => number) => {
  const [width, height] = [320, 240];
  const data = Buffer.alloc(width * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data[y * width + x] = grey(x, y);
  return sharp(data, { raw: { width, height, channels: 1 } }).jpeg({ quality: 95 });
};

it('a flat grey picture is half bright and not sharp at all', async () => {
  const flat = await measurePicture(await jpegOf(() => 128).toBuffer());
  expect(flat.exposure).toBeCloseTo(0.5, 2);
  expect(flat.clipped).toBe(0);
  expect(flat.sharpness).toBeLessThan(0.01);
});

it('edges are sharp until they are blurred', async () => {
  const squares = jpegOf((x, y) => (((x >> 4) + (y >> 4)) % 2 === 0 ? 60 : 190));
  const sharpOne = await measurePicture(await squares.clone().toBuffer());
  const blurred = await measurePicture(await squares.clone().blur(6).toBuffer());
  expect(sharpOne.sharpness).toBeGreaterThan(0.8);
  expect(blurred.sharpness).toBeLessThan(0.2);
});

it('half black, half white is clipped', async () => {
  const split = await measurePicture(await jpegOf((x) => (x < 160 ? 0 : 255)).toBuffer());
  expect(split.clipped).toBeGreaterThan(0.95);
});

it('what is no picture is refused', async () => {
  await expect(measurePicture(new Uint8Array([1, 2, 3]))).rejects.toThrow();
});
