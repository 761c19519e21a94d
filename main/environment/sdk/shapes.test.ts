/** Colours, masks, outlines, moments and strangeness against values worked out by hand. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../base/lib/rng.ts';
import { hsvOf, labDistance, labOf, linearOf, mapColours } from './colour.ts';
import { fitPolygon, polygonArea, traceContour } from './contour.ts';
import { closeMask, dilateMask, erodeMask, fillHoles, openMask, thresholdMask } from './mask.ts';
import { axesOf, huOf, momentsOf } from './moments.ts';
import { isStrange, learnUsual, strangenessOf } from './strangeness.ts';

/** 0 and 1 by characters. */
function maskOf(...rows: string[]) {
  const mask = Uint8Array.from(rows.join(''), (c) => (c === '#' ? 1 : 0));
  return { mask, width: (rows[0] as string).length, height: rows.length };
}
const area = (mask: Uint8Array): number => mask.reduce((sum, is) => sum + is, 0);

describe('colour', () => {
  it('knows linear light, hue and Lab of well-known colours', () => {
    expect(linearOf([255, 0, 188])[0]).toBe(1);
    expect(linearOf([188, 188, 188])[0]).toBeCloseTo(0.5029, 4);
    expect(hsvOf([0, 255, 0])).toEqual([(2 * Math.PI) / 3, 1, 1]);
    expect(hsvOf([255, 0, 128])[0]).toBeGreaterThan(5.5);
    expect(hsvOf([90, 90, 90])[1]).toBe(0);
    const [l, a, b] = labOf([255, 0, 0]);
    expect([l, a, b].map(Math.round)).toEqual([53, 80, 67]);
    expect(labDistance([255, 255, 255], [255, 255, 255])).toBe(0);
    const plane = mapColours(
      { width: 2, height: 1, rgb: Uint8Array.of(1, 2, 3, 4, 5, 6) },
      ([r]) => r,
    );
    expect([...thresholdMask(plane, 2)]).toEqual([0, 1]);
  });
});

describe('masks', () => {
  it('grow, shrink, lose specks, close gaps and fill holes', () => {
    const { mask, width, height } = maskOf('.......', '.###.#.', '.#.#...', '.###...', '.......');
    expect(area(fillHoles(mask, width, height))).toBe(10);
    expect(area(openMask(fillHoles(mask, width, height), width, height, 1))).toBe(9);
    expect(area(dilateMask(maskOf('...', '.#.', '...').mask, 3, 3, 1))).toBe(9);
    expect(area(erodeMask(new Uint8Array(25).fill(1), 5, 5, 1))).toBe(9);
    const gap = maskOf('.......', '.......', '..#.#..', '.......', '.......');
    expect(closeMask(gap.mask, 7, 5, 1)[2 * 7 + 3]).toBe(1);
  });
});

describe('contour', () => {
  it('traces an L along its pixel edges and finds its six corners', () => {
    const { mask, width, height } = maskOf('......', '.##...', '.##...', '.####.', '......');
    const outline = traceContour(mask, width, height);
    expect(polygonArea(outline)).toBe(area(mask));
    expect(fitPolygon(outline, 0.4)).toHaveLength(6);
    expect(traceContour(new Uint8Array(9), 3, 3)).toEqual([]);
  });

  it('thins a staircase to the line that it means', () => {
    const mask = new Uint8Array(40 * 40);
    for (let y = 0; y < 40; y++) for (let x = 0; x <= y; x++) mask[y * 40 + x] = 1;
    expect(fitPolygon(traceContour(mask, 40, 40), 1)).toHaveLength(3);
  });
});

describe('moments', () => {
  const draw = (turnRad: number, scale: number, mirror: 1 | -1): Float32Array => {
    const plane = new Float32Array(200 * 200);
    for (let i = 0; i < plane.length; i++) {
      const dx = (i % 200) + 0.5 - 100;
      const dy = Math.floor(i / 200) + 0.5 - 90;
      const x = (Math.cos(turnRad) * dx + Math.sin(turnRad) * dy) / scale;
      const y = (mirror * (-Math.sin(turnRad) * dx + Math.cos(turnRad) * dy)) / scale;
      const stem = Math.abs(y) < 4 && x > -5 && x < 30;
      const arm = x > -5 && x < 4 && y > -4 && y < 18;
      plane[i] = stem || arm ? 1 : 0;
    }
    return plane;
  };
  it('keeps Hu through turn and scale, turns the seventh for a mirror, and knows the long axis', () => {
    const plain = momentsOf(draw(0, 2, 1), 200);
    const turned = momentsOf(draw(0.7, 1.5, 1), 200);
    const mirrored = momentsOf(draw(0.7, 2, -1), 200);
    if (plain === null || turned === null || mirrored === null) throw new Error('nothing drawn');
    const [a, b, c] = [huOf(plain), huOf(turned), huOf(mirrored)];
    for (let k = 0; k < 4; k++)
      expect(Math.abs((b[k] as number) / (a[k] as number) - 1)).toBeLessThan(0.08);
    expect(Math.sign(c[6] as number)).toBe(-Math.sign(a[6] as number));
    const turnRad = axesOf(turned).turnRad - axesOf(plain).turnRad;
    expect(turnRad).toBeCloseTo(0.7, 1);
    expect(momentsOf(new Float32Array(9), 3)).toBeNull();
  });
});

describe('strangeness', () => {
  it('measures along what varies together', () => {
    const rng = createRng(1);
    const vectors = Array.from({ length: 400 }, () => {
      const common = rng.normal();
      return [common + 0.1 * rng.normal(), common + 0.1 * rng.normal()];
    });
    const learnt = learnUsual(vectors);
    expect(strangenessOf(learnt, [2, 2])).toBeLessThan(3);
    expect(isStrange(learnt, [2, 2])).toBe(false);
    expect(isStrange(learnt, [1.5, -1.5])).toBe(true);
  });
});
