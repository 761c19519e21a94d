/**
 * A task's start distribution: `scene/starts.ts` of its template exports `drawStart(uniform)`. The referee draws;
 * the reset program is told the drawn state and nothing of the draw.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { BenchError } from '../../base/model/errors.ts';
import type { PlanarPose } from '../../base/model/scene.ts';

export type DrawStart = (uniform: () => number) => PlanarPose;

/** @throws BenchError `not-found` when the template has no start distribution. */
export async function loadStartStates(templateDir: string): Promise<DrawStart> {
  const file = path.join(templateDir, 'scene', 'starts.ts');
  const module = (await import(pathToFileURL(file).href).catch((cause: unknown) => {
    throw new BenchError('not-found', `${file} could not be loaded`, { cause });
  })) as { drawStart?: unknown };
  if (typeof module.drawStart !== 'function') {
    throw new BenchError('bad-input', `${file} exports no drawStart`);
  }
  return module.drawStart as DrawStart;
}
