/**
 * A judge by geometry learnt from drawn pictures of a thing that no task knows: a blue L with a yellow end on a speckled
 * table. Placed, beside, turned, hidden, another light, a moved camera, and wrong labels among the clips.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { createRng, type Rng } from '../../base/lib/rng.ts';
import type { Picture } from '../sdk/picture.ts';
import { openPlacedFiles, type PlacedConfig } from '../sdk/placedFiles.ts';
import { lookThrough } from '../sdk/placedSet.ts';
import type { Example, Fitted } from './family.ts';
import { geometryFamily } from './geometryFamily.ts';

const width = 160;
const height = 120;

interface Drawn {
  readonly xPx: number;
  readonly yPx: number;
  readonly turnRad: number;
  readonly light?: number;
  readonly shiftPx?: number;
  /** A grey bar over this share of the thing's length. */
  readonly hidden?: number;
}

/** The table is the same in every picture: squares and dots. */
function tableAt(x: number, y: number): readonly [number, number, number] {
  const square = (Math.floor(x / 16) + Math.floor(y / 16)) % 2 === 0 ? 118 : 96;
  const dot = Math.sin(x * 0.9) * Math.sin(y * 0.7 + x * 0.13) > 0.75 ? -22 : 0;
  return [square + dot, square + dot + 2, square + dot - 6];
}

/** In the thing's own frame: the L is 40 long, 24 high, 9 thick; its far end is yellow. */
function colourAt(x: number, y: number, drawn: Drawn): readonly [number, number, number] | null {
  const u = x - drawn.xPx;
  const v = y - drawn.yPx;
  if (drawn.hidden !== undefined && u > 20 - 40 * drawn.hidden && u < 26) return [150, 148, 152];
  const a = Math.cos(drawn.turnRad) * u + Math.sin(drawn.turnRad) * v;
  const b = -Math.sin(drawn.turnRad) * u + Math.cos(drawn.turnRad) * v;
  const long = a > -20 && a < 20 && b > -4.5 && b < 4.5;
  const short = a > -20 && a < -11 && b > -20 && b < 4.5;
  if (!long && !short) return null;
  return a > 9 ? [214, 190, 40] : [38, 62, 172];
}

function draw(drawn: Drawn, rng: Rng): Picture {
  const rgb = new Uint8Array(width * height * 3);
  const light = drawn.light ?? 1;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sum = [0, 0, 0];
      for (const [dx, dy] of [
        [0.25, 0.25],
        [0.75, 0.25],
        [0.25, 0.75],
        [0.75, 0.75],
      ] as const) {
        const px = x + dx - (drawn.shiftPx ?? 0);
        const colour = colourAt(px, y + dy, drawn) ?? tableAt(px, y + dy);
        for (let c = 0; c < 3; c++) sum[c] = (sum[c] as number) + (colour[c] as number) / 4;
      }
      for (let c = 0; c < 3; c++, i++)
        rgb[i] = Math.max(0, Math.min(255, light * (sum[c] as number) + 1.5 * rng.normal()));
    }
  }
  return { width, height, rgb };
}

const momentOf = (picture: Picture) => ({
  clipId: 'c',
  atMs: 0,
  pictures: { top: picture },
  arm: null,
});

function examplesOf(rng: Rng): Example[] {
  const inside = (): Drawn => {
    const way = rng.between(-Math.PI, Math.PI);
    const off = 2 * Math.sqrt(rng.uniform());
    return {
      xPx: 80 + off * Math.cos(way),
      yPx: 62 + off * Math.sin(way),
      turnRad: rng.between(-0.1, 0.1),
    };
  };
  const outside = (k: number): Drawn =>
    k % 3 === 0
      ? { ...inside(), turnRad: (k % 2 === 0 ? 1 : -1) * rng.between(0.24, 0.4) }
      : k % 3 === 1
        ? { xPx: 80 + (k % 2 === 0 ? 1 : -1) * rng.between(6, 10), yPx: 62, turnRad: 0 }
        : { xPx: rng.between(40, 120), yPx: rng.between(35, 85), turnRad: rng.between(-3, 3) };
  const exampleOf = (drawn: Drawn, positive: boolean): Example => ({
    clip: { label: positive ? 'success' : 'failure' } as Example['clip'],
    positive,
    moments: [momentOf(draw(drawn, rng))],
  });
  return [
    ...Array.from({ length: 18 }, () => exampleOf(inside(), true)),
    ...Array.from({ length: 36 }, (_, k) => exampleOf(outside(k), false)),
    exampleOf({ xPx: 110, yPx: 40, turnRad: 2 }, true),
    exampleOf(inside(), false),
  ];
}

let fitted: Fitted;
const rng = createRng(12);

beforeAll(async () => {
  const found = await geometryFamily.fit(examplesOf(createRng(11)), {
    roles: ['top'],
    seed: 1,
    signal: new AbortController().signal,
    progress: () => undefined,
    seconds: 30,
  });
  if ('why' in found) throw new Error(found.why);
  fitted = found.fitted;
}, 180_000);

const scored = async (drawn: Partial<Drawn>) => {
  const picture = draw({ xPx: 80, yPx: 62, turnRad: 0, ...drawn }, rng);
  const { cameras, doubts } = await fitted.score(momentOf(picture));
  const { score, seen, flags } = cameras.top ?? { score: -1, seen: false, flags: [] };
  return { success: seen && doubts.length === 0 && score >= 0.5, seen, flags, doubts, score };
};

describe('geometryFamily', () => {
  it.each([
    ['in its place', {}],
    ['a little off and turned', { xPx: 81.5, yPx: 61, turnRad: -0.08 }],
    ['in dim light', { light: 0.6 }],
    ['in bright light', { light: 1.4 }],
    ['from a camera that moved', { shiftPx: 5 }],
    ['hidden by a fifth', { hidden: 0.2 }],
  ])('says success: %s', async (_, drawn) => {
    expect(await scored(drawn)).toMatchObject({ success: true });
  });

  it.each([
    ['beside', { xPx: 86 }],
    ['beside, and the camera moved against it', { xPx: 86, shiftPx: -6 }],
    ['turned', { turnRad: 0.26 }],
    ['turned round', { turnRad: Math.PI }],
    ['nowhere', { xPx: -100 }],
  ])('never says success: %s', async (_, drawn) => {
    expect(await scored(drawn)).toMatchObject({ success: false });
  });

  it('abstains where it cannot see', async () => {
    expect(await scored({ hidden: 1.2 })).toMatchObject({ seen: false });
    const blank = { width, height, rgb: new Uint8Array(width * height * 3).fill(90) };
    const { cameras } = await fitted.score(momentOf(blank));
    expect(cameras.top).toMatchObject({ seen: false, flags: ['blank-picture'] });
    expect((await fitted.score({ ...momentOf(blank), pictures: {} })).cameras.top?.seen).toBe(
      false,
    );
  });

  it('says the same from its files, bit for bit', async () => {
    const { files, config } = await fitted.files();
    const stored = JSON.parse(JSON.stringify(config)) as PlacedConfig;
    const set = await openPlacedFiles(stored, async (name) => files[name] as Uint8Array);
    const picture = draw({ xPx: 81, yPx: 62.5, turnRad: 0.05 }, rng);
    const { cameras } = await fitted.score(momentOf(picture));
    expect(lookThrough(set, { top: picture }).looks.top?.score).toBe(cameras.top?.score);
  });
});
