/** Small dense linear systems, in place. Enough for fits of a handful of numbers; no pivoting, no checks. */

/** Solves the symmetric n × n system in place by elimination without pivoting; positive definite by its ridge. */
export function solve(matrix: Float64Array, right: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    const pivot = matrix[i * n + i] as number;
    for (let r = i + 1; r < n; r++) {
      const factor = (matrix[r * n + i] as number) / pivot;
      if (factor === 0) continue;
      for (let k = i; k < n; k++) {
        matrix[r * n + k] = (matrix[r * n + k] as number) - factor * (matrix[i * n + k] as number);
      }
      right[r] = (right[r] as number) - factor * (right[i] as number);
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = right[i] as number;
    for (let k = i + 1; k < n; k++) sum -= (matrix[i * n + k] as number) * (right[k] as number);
    right[i] = sum / (matrix[i * n + i] as number);
  }
}
