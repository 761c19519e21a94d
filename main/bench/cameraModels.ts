/**
 * Which camera model counts: the calibrated one where one is stored for that role and its picture has the same shape,
 * else the device's own. A calibration at another size of the same shape is scaled. Pure.
 */
import type { CameraModel } from '../base/model/camera.ts';
import type { CameraCalibration, CameraChoice } from '../base/model/phaseOne.ts';

/** Above the middle of the table, looking straight down: what a camera is taken for before anybody calibrated it. */
const nominalHeightM = 0.6;
const nominalForwardM = 0.22;
/** About 56° across: a common webcam. */
const focalPerWidth = 0.94;

export function nominalModel({ role, widthPx, heightPx }: CameraChoice): CameraModel {
  return {
    role,
    widthPx,
    heightPx,
    focalPx: focalPerWidth * widthPx,
    centreXPx: widthPx / 2,
    centreYPx: heightPx / 2,
    // x of the picture to the robot's right, y back towards it, z down.
    worldFromCamera: [
      ...[0, -1, 0, nominalForwardM],
      ...[-1, 0, 0, 0],
      ...[0, 0, -1, nominalHeightM],
      ...[0, 0, 0, 1],
    ],
  };
}

function scaled(model: CameraModel, { widthPx, heightPx }: CameraModel): CameraModel | null {
  const by = widthPx / model.widthPx;
  if (Math.abs(model.heightPx * by - heightPx) > 0.5) return null;
  return {
    ...model,
    widthPx,
    heightPx,
    focalPx: model.focalPx * by,
    centreXPx: model.centreXPx * by,
    centreYPx: model.centreYPx * by,
  };
}

/** Null where none is stored, or only one of a picture of another shape. */
export function calibratedModel(
  device: CameraModel,
  calibrations: readonly CameraCalibration[],
): CameraModel | null {
  const stored = calibrations.find(({ role }) => role === device.role);
  return stored === undefined ? null : scaled(stored.model, device);
}

export function modelsInForce(
  devices: readonly CameraModel[],
  calibrations: readonly CameraCalibration[],
): readonly CameraModel[] {
  return devices.map((device) => calibratedModel(device, calibrations) ?? device);
}
