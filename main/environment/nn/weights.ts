/** The weights of a net by name, drawn from a seed in the order in which the net asks for them. */
import { must } from '../../base/lib/assert.ts';
import type { Rng } from '../../base/lib/rng.ts';
import { sizeOf } from './graph.ts';

export interface Weight {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** In the order in which they were first asked for. */
export type Weights = ReadonlyMap<string, Weight>;

/** How a weight begins: `he` for layers before a relu, `zero` for biases, `small` for a last layer. */
export type Start = 'he' | 'zero' | 'small';

export interface WeightBook {
  readonly weights: Weights;
  /** The weight of that name; drawn when it is new. */
  weight(name: string, shape: readonly number[], start: Start): Weight;
}

const fanIn = (shape: readonly number[]): number =>
  shape.length === 4 ? sizeOf(shape.slice(1)) : must(shape[0]);

export function createWeightBook(rng: Rng): WeightBook {
  const weights = new Map<string, Weight>();
  return {
    weights,
    weight(name, shape, start) {
      const known = weights.get(name);
      if (known !== undefined) return known;
      const spread = start === 'zero' ? 0 : Math.sqrt((start === 'he' ? 2 : 0.1) / fanIn(shape));
      const stream = rng.fork(name);
      const data = Float32Array.from({ length: sizeOf(shape) }, () =>
        spread === 0 ? 0 : spread * stream.normal(),
      );
      const drawn: Weight = { shape, data };
      weights.set(name, drawn);
      return drawn;
    },
  };
}
