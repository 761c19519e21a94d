/** Do the plain tools see what was drawn: hues blind to shadow, regions with their moments, a rectified view? */
import { expect, test } from 'vitest';
import { teeScene } from '../../../test/lib/teeScene.ts';
import { must } from '../../base/lib/assert.ts';
import { cameraModelOf } from '../../bench/devices/sim/raster/cameraModelOf.ts';
import { decodePicture, exposureOf, type Picture, shrinkPicture } from './picture.ts';
import { findRegions, hueMap, hueOf, medianColour, rectify } from './vision.ts';

function paint(
  width: number,
  height: number,
  colourAt: (x: number, y: number) => readonly [number, number, number],
): Picture {
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rgb.set(colourAt(x, y), (y * width + x) * 3);
  }
  return { width, height, rgb };
}

test('a hue is blind to its background in light and shadow and halves with half a pixel', () => {
  const hue = must(hueOf([200, 40, 30], [190, 184, 170]));
  const whole = { left: 0, top: 0, right: 4, bottom: 1 };
  const colours = [
    [190, 184, 170],
    [95, 92, 85],
    [200, 40, 30],
    [195, 112, 100],
  ] as const;
  const map = hueMap(
    paint(4, 1, (x) => must(colours[x])),
    hue,
    whole,
  );
  expect(Math.abs(must(map[0]))).toBeLessThan(0.01);
  expect(Math.abs(must(map[1]))).toBeLessThan(0.01);
  expect(must(map[3]) / must(map[2])).toBeCloseTo(0.5, 2);
  expect(hueOf([80, 80, 80])).toBeNull();
  expect(hueOf([0, 0, 0])).toBeNull();
});

test('regions are connected by edges, measured, largest first, small ones left out', () => {
  const rows = ['110000', '110010', '000110', '100110'];
  const mask = Uint8Array.from(rows.join('').split('').map(Number));
  const { labels, regions } = findRegions(mask, 6, 4, 2);
  expect(regions.map((region) => region.areaPx)).toEqual([5, 4]);
  const square = must(regions[1]);
  expect([square.xPx, square.yPx, square.xxPx, square.xyPx]).toEqual([1, 1, 0.25, 0]);
  expect(square.box).toEqual({ left: 0, top: 0, right: 2, bottom: 2 });
  expect(labels[9 + 7]).toBe(must(regions[0]).label);
});

test('a rectified view has +x up and +y left, metres per pixel as asked', () => {
  const camera = cameraModelOf(must(teeScene.cameras[0]), { widthPx: 320, heightPx: 240 });
  // The overhead camera has +x up and +y left itself: a mark left of and above the middle.
  const picture = paint(320, 240, (x, y) => (x < 150 && y < 110 ? [255, 0, 0] : [0, 0, 0]));
  const area = {
    xM: { min: 0.1, max: 0.3 },
    yM: { min: -0.1, max: 0.1 },
    zM: 0,
    metresPerPx: 0.002,
  };
  const flat = rectify(picture, camera, area);
  expect([flat.width, flat.height]).toEqual([100, 100]);
  expect(flat.rgb[0]).toBe(255);
  expect(flat.rgb[99 * 3]).toBe(0);
  expect(flat.rgb[99 * 100 * 3]).toBe(0);
});

test('pictures: median colour, exposure, shrinking, and bytes that are none', async () => {
  const half = paint(40, 20, (x) => (x < 30 ? [10, 20, 30] : [200, 200, 200]));
  expect(medianColour(half)).toEqual([10, 20, 30]);
  expect(exposureOf(paint(8, 8, () => [7, 7, 7]))).toEqual({ mean: 7, spread: 0 });
  const shrunk = shrinkPicture(
    paint(5, 4, (x) => [x * 10, 0, 0]),
    2,
  );
  expect([shrunk.width, shrunk.height]).toEqual([2, 2]);
  expect([shrunk.rgb[0], shrunk.rgb[3]]).toEqual([5, 25]);
  for (const bytes of [
    new Uint8Array(0),
    new Uint8Array(100),
    Uint8Array.of(0xff, 0xd8, 1, 2, 3),
  ]) {
    await expect(decodePicture(bytes)).rejects.toMatchObject({ code: 'bad-input' });
  }
});
