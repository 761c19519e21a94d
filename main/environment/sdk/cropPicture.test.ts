/** A cropped picture keeps its size and its places; outside there is nothing. */
import { expect, test } from 'vitest';
import { cropPicture } from './cropPicture.ts';

const width = 8;
const height = 4;
const picture = { width, height, rgb: new Uint8Array(width * height * 3).fill(200) };
const kept = (crop: Parameters<typeof cropPicture>[1]): string => {
  const { rgb } = cropPicture(picture, crop);
  return Array.from({ length: height }, (_, row) =>
    Array.from({ length: width }, (_, column) =>
      rgb[(row * width + column) * 3] === 200 && rgb[(row * width + column) * 3 + 2] === 200
        ? '#'
        : '.',
    ).join(''),
  ).join(' ');
};

test.each([
  [{ x: 0, y: 0, w: 1, h: 1 }, '######## ######## ######## ########'],
  [{ x: 0.25, y: 0.25, w: 0.5, h: 0.5 }, '........ ..####.. ..####.. ........'],
  [{ x: 0.5, y: 0, w: 0.5, h: 0.25 }, '....#### ........ ........ ........'],
  [{ x: 0.9, y: 0.9, w: 0.1, h: 0.1 }, '........ ........ ........ ........'],
  [{ x: 0.05, y: 0, w: 0.99, h: 1 }, '######## ######## ######## ########'],
])('keeps %j', (crop, rows) => {
  expect(kept(crop)).toBe(rows);
  expect(picture.rgb.every((value) => value === 200)).toBe(true);
});
