/** The crop under the mouse: moved, sized, drawn anew; inside the picture whatever the mouse does. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Crop, dragCrop, gripAt } from './cropDrag.ts';

const crop: Crop = { x: 0.2, y: 0.3, w: 0.4, h: 0.5 };
const near = 0.02;
const drag = (from: Crop, [x0, y0]: [number, number], [x1, y1]: [number, number]): Crop =>
  dragCrop(from, gripAt(from, x0, y0, near, near), x1, y1);

describe('a crop', () => {
  it('is moved by its inside and keeps its size', () => {
    expect(drag(crop, [0.4, 0.5], [0.5, 0.4])).toEqual({ x: 0.3, y: 0.2, w: 0.4, h: 0.5 });
    expect(drag(crop, [0.4, 0.5], [9, 9])).toEqual({ x: 0.6, y: 0.5, w: 0.4, h: 0.5 });
  });

  it('is sized by a corner, the opposite one stays', () => {
    const sized = drag(crop, [0.6, 0.8], [0.9, 0.9]);
    expect(sized).toEqual({ x: 0.2, y: 0.3, w: 0.7, h: 0.6 });
    expect(drag(crop, [0.2, 0.3], [0.1, 0.1])).toEqual({ x: 0.1, y: 0.1, w: 0.5, h: 0.7 });
  });

  it('is drawn anew from outside of it, and in a whole picture from anywhere', () => {
    expect(drag(crop, [0.7, 0.1], [0.9, 0.2])).toEqual({ x: 0.7, y: 0.1, w: 0.2, h: 0.1 });
    const whole = { x: 0, y: 0, w: 1, h: 1 };
    expect(drag(whole, [0.5, 0.5], [0.75, 0.75])).toEqual({ x: 0.5, y: 0.5, w: 0.25, h: 0.25 });
  });

  it('stays in the picture and is never thin, wherever the mouse goes', () => {
    const share = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(share, share, share, share, (x0, y0, x1, y1) => {
        const { x, y, w, h } = drag(crop, [x0, y0], [x1, y1]);
        expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
        expect(Math.max(x + w, y + h)).toBeLessThanOrEqual(1 + 1e-9);
        expect(Math.min(w, h)).toBeGreaterThanOrEqual(0.05);
      }),
    );
  });
});
