/** The normal distribution's share below a point: what the screen's odds are made of. Knows no trial. */

/** φ(x), to 1e-7: a polynomial in 1 / (1 + 0.2316419·|x|) (Abramowitz and Stegun 26.2.17). */
export function normalCdf(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const sum =
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = 0.3989422804014327 * Math.exp((-x * x) / 2) * sum;
  return x < 0 ? tail : 1 - tail;
}
