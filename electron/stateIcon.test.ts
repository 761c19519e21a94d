/** The icons as a decoder sees them: real PNGs, different in shape when all colour is taken away, and not empty. */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { IconState } from './stateIcon.ts';
import { iconPixels, stateIcon } from './stateIcon.ts';

const states: readonly IconState[] = ['moving', 'holding', 'stopped', 'limp', 'offline'];

/** Ink or plate at each pixel of the middle, by which of the two it is nearer to: shape without colour. */
async function shapeOf(state: IconState): Promise<string> {
  const { data, info } = await sharp(stateIcon(state)).raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height, info.channels]).toEqual([iconPixels, iconPixels, 4]);
  const at = (x: number, y: number): number[] => {
    const start = (y * iconPixels + x) * 4;
    return [...data.subarray(start, start + 4)];
  };
  expect(at(0, 0)[3]).toBe(0); // round corners
  expect(at(iconPixels / 2, 2)[3]).toBe(255);
  const plate = at(iconPixels / 2, 2);
  const bits: string[] = [];
  for (let y = 6; y < iconPixels - 6; y++)
    for (let x = 6; x < iconPixels - 6; x++) {
      const far = at(x, y).some((value, c) => Math.abs(value - (plate[c] ?? 0)) > 90);
      bits.push(far ? '1' : '0');
    }
  return bits.join('');
}

const inked = (shape: string): number => shape.split('1').length - 1;

function difference(a: string, b: string): number {
  return [...a].filter((bit, i) => bit !== b[i]).length;
}

describe('state icons', () => {
  it('differ from each other in shape by more than a tenth of the picture', async () => {
    const shapes = await Promise.all(states.map(shapeOf));
    for (const [i, a] of shapes.entries()) {
      expect(inked(a)).toBeGreaterThan(a.length / 12);
      expect(inked(a)).toBeLessThan((a.length * 2) / 3);
      for (const b of shapes.slice(i + 1)) expect(difference(a, b)).toBeGreaterThan(a.length / 10);
    }
  });
});
