/** Which camera model counts, and where the nominal one says a pixel lies on the table. */
import { expect, it } from 'vitest';
import { calibratedModel, modelsInForce, nominalModel } from './cameraModels.ts';

const choice = { role: 'front', device: '/dev/video0', widthPx: 640, heightPx: 480, rateHz: 30 };
const device = nominalModel(choice);
const stored = (widthPx: number, heightPx: number) => ({
  role: 'front',
  model: { ...nominalModel({ ...choice, widthPx, heightPx }), focalPx: widthPx, centreXPx: 300 },
  distortion: [],
  reprojectionPx: 0.1,
  views: 9,
  wallTime: '',
});

it('the nominal camera looks down: its axes are right-handed and its view is the table in front', () => {
  const m = device.worldFromCamera;
  const column = (c: number) => [m[c], m[4 + c], m[8 + c]].map((v) => v ?? Number.NaN);
  const [x, y, z] = [column(0), column(1), column(2)];
  const cross = (a: number[], b: number[]) =>
    [0, 1, 2].map((i) => {
      const [p, q] = [(i + 1) % 3, (i + 2) % 3];
      return (a[p] ?? 0) * (b[q] ?? 0) - (a[q] ?? 0) * (b[p] ?? 0);
    });
  expect(cross(x ?? [], y ?? []).map((v) => v + 0)).toEqual(z?.map((v) => v + 0));
  expect(z).toEqual([0, 0, -1]);
});

it('a calibration counts, scaled to the size in use; one of another shape does not', () => {
  expect(calibratedModel(device, [])).toBeNull();
  expect(calibratedModel(device, [stored(640, 480)])?.focalPx).toBe(640);
  const half = calibratedModel(device, [stored(1280, 960)]);
  expect(half).toMatchObject({ widthPx: 640, heightPx: 480, focalPx: 640, centreXPx: 150 });
  expect(calibratedModel(device, [stored(1280, 720)])).toBeNull();
  expect(modelsInForce([device], [stored(1280, 720)])).toEqual([device]);
});
