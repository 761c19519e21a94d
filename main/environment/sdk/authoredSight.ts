/**
 * Where the thing of a task lies flat, by every camera that shows it whole; none when they disagree. What it looks like is
 * the task's own word (`config.tee`, `config.puck`); how far views may differ is asked by whoever looks.
 */
import type { CameraFrame } from '../../base/model/camera.ts';
import type { ResetObject } from '../../base/model/resetFile.ts';
import type { PlanarPose } from '../../base/model/scene.ts';
import type { ProgramStart } from '../../base/wire/program.ts';
import { fuseViews } from './fuseViews.ts';
import type { BlockView } from './locateBlock.ts';
import { decodePicture, type Picture } from './picture.ts';
import type { Offset } from './pose.ts';
import { locatePuck, type PuckModel } from './puck.ts';
import { locateTee, type TeeModel } from './tee.ts';

export type AuthoredSight = (frames: readonly CameraFrame[]) => Promise<PlanarPose | null>;
type Camera = ProgramStart['cameras'][number];

function finderOf(
  object: ResetObject,
  config: unknown,
): (picture: Picture, camera: Camera) => BlockView | null {
  const { tee, puck } = (config ?? {}) as { readonly tee?: TeeModel; readonly puck?: PuckModel };
  if (object === 'tee' && tee !== undefined)
    return (picture, camera) => locateTee(picture, camera, { model: tee });
  if (object === 'puck' && puck !== undefined)
    return (picture, camera) => locatePuck(picture, camera, { model: puck });
  throw new Error(`the task does not say what the ${object} looks like (config.${object})`);
}

/** @throws Error when the task's config lacks the thing. */
export function openAuthoredSight(
  { cameras, config }: Pick<ProgramStart, 'cameras' | 'config'>,
  object: ResetObject,
  agree: Offset,
): AuthoredSight {
  const find = finderOf(object, config);
  return async (frames) => {
    const views: BlockView[] = [];
    for (const camera of cameras) {
      const frame = frames.find(({ role }) => role === camera.role);
      if (frame === undefined) continue;
      const view = find(await decodePicture(frame.jpeg), camera);
      if (view !== null && view.flags.length === 0) views.push(view);
    }
    const fused = fuseViews(views);
    if (fused === null || fused.spreadM > agree.positionM) return null;
    return fused.spreadRad > agree.yawRad ? null : fused.pose;
  };
}
