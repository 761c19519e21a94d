/**
 * How the pose in one camera's picture foretells the pose in another's: a linear map, learnt from moments that both saw
 * well, with the difference that is still ordinary. Robust against a few wrong moments.
 */
import type { FlatPose } from '../sdk/alignTemplate.ts';
import { numbersOf, offPair, type PosePair } from '../sdk/placedSet.ts';
import { solve } from '../sdk/solve.ts';

const leastMoments = 8;
/** Differences up to this are ordinary whatever was learnt: pixels, pixels, radians. */
const floor = [0.7, 0.7, 0.035] as const;
const beyond = 4.5;
const n = 4;

function mapOf(
  moments: readonly { readonly from: FlatPose; readonly to: FlatPose }[],
): readonly number[] {
  return [0, 1, 2].flatMap((r) => {
    const matrix = new Float64Array(n * n);
    const right = new Float64Array(n);
    for (const { from, to } of moments) {
      const row = [...numbersOf(from), 1];
      const wanted = numbersOf(to)[r] as number;
      for (let a = 0; a < n; a++) {
        right[a] = (right[a] as number) + (row[a] as number) * wanted;
        for (let b = 0; b < n; b++)
          matrix[a * n + b] =
            (matrix[a * n + b] as number) + (row[a] as number) * (row[b] as number);
      }
    }
    // A hair of a ridge: turns are small numbers beside pixels.
    for (let a = 0; a < n; a++)
      matrix[a * n + a] = (matrix[a * n + a] as number) + (a === 2 ? 1e-4 : 1e-2);
    solve(matrix, right, n);
    return [...right];
  });
}

const middle = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Null: too few moments that both cameras saw. */
export function learnPair(
  from: string,
  to: string,
  moments: readonly { readonly from: FlatPose; readonly to: FlatPose }[],
): PosePair | null {
  let kept = moments;
  let pair: PosePair = { from, to, map: [], most: [floor[0], floor[1], floor[2]] };
  for (let round = 0; round < 3; round++) {
    if (kept.length < leastMoments) return null;
    pair = { ...pair, map: mapOf(kept) };
    const now = pair;
    const offs = moments.map((moment) => offPair(now, moment.from, moment.to));
    const most = [0, 1, 2].map((r) => {
      const spread = 1.48 * middle(offs.map((off) => Math.abs(off[r] as number)));
      return Math.max(floor[r] as number, beyond * spread);
    }) as unknown as PosePair['most'];
    pair = { ...pair, most };
    kept = moments.filter((_, k) =>
      (offs[k] as number[]).every((off, r) => Math.abs(off) <= (most[r] as number)),
    );
  }
  return pair;
}
