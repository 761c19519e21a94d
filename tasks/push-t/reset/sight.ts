/**
 * Where the T lies flat, by every camera that shows it whole: one picture's answer or the middle of both, and none when
 * they disagree. Stricter than a policy needs to be, because a start must be what it is said to be.
 */
import type { CameraFrame } from 'nightbench/sdk/camera.ts';
import { decodePicture } from 'nightbench/sdk/picture.ts';
import { isWithin, middlePose, offBy, type PlanarPose } from 'nightbench/sdk/pose.ts';
import type { ProgramStart } from 'nightbench/sdk/program.ts';
import { locateTee, type TeeModel } from 'nightbench/sdk/tee.ts';

/** Two cameras that differ by more than this do not see a T lying flat. */
const agreement = { positionM: 0.006, yawRad: 0.12 };

export function createSight(
  start: ProgramStart,
): (frames: readonly CameraFrame[]) => Promise<PlanarPose | null> {
  const { tee } = start.config as { readonly tee?: TeeModel };
  if (tee === undefined)
    throw new Error('the task does not say what the T looks like (config.tee)');
  return async (frames) => {
    const poses: PlanarPose[] = [];
    for (const camera of start.cameras) {
      const frame = frames.find((each) => each.role === camera.role);
      if (frame === undefined) continue;
      const view = locateTee(await decodePicture(frame.jpeg), camera, { model: tee });
      if (view !== null && view.flags.length === 0) poses.push(view.pose);
    }
    const [a, b] = poses;
    if (a !== undefined && b !== undefined && !isWithin(offBy(a, b), agreement)) return null;
    return middlePose(poses);
  };
}
