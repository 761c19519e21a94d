/** What is found of a moved camera and of changed light on drawn scenes, with a thing and an arm that stand elsewhere. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../base/lib/rng.ts';
import type { SmallPicture } from '../../store/record/smallPicture.ts';
import { compareScene } from './compareScene.ts';
import { driftOf } from './driftOf.ts';
import { medianScene } from './medianScene.ts';

const widthPx = 160;
const heightPx = 120;
const pause = async (): Promise<void> => undefined;
const noiseRng = createRng(7);

interface Look {
  readonly dx?: number;
  readonly dy?: number;
  readonly light?: readonly [number, number, number];
  /** Where the thing stands: a quarter of the picture. */
  readonly thingAt?: readonly [number, number];
}

/** A table with a mat, a stripe and a few things that stay. */
function tableAt(x: number, y: number): number {
  const soft = (distance: number): number => 1 / (1 + Math.exp(-distance / 0.6));
  const mat = soft(44 - Math.abs(x - 78)) * soft(30 - Math.abs(y - 62));
  const stripe = soft(3 - Math.abs(x + 0.6 * y - 170));
  const post = soft(6 - Math.hypot(x - 24, y - 22)) + soft(5 - Math.hypot(x - 140, y - 100));
  return 120 + 60 * mat - 50 * stripe - 70 * post + 10 * Math.sin(x / 23) * Math.cos(y / 19);
}

function draw({ dx = 0, dy = 0, light = [1, 1, 1], thingAt }: Look): SmallPicture {
  const rgb = new Uint8Array(3 * widthPx * heightPx);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const [thingX, thingY] = thingAt ?? [-1000, -1000];
      const isThing = Math.abs(x - thingX) < 40 && Math.abs(y - thingY) < 30;
      const table = tableAt(x - dx, y - dy);
      for (let channel = 0; channel < 3; channel++) {
        const own = isThing ? [200, 40, 40][channel] : table - 8 * channel;
        const noisy = (own ?? 0) * (light[channel] ?? 1) + 3 * (noiseRng.uniform() - 0.5);
        rgb[3 * (y * widthPx + x) + channel] = Math.max(0, Math.min(255, Math.round(noisy)));
      }
    }
  }
  // As one of 320 across would be shown.
  return { widthPx, heightPx, wholeWidthPx: 320, rgb };
}

const places = [
  [40, 30],
  [120, 90],
  [120, 30],
  [40, 90],
  [80, 60],
] as const;

async function found(look: Look) {
  const scene = await medianScene(
    places.map((thingAt) => draw({ thingAt })),
    pause,
  );
  const change = await compareScene(scene, draw({ thingAt: [100, 80], ...look }), pause);
  return { change, drift: driftOf('overhead', change, 320) };
}

describe('the scene that was learnt', () => {
  it('is as learnt wherever the thing stands', async () => {
    const { change, drift } = await found({});
    expect(drift.state).toBe('as-learnt');
    expect(change?.shiftPx).toBeLessThan(0.4);
  });

  it.each([
    [0.8, 0],
    [-2.5, 1.5],
    [7, -5],
  ])('lies %f and %f pixels away', async (dx, dy) => {
    const { change, drift } = await found({ dx, dy });
    expect(drift.state).toBe('moved');
    expect(Math.abs((change?.shiftPx ?? 0) - 2 * Math.hypot(dx, dy))).toBeLessThan(0.5);
  });

  it('is darker, or of another colour', async () => {
    const dark = await found({ light: [0.8, 0.8, 0.8] });
    expect(dark.drift.state).toBe('light');
    expect(dark.change?.gain).toBeCloseTo(0.8, 1);
    const blue = await found({ light: [1, 1, 1.2] });
    expect(blue.drift).toMatchObject({ state: 'light' });
    const slight = await found({ light: [1.06, 1.06, 1.06] });
    expect(slight.drift.state).toBe('as-learnt');
  });

  it('is not to be seen behind a hand, and not to be compared with another shape', async () => {
    const flat = { ...draw({}), rgb: new Uint8Array(3 * widthPx * heightPx).fill(90) };
    const scene = await medianScene([draw({})], pause);
    const hidden = driftOf('overhead', await compareScene(scene, flat, pause), 320);
    expect(hidden.state).toBe('unseen');
    const other = { ...flat, heightPx: 90, rgb: flat.rgb.subarray(0, 3 * widthPx * 90) };
    expect(await compareScene(scene, other, pause)).toBeNull();
  });
});
