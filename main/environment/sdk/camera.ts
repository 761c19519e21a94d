/** Cameras for task programs: the pinhole model and its projections (docs/TASKS.md, frames and axes). */
import type { CameraModel } from '../../base/model/camera.ts';

export type { CameraFrame, CameraModel } from '../../base/model/camera.ts';
export { pointAtHeight, projectPoint } from '../../base/model/pinhole.ts';

/** The model of a camera whose pictures were shrunk by `shrinkPicture`. */
export function shrinkCamera(camera: CameraModel, factor: number): CameraModel {
  return {
    ...camera,
    widthPx: Math.floor(camera.widthPx / factor),
    heightPx: Math.floor(camera.heightPx / factor),
    focalPx: camera.focalPx / factor,
    centreXPx: camera.centreXPx / factor,
    centreYPx: camera.centreYPx / factor,
  };
}
