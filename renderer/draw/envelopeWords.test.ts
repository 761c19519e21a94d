/** The envelope is named where its corners are seen, inside the picture and clear of the judge's words. */
import { describe, expect, it } from 'vitest';
import { envelopeWords } from './envelopeWords.ts';
import { lookAt } from './project.ts';

const size = { widthPx: 400, heightPx: 300, focalPx: 340 };
const overhead = lookAt('overhead', [0.201, 0, 0.62], [0.2, 0, 0], size);
const box = {
  x: { min: 0.1, max: 0.3 },
  y: { min: -0.15, max: 0.15 },
  z: { min: 0, max: 0.17 },
};

describe('the words of the envelope', () => {
  it('name floor and height at corners that are seen', () => {
    const placed = envelopeWords(overhead, box);
    expect(placed.map(({ words }) => words)).toEqual(['envelope, floor', '170 mm up']);
    for (const { x, y } of placed) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(size.widthPx);
      expect(y).toBeGreaterThan(24);
      expect(y).toBeLessThan(size.heightPx - 24);
    }
  });

  it('are left out where the envelope reaches over the picture or lies behind the camera', () => {
    const wide = { ...box, x: { min: -1, max: 1 }, y: { min: -1, max: 1 } };
    expect(envelopeWords(overhead, wide)).toEqual([]);
    const away = lookAt('away', [0.2, 0, 0.62], [3, 0, 1], size);
    expect(envelopeWords(away, box)).toEqual([]);
  });
});
