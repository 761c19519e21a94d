/** A camera's model at the size at which its picture is shown. */
import type { CameraModel } from '../../main/base/model/camera.ts';

export function scaleModel(model: CameraModel, widthPx: number): CameraModel {
  const by = widthPx / model.widthPx;
  return {
    ...model,
    focalPx: model.focalPx * by,
    centreXPx: model.centreXPx * by,
    centreYPx: model.centreYPx * by,
    widthPx,
    heightPx: model.heightPx * by,
  };
}
