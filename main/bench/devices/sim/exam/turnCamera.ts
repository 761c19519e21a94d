/** A camera that was turned a little in its clamp; its published model stays what it was. */
import type { CameraModel } from '../../../../base/model/camera.ts';

type Triple = readonly [number, number, number];

/** Rodrigues' rotation by the vector's length about the vector, row-major. */
function rotation([x, y, z]: Triple): number[] {
  const angle = Math.hypot(x, y, z);
  if (angle === 0) return [1, 0, 0, 0, 1, 0, 0, 0, 1];
  const [a, b, c] = [x / angle, y / angle, z / angle];
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const v = 1 - cos;
  return [
    ...[cos + a * a * v, a * b * v - c * sin, a * c * v + b * sin],
    ...[b * a * v + c * sin, cos + b * b * v, b * c * v - a * sin],
    ...[c * a * v - b * sin, c * b * v + a * sin, cos + c * c * v],
  ];
}

/** `turnRad`: about the camera's own axes (right, down, into the picture). */
export function turnCamera(camera: CameraModel, turnRad: Triple): CameraModel {
  const r = rotation(turnRad);
  const m = camera.worldFromCamera;
  const cell = (row: number, column: number): number =>
    [0, 1, 2].reduce(
      (sum, k) => sum + (m[row * 4 + k] as number) * (r[k * 3 + column] as number),
      0,
    );
  const rows = [0, 1, 2].flatMap((row) => [
    ...[cell(row, 0), cell(row, 1), cell(row, 2)],
    m[row * 4 + 3] as number,
  ]);
  return { ...camera, worldFromCamera: [...rows, 0, 0, 0, 1] };
}
