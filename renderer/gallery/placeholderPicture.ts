/** A drawn table for the gallery's cameras, at run time, from the same projection as the overlays. No photograph. */
import type { CameraModel } from '../../main/base/model/camera.ts';
import type { PlanarPose } from '../../main/base/model/scene.ts';
import { armPoints } from '../draw/armPoints.ts';
import { projectPoint, projectSegment, type Vec3 } from '../draw/project.ts';

const shownTee: PlanarPose = { xM: 0.215, yM: 0.045, yawRad: -0.5 };
const barM = { half: 0.05, thick: 0.015 } as const;

/** Outline of a T whose bar lies along its own y axis. */
function outline(x: number, y: number, yaw: number, z: number): readonly Vec3[] {
  const { half, thick } = barM;
  const own = [
    [thick, -half],
    [thick, half],
    [-thick, half],
    [-thick, thick],
    [-half * 1.6, thick],
    [-half * 1.6, -thick],
    [-thick, -thick],
    [-thick, -half],
  ] as const;
  const c = Math.cos(yaw);
  const s = Math.sin(yaw);
  return own.map(([a, b]): Vec3 => [x + a * c - b * s, y + a * s + b * c, z]);
}

function trace(pen: CanvasRenderingContext2D, model: CameraModel, points: readonly Vec3[]): void {
  pen.beginPath();
  for (const point of points) {
    const seen = projectPoint(model, point);
    if (seen !== null) pen.lineTo(seen.x, seen.y);
  }
  pen.closePath();
}

function drawArm(
  pen: CanvasRenderingContext2D,
  model: CameraModel,
  joints: readonly number[],
): void {
  const chain = armPoints(joints);
  pen.lineCap = 'round';
  chain.slice(1).forEach((point, index) => {
    const seen = projectSegment(model, chain[index] ?? point, point);
    if (seen === null) return;
    pen.strokeStyle = index % 2 === 0 ? '#22262b' : '#b9bfc4';
    pen.lineWidth = 22;
    pen.beginPath();
    pen.moveTo(seen[0].x, seen[0].y);
    pen.lineTo(seen[1].x, seen[1].y);
    pen.stroke();
  });
}

/** Paints the whole scene once. */
export function placeholderPicture(
  canvas: HTMLCanvasElement,
  model: CameraModel,
  joints: readonly number[],
  tee: PlanarPose = shownTee,
): void {
  canvas.width = model.widthPx;
  canvas.height = model.heightPx;
  const pen = canvas.getContext('2d');
  if (pen === null) return;
  pen.fillStyle = '#5d6064';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = '#63666a';
  for (let i = -6; i < 14; i++) {
    for (let j = -10; j < 10; j++) {
      if ((i + j) % 2 !== 0) continue;
      const [x, y, side] = [i * 0.06, j * 0.06, 0.06];
      const corners: Vec3[] = [
        [x, y, 0],
        [x + side, y, 0],
        [x + side, y + side, 0],
        [x, y + side, 0],
      ];
      trace(pen, model, corners);
      pen.fill();
    }
  }
  pen.strokeStyle = '#d7dade';
  pen.lineWidth = 3;
  trace(pen, model, outline(0.2, 0, 0, 0));
  pen.stroke();
  pen.fillStyle = '#b23a2a';
  trace(pen, model, outline(tee.xM, tee.yM, tee.yawRad, 0.02));
  pen.fill();
  drawArm(pen, model, joints);
}
