/** The T of Push-T: its shape from a handful of sizes, and where it lies in a picture. See `locateBlock`. */
import type { CameraModel } from '../../base/model/camera.ts';
import type { PlanarPose } from '../../base/model/scene.ts';
import { type BlockModel, type BlockShape, shapeOf } from './block.ts';
import { type BlockView, locateBlock } from './locateBlock.ts';
import type { Picture } from './picture.ts';

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

/** One picture's answer: pose, quality, flags. */
export type TeeView = BlockView;

export interface TeeOptions {
  readonly model: TeeModel;
  /** Where it was a moment ago: tried first, and the only start when it fits well. */
  readonly near?: PlanarPose | undefined;
}

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

/**
 * The T in one picture: pose of its centroid on the table (metres, radians) and what speaks against it. Null when
 * nothing in the picture is of its colour and about its size. The picture must be the camera's own size.
 */
export function locateTee(
  picture: Picture,
  camera: CameraModel,
  options: TeeOptions,
): TeeView | null {
  const { model, near } = options;
  return locateBlock(picture, camera, { shape: teeShape(model), rgb: model.rgb, near });
}
