/** What a run of successes proves, wherever in its trials it was found (docs/SCIENCE.md §4). Pure. */

/** Chance of at least one run of `run` successes or more in `n` trials with success rate `rate`. */
export function runChance(rate: number, run: number, n: number): number {
  if (run > n) return 0;
  const whole = rate ** run;
  /** At i: no such run in the first i trials. */
  const none = Array.from({ length: n + 1 }, () => 1);
  none[run] = 1 - whole;
  for (let i = run + 1; i <= n; i++)
    none[i] = (none[i - 1] ?? 1) - (1 - rate) * whole * (none[i - run - 1] ?? 1);
  return 1 - (none[n] ?? 1);
}

const halvings = 40;

/**
 * The success rate below which such a run would come up in `n` trials less than once in twenty times. With run = n it was
 * announced before it began; found somewhere in more trials it proves less. 0 for no run.
 */
export function streakBound(run: number, n: number): number {
  if (run <= 0 || run > n) return 0;
  let [low, high] = [0, 1];
  for (let step = 0; step < halvings; step++) {
    const middle = (low + high) / 2;
    if (runChance(middle, run, n) < 0.05) low = middle;
    else high = middle;
  }
  return low;
}
