/**
 * The stated start distributions of tasks as samples, each drawn once in a core's life and kept for the few that were asked
 * for last: of the whole, and of a box within it.
 */
import type { Clock } from '../../base/lib/clock.ts';
import { keepNewest } from '../../base/lib/keepNewest.ts';
import type { PlanarPose } from '../../base/model/scene.ts';
import { isInStarts, type StartBox, startsKey } from '../../base/model/starts.ts';
import { drawReference } from '../../environment/reset/spreadOf.ts';
import { loadStartStates } from '../../environment/task/startStates.ts';

export interface StartReferences {
  /** @throws BenchError `not-found` where the template has no draw, `refused` where none of it lies in the box. */
  of(templateDir: string, starts: StartBox | undefined): Promise<readonly PlanarPose[]>;
  /** How many of a hundred stated starts lie in the box, as a share. Throws as `of` of the whole. */
  shareOf(templateDir: string, starts: StartBox): Promise<number>;
}

const mostKept = 6;

export function createStartReferences(clock: Pick<Clock, 'sleep'>): StartReferences {
  const kept = new Map<string, Promise<readonly PlanarPose[]>>();
  const of: StartReferences['of'] = (templateDir, starts) => {
    const key = `${startsKey(starts)} ${templateDir}`;
    const drawn =
      kept.get(key) ??
      loadStartStates(templateDir, undefined).then((draw) =>
        drawReference(draw, () => clock.sleep(0), starts),
      );
    drawn.catch(() => kept.delete(key));
    return keepNewest(kept, key, drawn, mostKept);
  };
  return {
    of,
    async shareOf(templateDir, starts) {
      const all = await of(templateDir, undefined);
      return all.filter((pose) => isInStarts(starts, pose)).length / all.length;
    },
  };
}
