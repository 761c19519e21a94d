/**
 * A task's scene and oracle, loaded by path into the simulator process and nowhere else. Checks their shapes at this
 * boundary; the rest trusts.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { BenchError } from '../../../base/model/errors.ts';
import type { ObjectPose, SceneDef, Truth } from '../../../base/model/scene.ts';
import type { TaskManifest } from '../../../base/model/task.ts';

export interface TaskScene {
  readonly scene: SceneDef;
  truth(objects: Readonly<Record<string, ObjectPose>>, success: TaskManifest['success']): Truth;
}

async function load(taskDir: string, file: string, name: string): Promise<unknown> {
  const full = path.join(taskDir, 'scene', file);
  const loaded = (await import(pathToFileURL(full).href).catch((cause: unknown) => {
    throw new BenchError('not-found', `${full} could not be loaded: ${String(cause)}`, { cause });
  })) as Record<string, unknown>;
  if (loaded[name] === undefined) throw new BenchError('bad-input', `${full} exports no ${name}`);
  return loaded[name];
}

/** @throws BenchError `not-found` or `bad-input`, naming the file. */
export async function loadScene(taskDir: string): Promise<TaskScene> {
  const scene = (await load(taskDir, 'scene.ts', 'scene')) as SceneDef;
  const oracle = await load(taskDir, 'oracle.ts', 'oracle');
  if (!Array.isArray(scene.objects) || !Array.isArray(scene.cameras)) {
    throw new BenchError('bad-input', `${taskDir}/scene/scene.ts is no scene`);
  }
  if (typeof oracle !== 'function') {
    throw new BenchError('bad-input', `${taskDir}/scene/oracle.ts exports no oracle function`);
  }
  return { scene, truth: oracle as TaskScene['truth'] };
}
