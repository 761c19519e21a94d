/**
 * The second look at the starts of a reset whose own check is not enough, because who wrote the motion wrote the check:
 * whose check looks, and what all looks together came to. What both are blind to, neither finds.
 */
import { summarise } from '../../base/lib/stats.ts';
import type { ResetTry, SecondLooks } from '../../base/model/reset.ts';
import { type FindPorts, type FoundReset, findReset } from './findReset.ts';

/**
 * Whose check looks at resets by the bytes `hash`: the accepted reset's, else that of the one that came with the task;
 * never bytes that an agent wrote, nor those that are looked at. Null where none is left.
 */
export async function findSecond(
  ports: FindPorts,
  task: string,
  hash: string,
): Promise<FoundReset | null> {
  for (const ref of ['accepted', 'shipped']) {
    const found = await findReset(ports, task, ref).catch(() => null);
    if (found !== null && found.hash !== hash && !ports.book.byAgent(task, found.hash))
      return found;
  }
  return null;
}

const apart = ({ seen, second }: ResetTry): readonly number[] => {
  if (seen === null || second == null || second.seen === null) return [];
  return [Math.hypot(seen.xM - second.seen.xM, seen.yM - second.seen.yM)];
};

/** `by`: as `SecondLooks` has it. */
export function secondsOf(tries: readonly ResetTry[], by: string | null): SecondLooks {
  const verified = tries.filter(({ verifiedAt }) => verifiedAt !== null);
  const distances = verified.flatMap(apart);
  return {
    by,
    asked: verified.length,
    denied: verified.filter(({ second }) => second?.ok !== true).length,
    apartM: distances.length === 0 ? null : summarise(distances).p50,
  };
}
