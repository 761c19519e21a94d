/** ln n! of whole numbers: for odds over counts that would overflow as products. Knows no trial. */

/** `n` ≥ 0, whole. Stirling's series from 16 on, good to the last digits of a double. */
export function logFactorial(n: number): number {
  if (n < 16) {
    let product = 1;
    for (let i = 2; i <= n; i++) product *= i;
    return Math.log(product);
  }
  const inverse = 1 / n;
  const square = inverse * inverse;
  const tail = inverse * (1 / 12 - square * (1 / 360 - square / 1260));
  return n * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI * n) + tail;
}
