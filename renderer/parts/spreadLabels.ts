/** Direct labels beside their lines: each as near to its own height as the others allow, in the same order, inside. */

/** Heights in, heights out (same order); `step` apart at least, inside `min…max` as long as there is room for all. */
export function spreadLabels(
  wanted: readonly number[],
  step: number,
  min: number,
  max: number,
): readonly number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => at(wanted, a) - at(wanted, b));
  const placed = new Array<number>(wanted.length).fill(min);
  let floor = min;
  for (const index of order) {
    const height = Math.max(floor, at(wanted, index));
    placed[index] = height;
    floor = height + step;
  }
  // What ran over the lower end pushes its neighbours back up.
  let ceiling = max;
  for (const index of order.toReversed()) {
    placed[index] = Math.min(at(placed, index), ceiling);
    ceiling = at(placed, index) - step;
  }
  return placed;
}

const at = (values: readonly number[], index: number): number => values[index] ?? 0;
