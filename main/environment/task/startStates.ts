/**
 * A task's start distribution: `scene/starts.ts` of its template exports `drawStart(uniform)`, and task.json may narrow it
 * to a box. The referee draws; the reset program is told the drawn state and nothing of the draw.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createRng } from '../../base/lib/rng.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { PlanarPose } from '../../base/model/scene.ts';
import { isInStarts, type StartBox, startWords } from '../../base/model/starts.ts';

export type DrawStart = (uniform: () => number) => PlanarPose;

/** Of a box that one start in 200 falls into, all of so many miss it less than once in 10^40. */
const mostDraws = 20_000;

/**
 * The same draw, again and again until a start lies in the box: what is left is as the stated starts are in there. Without
 * a box it is the draw itself. The same stream gives the same start.
 * @throws BenchError `refused` where nothing falls into the box.
 */
export function narrowStarts(draw: DrawStart, box: StartBox | undefined): DrawStart {
  if (box === undefined) return draw;
  return (uniform) => {
    for (let n = 0; n < mostDraws; n++) {
      const start = draw(uniform);
      if (isInStarts(box, start)) return start;
    }
    throw new BenchError('refused', `no stated start lies in ${startWords(box)}`, {
      hint: 'choose other starts with bench reset practise, or all of them with --all',
    });
  };
}

/**
 * `starts`: of the task's task.json.
 * @throws BenchError `not-found` when the template has no start distribution, `refused` when none of it lies in the box.
 */
export async function loadStartStates(
  templateDir: string,
  starts: StartBox | undefined,
): Promise<DrawStart> {
  const file = path.join(templateDir, 'scene', 'starts.ts');
  const module = (await import(pathToFileURL(file).href).catch((cause: unknown) => {
    throw new BenchError('not-found', `${file} could not be loaded`, { cause });
  })) as { drawStart?: unknown };
  if (typeof module.drawStart !== 'function') {
    throw new BenchError('bad-input', `${file} exports no drawStart`);
  }
  const draw = narrowStarts(module.drawStart as DrawStart, starts);
  // Before anything moves: a box written by hand may hold nothing.
  const rng = createRng(1).fork('start-probe');
  if (starts !== undefined) draw(() => rng.uniform());
  return draw;
}
