/** Is coverage the exact area of a polygon in each pixel? Compared with fine sampling and with areas by formula. */
import { expect, test } from 'vitest';
import { must } from '../../base/lib/assert.ts';
import { createRng } from '../../base/lib/rng.ts';
import { coverPolygon } from './coverage.ts';

const width = 12;
const height = 9;

function cover(points: readonly (readonly [number, number])[]): Float32Array {
  const out = new Float32Array(width * height);
  const flat = Float64Array.from(points.flat());
  coverPolygon(out, new Float64Array((width + 2) * height), width, height, flat, points.length);
  return out;
}

const total = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0);

test('a square on half pixels', () => {
  const covered = cover([
    [1.5, 2.25],
    [4.5, 2.25],
    [4.5, 5],
    [1.5, 5],
  ]);
  expect(total(covered)).toBeCloseTo(3 * 2.75, 5);
  expect(covered[2 * width + 1]).toBeCloseTo(0.5 * 0.75, 6);
  expect(covered[3 * width + 2]).toBe(1);
  expect(covered[3 * width + 4]).toBeCloseTo(0.5, 6);
});

test('random triangles, either way round, in or over the edge, by sampling', () => {
  const rng = createRng(1);
  for (let n = 0; n < 25; n++) {
    const at = (): [number, number] => [rng.between(-6, 18), rng.between(-5, 14)];
    const [a, b, c] = [at(), at(), at()];
    const covered = cover([a, b, c]);
    const reversed = cover([c, b, a]);
    covered.forEach((share, i) => {
      expect(reversed[i]).toBeCloseTo(share, 5);
    });
    const side = (p: readonly number[], q: readonly number[], x: number, y: number): number =>
      (must(q[0]) - must(p[0])) * (y - must(p[1])) - (must(q[1]) - must(p[1])) * (x - must(p[0]));
    const fine = 24;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let hits = 0;
        for (let i = 0; i < fine * fine; i++) {
          const sx = x + ((i % fine) + 0.5) / fine;
          const sy = y + (Math.floor(i / fine) + 0.5) / fine;
          const sides = [side(a, b, sx, sy), side(b, c, sx, sy), side(c, a, sx, sy)];
          if (sides.every((s) => s >= 0) || sides.every((s) => s <= 0)) hits++;
        }
        const sampled = hits / fine ** 2;
        expect(Math.abs(must(covered[y * width + x]) - sampled)).toBeLessThan(0.03);
      }
    }
  }
});
