/**
 * Adam (Kingma and Ba, 2015) with decoupled weight decay on plain arrays. It changes the weights in place and knows no
 * graph; the same gradients in the same order give the same weights bit for bit.
 */
import { must } from '../../base/lib/assert.ts';

export interface AdamSettings {
  readonly rate: number;
  /** Share of each weight that a whole rate takes away per step; biases (one axis) keep theirs. */
  readonly decay?: number;
}

export interface Adam {
  /** `rateShare` scales the rate of this one step. */
  step(gradients: readonly Float32Array[], rateShare?: number): void;
}

const meanKept = 0.9;
const squareKept = 0.999;
const tiny = 1e-8;

export function createAdam(
  weights: readonly { readonly data: Float32Array; readonly shape: readonly number[] }[],
  { rate, decay = 0 }: AdamSettings,
): Adam {
  const means = weights.map(({ data }) => new Float32Array(data.length));
  const squares = weights.map(({ data }) => new Float32Array(data.length));
  let count = 0;
  return {
    step(gradients, rateShare = 1) {
      count++;
      const size = rate * rateShare;
      const meanScale = 1 / (1 - meanKept ** count);
      const squareScale = 1 / (1 - squareKept ** count);
      weights.forEach(({ data, shape }, at) => {
        const [gradient, mean, square] = [must(gradients[at]), must(means[at]), must(squares[at])];
        const kept = shape.length > 1 ? 1 - size * decay : 1;
        for (let i = 0; i < data.length; i++) {
          const g = gradient[i] as number;
          const m = meanKept * (mean[i] as number) + (1 - meanKept) * g;
          const v = squareKept * (square[i] as number) + (1 - squareKept) * g * g;
          mean[i] = m;
          square[i] = v;
          const move = (size * m * meanScale) / (Math.sqrt(v * squareScale) + tiny);
          data[i] = kept * (data[i] as number) - move;
        }
      });
    },
  };
}
