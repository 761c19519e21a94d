/**
 * Where the T lies, from one picture or from several. One view gives a pose with its own quality; `fuseTee` weighs
 * views by what they can see. Says null or raises a flag rather than guess: whoever judges must look at the flags.
 */
import { assert } from '../../base/lib/assert.ts';
import type { CameraModel } from '../../base/model/camera.ts';
import { projectPoint } from '../../base/model/pinhole.ts';
import type { PlanarPose } from '../../base/model/scene.ts';
import { type BlockModel, type BlockShape, shapeOf } from './block.ts';
import { shrinkCamera } from './camera.ts';
import { type BlockFit, fitBlock } from './fitBlock.ts';
import { guessBlock } from './guessBlock.ts';
import { type Picture, shrinkPicture } from './picture.ts';
import {
  type Candidate,
  candidatesOf,
  expectedAreaPx,
  maskOf,
  type Seen,
  segmentHue,
} from './teeCandidates.ts';

/** A T with a square knob at its centroid; frame: origin at the centroid, x along the stem, away from the bar. */
export interface TeeModel {
  readonly barLengthM: number;
  readonly barWidthM: number;
  readonly stemLengthM: number;
  readonly stemWidthM: number;
  readonly heightM: number;
  readonly knobSideM: number;
  /** The knob's upper face above the table. */
  readonly knobTopM: number;
  /** Its colour, any scale. */
  readonly rgb: readonly [number, number, number];
}

export type TeeFlag =
  /** Part of the T is hidden. */
  | 'occluded'
  /** More of the T's colour than one T has. */
  | 'stray-colour'
  /** A second thing that could be the T. */
  | 'two-candidates'
  | 'knob-missing'
  /** The picture is not that of a T lying flat. */
  | 'poor-fit';

export interface TeeView extends BlockFit {
  readonly flags: readonly TeeFlag[];
}

/** The T of the Push-T task: 80 mm wide and long, red, with a pale knob (tasks/push-t/README.md). */
export const pushTee: TeeModel = {
  barLengthM: 0.08,
  barWidthM: 0.02,
  stemLengthM: 0.06,
  stemWidthM: 0.02,
  heightM: 0.02,
  knobSideM: 0.014,
  knobTopM: 0.046,
  rgb: [0.75, 0.17, 0.13],
};

export interface TeeOptions {
  /** `pushTee` unless told. */
  readonly model?: TeeModel | undefined;
  /** Where it was a moment ago: tried first, and the only start when it fits well. */
  readonly near?: PlanarPose | undefined;
}

/** Limits of a clear view, from measurements over thousands of rendered views (tasks/push-t/judge). */
const clear = { residual: 0.085, coverage: 0.97, stray: 0.04, knobShare: 0.5 } as const;

/** Larger pictures are shrunk to about this: finer ones do not make the pose better. */
const fineWidthPx = 320;
const mostCandidates = 3;

const shapes = new WeakMap<TeeModel, BlockShape>();

/** Outline and knob of a T; kept per model object. */
export function teeShape(model: TeeModel): BlockShape {
  const known = shapes.get(model);
  if (known !== undefined) return known;
  const shape = shapeOf(blockOf(model));
  shapes.set(model, shape);
  return shape;
}

function blockOf(model: TeeModel): BlockModel {
  const barArea = model.barLengthM * model.barWidthM;
  const stemArea = model.stemLengthM * model.stemWidthM;
  const barBackM =
    (stemArea * (model.barWidthM / 2 + model.stemLengthM / 2)) / (barArea + stemArea);
  const back = -barBackM - model.barWidthM / 2;
  const inner = back + model.barWidthM;
  const end = inner + model.stemLengthM;
  const wide = model.barLengthM / 2;
  const slim = model.stemWidthM / 2;
  return {
    outlineM: [
      [back, -wide],
      [inner, -wide],
      [inner, -slim],
      [end, -slim],
      [end, slim],
      [inner, slim],
      [inner, wide],
      [back, wide],
    ],
    heightM: model.heightM,
    knob: { halfM: model.knobSideM / 2, topM: model.knobTopM },
  };
}

/** The one that explains the picture better. */
function better(a: BlockFit | null, b: BlockFit | null): BlockFit | null {
  if (a === null || b === null) return a ?? b;
  return b.residual < a.residual ? b : a;
}

const isGood = (fit: BlockFit | null): fit is BlockFit =>
  fit !== null && fit.residual < clear.residual && fit.coverage > clear.coverage;

/** A view at one resolution. */
interface Scale {
  readonly picture: Picture;
  readonly camera: CameraModel;
}

function scaleBy({ picture, camera }: Scale, factor: number): Scale {
  if (factor <= 1) return { picture, camera };
  return { picture: shrinkPicture(picture, factor), camera: shrinkCamera(camera, factor) };
}

/** Fits at the coarse scale, which forgives a start that is some millimetres off, then at the fine one. */
function fitThrough(
  fine: Scale,
  coarse: Scale,
  shape: BlockShape,
  seen: Seen,
  start: PlanarPose,
): BlockFit | null {
  const first = fitBlock({ ...coarse, shape, hue: seen.hue, topLevel: seen.level, start });
  if (first === null) return null;
  const { pose, topLevel } = first;
  return fitBlock({ ...fine, shape, hue: seen.hue, topLevel, start: pose });
}

/**
 * The T in one picture: the pose of its centroid on the table, and what speaks against it. Null when nothing in the
 * picture is of its colour and about its size. The picture must be the camera's own size.
 */
export function locateTee(
  picture: Picture,
  camera: CameraModel,
  options: TeeOptions = {},
): TeeView | null {
  assert(
    picture.width === camera.widthPx && picture.height === camera.heightPx,
    'the picture is not the size that its camera model says',
  );
  const model = options.model ?? pushTee;
  const shape = teeShape(model);
  const fine = scaleBy({ picture, camera }, Math.floor(picture.width / fineWidthPx));
  const coarse = scaleBy(fine, 2);
  const seen = segmentHue(coarse.picture, model.rgb);
  if (seen === null) return null;
  const candidates = candidatesOf(seen, coarse.camera, shape);
  let best: BlockFit | null = null;
  if (options.near !== undefined) {
    best = fitThrough(fine, coarse, shape, seen, options.near);
  }
  for (const { spot, labels } of candidates.slice(0, mostCandidates)) {
    if (isGood(best)) break;
    const onSpot = maskOf(seen.labels, labels);
    for (const guess of guessBlock(onSpot, spot, coarse.camera, shape)) {
      if (isGood(best)) break;
      best = better(best, fitThrough(fine, coarse, shape, seen, guess));
    }
  }
  if (best === null) return null;
  const pose = { ...best.pose, yawRad: wrapRad(best.pose.yawRad) };
  return { ...best, pose, flags: flagsOf(best, candidates, coarse.camera, shape) };
}

function flagsOf(
  fit: BlockFit,
  candidates: readonly Candidate[],
  camera: CameraModel,
  shape: BlockShape,
): TeeFlag[] {
  const flags: TeeFlag[] = [];
  if (fit.coverage < clear.coverage) flags.push('occluded');
  if (fit.stray > clear.stray) flags.push('stray-colour');
  if (fit.knobShare > clear.knobShare) flags.push('knob-missing');
  if (fit.residual > clear.residual) flags.push('poor-fit');
  const middle = projectPoint(camera, fit.pose.xM, fit.pose.yM, shape.model.heightM);
  const teePx = Math.sqrt(expectedAreaPx(fit.pose, camera, shape));
  const rivals = candidates.filter(({ spot, share }) => {
    const offPx = Math.hypot(spot.xPx - middle.xPx, spot.yPx - middle.yPx);
    return share > 0.5 && offPx > teePx;
  });
  if (rivals.length > 0) flags.push('two-candidates');
  return flags;
}

/** The angle between −π and π. */
export function wrapRad(angle: number): number {
  return angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));
}
