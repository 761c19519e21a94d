/**
 * First guesses of a block's pose from the spot of its colour: the block is predicted at every turn in a coarse
 * picture, moved until middles agree, and compared by overlap. Good to a few millimetres and a few degrees, wherever the
 * camera stands; `fitBlock` does the rest.
 */
import { must } from '../../base/lib/assert.ts';
import type { CameraModel } from '../../base/model/camera.ts';
import { pointAtHeight } from '../../base/model/pinhole.ts';
import type { PlanarPose } from '../../base/model/scene.ts';
import { type BlockShape, boxOfBlock, createCoverScratch, predictBlock } from './block.ts';

const turns = 36;
const mostGuesses = 4;
/** Pixels across a coarse picture: a block of 80 mm is then some 20 pixels wide. */
const coarseWidthPx = 107;

/** The same view with larger pixels. */
function coarseOf(camera: CameraModel): { readonly coarse: CameraModel; readonly factor: number } {
  const factor = coarseWidthPx / camera.widthPx;
  const coarse = {
    ...camera,
    widthPx: coarseWidthPx,
    heightPx: Math.ceil(camera.heightPx * factor),
    focalPx: camera.focalPx * factor,
    centreXPx: camera.centreXPx * factor,
    centreYPx: camera.centreYPx * factor,
  };
  return { coarse, factor };
}

/** Size and middle of the pixels that may be the block. */
export interface Spot {
  readonly areaPx: number;
  readonly xPx: number;
  readonly yPx: number;
}

interface Overlap {
  readonly pose: PlanarPose;
  /** Intersection over union with the spot. */
  readonly score: number;
  /** Middle of the predicted block without its knob, coarse pixels. */
  readonly xPx: number;
  readonly yPx: number;
}

/**
 * A few poses, best first. `mask` is 1 where the block's colour was seen; the knob is not in it.
 */
export function guessBlock(
  mask: Uint8Array,
  spot: Spot,
  camera: CameraModel,
  shape: BlockShape,
): readonly PlanarPose[] {
  const { coarse, factor } = coarseOf(camera);
  const half = shape.model.heightM / 2;
  const middle = pointAtHeight(camera, spot.xPx, spot.yPx, half);
  if (middle === null) return [];
  const scratch = createCoverScratch(coarse);
  const cells = coarse.widthPx * coarse.heightPx;
  const layers = Array.from({ length: shape.facings + 2 }, () => new Float32Array(cells));

  const overlapAt = (pose: PlanarPose): Overlap | null => {
    const box = boxOfBlock(shape, pose, coarse, 3);
    if (box === null) return null;
    predictBlock(shape, pose, coarse, box, layers, scratch);
    const width = box.right - box.left;
    let both = 0;
    let area = 0;
    let x = 0;
    let y = 0;
    for (let cy = box.top; cy < box.bottom; cy++) {
      const row = Math.floor((cy + 0.5) / factor) * camera.widthPx;
      for (let cx = box.left; cx < box.right; cx++) {
        const i = (cy - box.top) * width + cx - box.left;
        let body = 0;
        for (let l = 0; l <= shape.facings; l++) body += must(layers[l])[i] as number;
        if (body === 0) continue;
        area += body;
        x += body * (cx + 0.5);
        y += body * (cy + 0.5);
        if (mask[row + Math.floor((cx + 0.5) / factor)] === 1) both += body;
      }
    }
    const score = both / (area + spot.areaPx * factor * factor - both);
    return { pose, score, xPx: x / area, yPx: y / area };
  };

  const centred = (pose: PlanarPose): Overlap | null => {
    const first = overlapAt(pose);
    if (first === null) return null;
    const seen = pointAtHeight(coarse, spot.xPx * factor, spot.yPx * factor, half);
    const predicted = pointAtHeight(coarse, first.xPx, first.yPx, half);
    if (seen === null || predicted === null) return null;
    const xM = pose.xM + seen.xM - predicted.xM;
    const yM = pose.yM + seen.yM - predicted.yM;
    return overlapAt({ ...pose, xM, yM });
  };

  const scored = Array.from({ length: turns }, (_, i) =>
    centred({ ...middle, yawRad: (2 * Math.PI * i) / turns }),
  );
  const scoreAt = (i: number): number => scored[(i + turns) % turns]?.score ?? 0;
  return scored
    .filter((_, i) => scoreAt(i) > scoreAt(i - 1) && scoreAt(i) >= scoreAt(i + 1))
    .filter((overlap) => overlap !== null)
    .sort((a, b) => b.score - a.score)
    .slice(0, mostGuesses)
    .map(({ pose }) => pose);
}
