/** A round puck with a square knob: its shape, and where it stands in a picture. See `locateBlock`. */
import type { CameraModel } from '../../base/model/camera.ts';
import type { PlanarPose } from '../../base/model/scene.ts';
import { type BlockShape, shapeOf } from './block.ts';
import { type BlockView, locateBlock } from './locateBlock.ts';
import type { Picture } from './picture.ts';

export interface PuckModel {
  readonly radiusM: number;
  readonly heightM: number;
  /** Absent, both: it has none. */
  readonly knobSideM?: number | undefined;
  /** The knob's upper face above the table. */
  readonly knobTopM?: number | undefined;
  /** Its colour, any scale. */
  readonly rgb: readonly [number, number, number];
}

const corners = 24;
/** Between the quarter turns of a square knob. */
const turnsBetween: readonly number[] = [Math.PI / 4, Math.PI / 8, -Math.PI / 8];
const shapes = new WeakMap<PuckModel, BlockShape>();

/** A circle as 24 corners; kept per model object. */
export function puckShape(model: PuckModel): BlockShape {
  const known = shapes.get(model);
  if (known !== undefined) return known;
  const outlineM = Array.from({ length: corners }, (_, i): [number, number] => {
    const turn = (2 * Math.PI * i) / corners;
    return [model.radiusM * Math.cos(turn), model.radiusM * Math.sin(turn)];
  });
  const { heightM, knobSideM, knobTopM } = model;
  const knob =
    knobSideM === undefined || knobTopM === undefined
      ? null
      : { halfM: knobSideM / 2, topM: knobTopM };
  const shape = shapeOf({ outlineM, heightM, knob });
  shapes.set(model, shape);
  return shape;
}

/** The puck in one picture; its yaw is known up to quarter turns only, from the knob. Null when it is not there. */
export function locatePuck(
  picture: Picture,
  camera: CameraModel,
  options: { readonly model: PuckModel; readonly near?: PlanarPose | undefined },
): BlockView | null {
  const { model, near } = options;
  const target = { shape: puckShape(model), rgb: model.rgb };
  let best = locateBlock(picture, camera, { ...target, near });
  // The round outline says nothing of the turn, and the knob's faces are found only from near by: try the turns between.
  for (const turn of turnsBetween) {
    if (best === null || !best.flags.includes('poor-fit')) break;
    const start = { ...best.pose, yawRad: best.pose.yawRad + turn };
    const other = locateBlock(picture, camera, { ...target, near: start });
    if (other !== null && other.residual < best.residual) best = other;
  }
  return best;
}
