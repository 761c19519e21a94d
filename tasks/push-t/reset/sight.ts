/**
 * Where the T lies flat, by every camera that shows it whole; none when they disagree. Stricter than a policy needs to
 * be, because a start must be what it is said to be.
 */
import type { CameraFrame } from 'nightbench/sdk/camera.ts';
import { fuseViews } from 'nightbench/sdk/fuseViews.ts';
import { decodePicture } from 'nightbench/sdk/picture.ts';
import type { PlanarPose } from 'nightbench/sdk/pose.ts';
import type { ProgramStart } from 'nightbench/sdk/program.ts';
import { locateTee, type TeeModel } from 'nightbench/sdk/tee.ts';

/** Views further apart than this do not show a T lying flat on the table. */
const agreement = { positionM: 0.003, yawRad: 0.05 };

export type Sight = (frames: readonly CameraFrame[]) => Promise<PlanarPose | null>;

export function createSight(start: Pick<ProgramStart, 'cameras' | 'config'>): Sight {
  const { tee } = start.config as { readonly tee?: TeeModel };
  if (tee === undefined)
    throw new Error('the task does not say what the T looks like (config.tee)');
  return async (frames) => {
    const views = [];
    for (const camera of start.cameras) {
      const frame = frames.find((each) => each.role === camera.role);
      if (frame === undefined) continue;
      const view = locateTee(await decodePicture(frame.jpeg), camera, { model: tee });
      if (view !== null && view.flags.length === 0) views.push(view);
    }
    const fused = fuseViews(views);
    if (fused === null || fused.spreadM > agreement.positionM) return null;
    return fused.spreadRad > agreement.yawRad ? null : fused.pose;
  };
}
