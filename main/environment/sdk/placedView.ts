/**
 * A camera's look at a thing that is to lie in a learnt place: is the scene the known one, where is the thing in the
 * picture, is it whole and the right one, and is that inside the learnt bound. Judge and author both run this code. Knows
 * no camera model and no unit but pixels and radians; what it cannot see it does not guess. Deterministic.
 */
import type { Plane } from './affine.ts';
import {
  createTemplate,
  type FlatPose,
  type SeenPatch,
  type Slant,
  type Template,
} from './alignTemplate.ts';
import type { Picture } from './picture.ts';
import { createSceneReference, type SceneFit, type SceneReference } from './registerScene.ts';
import type { Hue, PixelBox } from './vision.ts';

/** Everything learnt about one camera, as plain data; pictures are 8-bit, so that what is stored is what is used. */
export interface PlacedModel {
  /** Pictures are shrunk by this before anything else. */
  readonly factor: number;
  /** The scene without the thing. */
  readonly scene: Picture;
  /** What pictures are registered to, where that is not `scene`: nets and geometry share one. Same size and light. */
  readonly known?: Picture | undefined;
  /** The thing where it is to lie; same size as `scene`. */
  readonly thing: Picture;
  /** height × width: 0 not the thing, else 1 + which of its parts (parts are told apart by colour). */
  readonly parts: Uint8Array;
  /** Mean colour of each part. */
  readonly partRgb: readonly (readonly [number, number, number])[];
  /** What tells the thing from the scene: a direction of colour, and whether it is blind to the scene's brightness. */
  readonly hue: Hue;
  readonly blind: boolean;
  readonly slant: Slant;
  /** Where good ones lie, and the bound about it: 1 = q0·x² + 2·q1·x·y + q2·y². */
  readonly middle: FlatPose;
  readonly metric: readonly [number, number, number];
  readonly turnRad: number;
  /** Largest residual of a fit that is believed. */
  readonly residual: number;
  /** Least share of the scene to be recognised. */
  readonly agree: number;
}

/** A model made ready to look with. */
export interface PlacedView {
  readonly model: PlacedModel;
  readonly reference: SceneReference;
  readonly template: Template;
  readonly patchBox: PixelBox;
  /** Template pixels well inside the thing: x, y, part, in the scene's pixels. */
  readonly inner: readonly { readonly x: number; readonly y: number; readonly part: number }[];
}

const reachPx = 26;
/** Colours of the scene itself, in its own light, are within so many levels. */
const bareOff = 16;

/** The level of a pixel: how much of the thing's colour it has beyond the scene's. */
export function levelOf(
  model: Pick<PlacedModel, 'hue'>,
  rgb: ArrayLike<number>,
  at: number,
  scene: ArrayLike<number>,
  sceneAt: number,
): number {
  const [r, g, b] = model.hue;
  return (
    r * ((rgb[at] as number) - (scene[sceneAt] as number)) +
    g * ((rgb[at + 1] as number) - (scene[sceneAt + 1] as number)) +
    b * ((rgb[at + 2] as number) - (scene[sceneAt + 2] as number))
  );
}

/** Is this the scene's own colour, lit or in shadow? Levels at the scene's brightness. */
export function isSceneColour(
  r: number,
  g: number,
  b: number,
  scene: Uint8Array,
  at: number,
): boolean {
  const sr = scene[at] as number;
  const sg = scene[at + 1] as number;
  const sb = scene[at + 2] as number;
  const square = sr * sr + sg * sg + sb * sb;
  const share = (r * sr + g * sg + b * sb) / Math.max(1, square);
  const kept = Math.min(1.12, Math.max(0.36, share));
  const [offR, offG, offB] = [r - kept * sr, g - kept * sg, b - kept * sb];
  return offR * offR + offG * offG + offB * offB < 14 * 14;
}

export function openPlacedView(model: PlacedModel): PlacedView {
  const { scene, thing, parts } = model;
  const { width, height } = scene;
  let left = width;
  let top = height;
  let right = 0;
  let bottom = 0;
  let sumX = 0;
  let sumY = 0;
  let count = 0;
  for (let i = 0; i < parts.length; i++) {
    if (parts[i] === 0) continue;
    const x = i % width;
    const y = (i - x) / width;
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + 1);
    sumX += x + 0.5;
    sumY += y + 0.5;
    count++;
  }
  const grow = 4;
  left = Math.max(0, left - grow);
  top = Math.max(0, top - grow);
  right = Math.min(width, right + grow);
  bottom = Math.min(height, bottom + grow);
  const level: Plane = {
    width: right - left,
    height: bottom - top,
    data: new Float32Array((right - left) * (bottom - top)),
  };
  const inner: { x: number; y: number; part: number }[] = [];
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const at = y * width + x;
      if (!nearThing(parts, width, height, x, y, 2)) continue;
      level.data[(y - top) * level.width + x - left] = levelOf(
        model,
        thing.rgb,
        at * 3,
        scene.rgb,
        at * 3,
      );
      if (isInner(parts, width, height, x, y))
        inner.push({ x: x + 0.5, y: y + 0.5, part: (parts[at] as number) - 1 });
    }
  }
  return {
    model,
    reference: createSceneReference(model.known ?? scene),
    template: createTemplate(level, left, top, [sumX / count, sumY / count]),
    patchBox: {
      left: Math.max(0, left - reachPx),
      top: Math.max(0, top - reachPx),
      right: Math.min(width, right + reachPx),
      bottom: Math.min(height, bottom + reachPx),
    },
    inner,
  };
}

function nearThing(
  parts: Uint8Array,
  width: number,
  height: number,
  x: number,
  y: number,
  reach: number,
): boolean {
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const column = x + dx;
      const row = y + dy;
      if (column < 0 || row < 0 || column >= width || row >= height) continue;
      if (parts[row * width + column] !== 0) return true;
    }
  }
  return false;
}

/** All neighbours belong to the same part. */
function isInner(parts: Uint8Array, width: number, height: number, x: number, y: number): boolean {
  const own = parts[y * width + x] as number;
  if (own === 0 || x < 1 || y < 1 || x >= width - 1 || y >= height - 1) return false;
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) if (parts[(y + dy) * width + x + dx] !== own) return false;
  }
  return true;
}

/** Colours of a part of the picture at the scene's places and brightness. 3 numbers a pixel. */
export interface ColourPatch extends SeenPatch {
  readonly rgb: Float32Array;
  /** Per pixel 1: the scene itself in its own light, not in shadow. */
  readonly bare: Uint8Array;
}

/** A byte that is there. */
const n = (bytes: Uint8Array, at: number): number => bytes[at] as number;

/** The picture around the thing, moved and lit back to the reference. */
export function patchOf(
  picture: Picture,
  fit: SceneFit,
  model: PlacedModel,
  box: PixelBox,
): ColourPatch {
  const width = box.right - box.left;
  const height = box.bottom - box.top;
  const rgb = new Float32Array(width * height * 3);
  const level = new Float32Array(width * height);
  const behind = new Uint8Array(width * height);
  const bare = new Uint8Array(width * height);
  const { scene, hue } = model;
  const learnt = scene.rgb;
  const seen = picture.rgb;
  const stride = picture.width * 3;
  const [mostX, mostY] = [picture.width - 1.001, picture.height - 1.001];
  const [kr, kg, kb] = [1 / fit.gain[0], 1 / fit.gain[1], 1 / fit.gain[2]];
  const [hr, hg, hb] = hue;
  const [ax, ay, lxx, lxy, lyx, lyy] = fit.shift;
  for (let y = 0, i = 0; y < height; y++) {
    const dy = y + box.top + 0.5 - scene.height / 2;
    let from = ((y + box.top) * scene.width + box.left) * 3;
    for (let x = 0; x < width; x++, i++, from += 3) {
      const dx = x + box.left + 0.5 - scene.width / 2;
      const px = dx + scene.width / 2 + ax + lxx * dx + lxy * dy - 0.5;
      const py = dy + scene.height / 2 + ay + lyx * dx + lyy * dy - 0.5;
      const fx = px < 0 ? 0 : px > mostX ? mostX : px;
      const fy = py < 0 ? 0 : py > mostY ? mostY : py;
      const ix = fx | 0;
      const iy = fy | 0;
      const u = fx - ix;
      const v = fy - iy;
      const at = iy * stride + ix * 3;
      // Weights of the four pixels around, once for all colours.
      const w00 = (1 - u) * (1 - v);
      const w10 = u * (1 - v);
      const w01 = (1 - u) * v;
      const w11 = u * v;
      const down = at + stride;
      const r =
        kr *
        (w00 * n(seen, at) + w10 * n(seen, at + 3) + w01 * n(seen, down) + w11 * n(seen, down + 3));
      const g =
        kg *
        (w00 * n(seen, at + 1) +
          w10 * n(seen, at + 4) +
          w01 * n(seen, down + 1) +
          w11 * n(seen, down + 4));
      const b =
        kb *
        (w00 * n(seen, at + 2) +
          w10 * n(seen, at + 5) +
          w01 * n(seen, down + 2) +
          w11 * n(seen, down + 5));
      const to = i * 3;
      rgb[to] = r;
      rgb[to + 1] = g;
      rgb[to + 2] = b;
      const offR = r - n(learnt, from);
      const offG = g - n(learnt, from + 1);
      const offB = b - n(learnt, from + 2);
      level[i] = hr * offR + hg * offG + hb * offB;
      if (offR * offR + offG * offG + offB * offB < bareOff * bareOff) bare[i] = 1;
      if (isSceneColour(r, g, b, learnt, from)) behind[i] = 1;
    }
  }
  return { left: box.left, top: box.top, level: { width, height, data: level }, behind, bare, rgb };
}
