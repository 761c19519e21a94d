/** Where the puck stands, by every camera that shows it whole; none when they disagree. */
import type { CameraFrame } from 'nightbench/sdk/camera.ts';
import { fuseViews } from 'nightbench/sdk/fuseViews.ts';
import { decodePicture } from 'nightbench/sdk/picture.ts';
import type { PlanarPose } from 'nightbench/sdk/pose.ts';
import type { ProgramStart } from 'nightbench/sdk/program.ts';
import { locatePuck, type PuckModel } from 'nightbench/sdk/puck.ts';

/** Views further apart than this do not show a puck standing on the table. */
const agreementM = 0.004;

export type Sight = (frames: readonly CameraFrame[]) => Promise<PlanarPose | null>;

export function createSight(start: Pick<ProgramStart, 'cameras' | 'config'>): Sight {
  const { puck } = start.config as { readonly puck?: PuckModel };
  if (puck === undefined)
    throw new Error('the task does not say what the puck looks like (config.puck)');
  return async (frames) => {
    const views = [];
    for (const camera of start.cameras) {
      const frame = frames.find((each) => each.role === camera.role);
      if (frame === undefined) continue;
      const view = locatePuck(await decodePicture(frame.jpeg), camera, { model: puck });
      if (view !== null && view.flags.length === 0) views.push(view);
    }
    const fused = fuseViews(views);
    return fused === null || fused.spreadM > agreementM ? null : fused.pose;
  };
}
