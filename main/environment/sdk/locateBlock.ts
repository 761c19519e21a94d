/**
 * Finds a block of known shape and colour in one picture: candidates by colour, first guesses by overlap, then the fit at
 * a coarse and at a fine scale. Says null or raises a flag rather than guess: whoever judges must look at the flags.
 */
import { assert } from '../../base/lib/assert.ts';
import type { CameraModel } from '../../base/model/camera.ts';
import { projectPoint } from '../../base/model/pinhole.ts';
import type { PlanarPose } from '../../base/model/scene.ts';
import type { BlockShape } from './block.ts';
import {
  type Candidate,
  candidatesOf,
  expectedAreaPx,
  maskOf,
  type Seen,
  segmentHue,
} from './blockCandidates.ts';
import { shrinkCamera } from './camera.ts';
import { type BlockFit, fitBlock } from './fitBlock.ts';
import { guessBlock } from './guessBlock.ts';
import { type Picture, shrinkPicture } from './picture.ts';
import { wrapRad } from './pose.ts';

export type BlockFlag =
  /** Part of it is hidden. */
  | 'occluded'
  /** More of its colour than one such block has. */
  | 'stray-colour'
  /** A second thing that could be it. */
  | 'two-candidates'
  | 'knob-missing'
  /** The picture is not that of such a block lying flat. */
  | 'poor-fit';

export interface BlockView extends BlockFit {
  readonly flags: readonly BlockFlag[];
}

export interface BlockTarget {
  readonly shape: BlockShape;
  /** Its colour, any scale. */
  readonly rgb: readonly [number, number, number];
  /** Where it was a moment ago: tried first, and the only start when it fits well. */
  readonly near?: PlanarPose | undefined;
}

/** Limits of a clear view, from measurements over thousands of rendered views (tasks/push-t/judge). */
const clear = { residual: 0.085, coverage: 0.97, stray: 0.04, knobShare: 0.5 } as const;

/** What makes another thing a rival: roughly the size, roughly the look. */
const rival = { leastShare: 0.6, largestShare: 1.8, residual: 0.22, coverage: 0.8 } as const;

/** Larger pictures are shrunk to about this: finer ones do not make the pose better. */
const fineWidthPx = 320;
const mostCandidates = 3;

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
 * The pose of the block's frame on the table, and what speaks against it. Null when nothing in the picture is of its
 * colour and about its size. The picture must be the camera's own size.
 */
export function locateBlock(
  picture: Picture,
  camera: CameraModel,
  target: BlockTarget,
): BlockView | null {
  assert(
    picture.width === camera.widthPx && picture.height === camera.heightPx,
    'the picture is not the size that its camera model says',
  );
  const { shape, rgb, near } = target;
  const fine = scaleBy({ picture, camera }, Math.floor(picture.width / fineWidthPx));
  const coarse = scaleBy(fine, 2);
  const seen = segmentHue(coarse.picture, rgb);
  if (seen === null) return null;
  const candidates = candidatesOf(seen, coarse.camera, shape);
  let best: BlockFit | null = null;
  if (near !== undefined) {
    best = fitBlock({ ...fine, shape, hue: seen.hue, topLevel: seen.level, start: near });
    if (!isGood(best)) best = better(best, fitThrough(fine, coarse, shape, seen, near));
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
  return { ...best, pose, flags: flagsOf(best, candidates, coarse, shape, seen) };
}

/** What speaks against a fit. */
function flagsOf(
  fit: BlockFit,
  candidates: readonly Candidate[],
  coarse: Scale,
  shape: BlockShape,
  seen: Seen,
): BlockFlag[] {
  const flags: BlockFlag[] = [];
  if (fit.coverage < clear.coverage) flags.push('occluded');
  if (fit.stray > clear.stray) flags.push('stray-colour');
  if (fit.knobShare > clear.knobShare) flags.push('knob-missing');
  if (fit.residual > clear.residual) flags.push('poor-fit');
  if (rivalsOf(fit.pose, candidates, coarse, shape, seen).length > 0) flags.push('two-candidates');
  return flags;
}

/** Things elsewhere of about its size that also look like it, if only roughly. */
function rivalsOf(
  pose: PlanarPose,
  candidates: readonly Candidate[],
  coarse: Scale,
  shape: BlockShape,
  seen: Seen,
): Candidate[] {
  const { camera } = coarse;
  const middle = projectPoint(camera, pose.xM, pose.yM, shape.model.heightM);
  const sizePx = Math.sqrt(expectedAreaPx(pose, camera, shape));
  return candidates.filter(({ spot, share, labels }) => {
    const offPx = Math.hypot(spot.xPx - middle.xPx, spot.yPx - middle.yPx);
    if (offPx < 0.7 * sizePx || share < rival.leastShare || share > rival.largestShare)
      return false;
    const [guess] = guessBlock(maskOf(seen.labels, labels), spot, camera, shape);
    if (guess === undefined) return false;
    const { hue, level } = seen;
    const like = fitBlock({ ...coarse, shape, hue, topLevel: level, start: guess });
    return like !== null && like.residual < rival.residual && like.coverage > rival.coverage;
  });
}
