/**
 * Where the T lies, by the overhead picture alone, or by the front one when the overhead one does not show it whole; by the
 * middle of both where that is asked for. Remembers the last pose, which makes the next look quicker.
 */
import type { Locate } from 'nightbench/sdk/look.ts';
import { decodePicture } from 'nightbench/sdk/picture.ts';
import { middlePose, type PlanarPose } from 'nightbench/sdk/pose.ts';
import type { ProgramStart } from 'nightbench/sdk/program.ts';
import { locateTee, type TeeModel, type TeeView } from 'nightbench/sdk/tee.ts';

/** With one of these flags a picture says too little. */
const doubtful = ['occluded', 'poor-fit', 'two-candidates'] as const;

export function createSight(start: Pick<ProgramStart, 'cameras' | 'config'>, both = false): Locate {
  const { tee } = start.config as { readonly tee?: TeeModel };
  if (tee === undefined)
    throw new Error('the task does not say what the T looks like (config.tee)');
  let near: PlanarPose | undefined;
  return async ({ frames }) => {
    const seen: PlanarPose[] = [];
    for (const role of ['overhead', 'front']) {
      const frame = frames.find((each) => each.role === role);
      const camera = start.cameras.find((each) => each.role === role);
      if (frame === undefined || camera === undefined) continue;
      const picture = await decodePicture(frame.jpeg);
      const view: TeeView | null = locateTee(picture, camera, { model: tee, near });
      if (view === null || doubtful.some((flag) => view.flags.includes(flag))) continue;
      near = view.pose;
      if (!both) return view.pose;
      seen.push(view.pose);
    }
    return middlePose(seen);
  };
}
