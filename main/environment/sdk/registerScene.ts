/**
 * How a picture differs from a reference picture of the same scene as a whole: how much brighter each colour is, and how
 * the picture is moved (a shift that varies linearly over it: shift, turn, scale). What is not in the reference (an arm, an
 * object, a shadow) is an outlier and has no say. Where the scene has no texture nothing moves. A picture is registered to
 * one reference once, whoever asks. Deterministic.
 */

import { createHash } from 'node:crypto';
import { addSample } from './addSample.ts';
import { type AffineShift, noShift } from './affine.ts';
import { type Picture, shrunkPicture } from './picture.ts';
import { findShift, type Level, levelsOf } from './sceneLevels.ts';
import { agreementOf, type Gain, gainOf } from './sceneLight.ts';

export interface SceneReference {
  readonly picture: Picture;
  /** Pictures are shrunk by this before they are compared: finer ones tell no more. */
  readonly factor: number;
  readonly small: Picture;
  /** Coarse to fine: a quarter, a half, the whole. */
  readonly levels: readonly [Level, Level, Level];
  /** The same for references that are alike to the bit. */
  readonly key: string;
}

export interface SceneFit {
  /** Picture = gain × reference, red green blue. */
  readonly gain: Gain;
  /** Where a place of the reference is in the picture: p + a + L·(p − middle). */
  readonly shift: AffineShift;
  /** Length of the shift at the middle, and the turn. */
  readonly shiftPx: number;
  readonly turnRad: number;
  /** Share of the reference that the picture shows, 0…1, shadows aside. */
  readonly agree: number;
}

/** Pictures of about this width are compared. */
const widthPx = 320;

export function createSceneReference(picture: Picture): SceneReference {
  const factor = Math.max(1, Math.floor(picture.width / widthPx));
  const small = shrunkPicture(picture, factor);
  const { width, height, rgb } = small;
  const key = createHash('sha256').update(`${width} ${height} `).update(rgb).digest('hex');
  return { picture, factor, small, levels: levelsOf(small), key };
}

const known = new WeakMap<Picture, Map<string, SceneFit>>();

/** The picture must be the reference's size. Movements up to about 10 pixels are found. */
export function registerScene(picture: Picture, reference: SceneReference): SceneFit {
  const { factor, key } = reference;
  const small = shrunkPicture(picture, factor);
  const fits = known.get(small) ?? new Map<string, SceneFit>();
  known.set(small, fits);
  const fit = fits.get(key) ?? compare(small, reference);
  fits.set(key, fit);
  if (factor === 1) return fit;
  const [ax, ay, lxx, lxy, lyx, lyy] = fit.shift;
  const shift = [factor * ax, factor * ay, lxx, lxy, lyx, lyy] as const;
  return { ...fit, shift, shiftPx: factor * fit.shiftPx };
}

function compare(picture: Picture, { small, levels }: SceneReference): SceneFit {
  const first = gainOf(picture, small, noShift, null);
  const overall = (first[0] + first[1] + first[2]) / 3;
  const found = Array.from(findShift(picture, levels, overall)) as unknown as AffineShift;
  const gain = gainOf(picture, small, found, first);
  return {
    gain,
    shift: found,
    shiftPx: Math.hypot(found[0], found[1]),
    turnRad: (found[4] - found[3]) / 2,
    agree: agreementOf(picture, small, gain, found),
  };
}

/** The picture as it would be from the reference's place in the reference's light. */
export function undoScene(picture: Picture, fit: SceneFit): Picture {
  const { width, height } = picture;
  const [ax, ay, lxx, lxy, lyx, lyy] = fit.shift;
  const rgb = new Uint8Array(width * height * 3);
  const kept = fit.gain.map((value) => 1 / value);
  const sum = new Float64Array(3);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const dx = x + 0.5 - width / 2;
      const dy = y + 0.5 - height / 2;
      const px = x + 0.5 + ax + lxx * dx + lxy * dy;
      const py = y + 0.5 + ay + lyx * dx + lyy * dy;
      sum.fill(0);
      addSample(picture, px, py, sum);
      for (let c = 0; c < 3; c++, i++)
        rgb[i] = Math.min(255, (sum[c] as number) * (kept[c] as number) + 0.5);
    }
  }
  return { width, height, rgb };
}
