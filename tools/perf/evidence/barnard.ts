/**
 * Barnard's exact test of two rates, as many trials each, as a table: how many successes a challenger needs for each number
 * of the champion's. One-sided; tables are ordered by the pooled score; the unknown common rate is the worst of a grid.
 */

const grid = Array.from({ length: 99 }, (_, i) => (i + 1) / 100);

function binomial(n: number, p: number): Float64Array {
  const chances = new Float64Array(n + 1);
  let chance = (1 - p) ** n;
  for (let k = 0; k <= n; k++) {
    chances[k] = chance;
    chance *= ((n - k) / (k + 1)) * (p / (1 - p));
  }
  return chances;
}

const score = (x: number, y: number, n: number): number => {
  const pooled = (x + y) / (2 * n);
  const spread = pooled * (1 - pooled);
  return x === y ? 0 : (x - y) / n / Math.sqrt((2 * spread) / n);
};

/** By the champion's successes 0…n: the fewest of the challenger's that are significant, n + 1 for none. */
export function barnardCritical(n: number, level: number): readonly number[] {
  const tables: { x: number; y: number; score: number }[] = [];
  for (let x = 0; x <= n; x++) {
    for (let y = 0; y < x; y++) tables.push({ x, y, score: score(x, y, n) });
  }
  tables.sort((a, b) => b.score - a.score);
  const chances = grid.map((p) => binomial(n, p));
  const sums = new Float64Array(grid.length);
  const critical = new Array<number>(n + 1).fill(n + 1);
  for (let from = 0; from < tables.length; ) {
    const top = tables[from]?.score ?? 0;
    let to = from;
    while (to < tables.length && (tables[to]?.score ?? 0) > top - 1e-9) to++;
    const level1 = tables.slice(from, to);
    chances.forEach((chance, at) => {
      for (const { x, y } of level1)
        sums[at] = (sums[at] ?? 0) + (chance[x] ?? 0) * (chance[y] ?? 0);
    });
    if (Math.max(...sums) > level) break;
    for (const { x, y } of level1) critical[y] = Math.min(critical[y] ?? x, x);
    from = to;
  }
  return critical;
}
