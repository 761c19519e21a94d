/** What every program of a task is told first, from its manifest; what one kind hears beside that, its caller adds. */
import type { CameraModel } from '../../base/model/camera.ts';
import type { TaskManifest } from '../../base/model/task.ts';
import type { ProgramStart } from '../../base/wire/program.ts';

/** A judge hears the crops, where the task names any. */
export function startOf(
  kind: ProgramStart['kind'],
  manifest: TaskManifest,
  cameras: readonly CameraModel[],
  randomSeed: number,
): Omit<ProgramStart, 'type' | 'protocol'> {
  const { id, success, config, rateHz, attempts, attemptLimitS, crops } = manifest;
  const isCropped = kind === 'judge' && Object.keys(crops).length > 0;
  return {
    ...{ kind, task: id, success, config, rateHz, attempts, attemptLimitS, cameras, randomSeed },
    ...(isCropped ? { crops } : {}),
  };
}
