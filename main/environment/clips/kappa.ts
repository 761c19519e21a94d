/** Cohen's kappa: how far two people agree beyond what chance would give (docs/SCIENCE.md §3). */

/**
 * `pairs`: both answers about each item. Null below two items, and where chance alone would agree always (both gave one
 * and the same answer throughout): there the measure is 0/0.
 */
export function cohensKappa(pairs: readonly (readonly [string, string])[]): number | null {
  const n = pairs.length;
  if (n < 2) return null;
  const first = new Map<string, number>();
  const second = new Map<string, number>();
  let same = 0;
  for (const [a, b] of pairs) {
    first.set(a, (first.get(a) ?? 0) + 1);
    second.set(b, (second.get(b) ?? 0) + 1);
    if (a === b) same++;
  }
  // In whole numbers until the last step: n² · (observed − expected) over n² · (1 − expected).
  let expected = 0;
  for (const [value, count] of first) expected += count * (second.get(value) ?? 0);
  const room = n * n - expected;
  return room === 0 ? null : (n * same - expected) / room;
}
