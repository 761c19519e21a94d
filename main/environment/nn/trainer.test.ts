/**
 * Is every gradient right, is training the same each time, does it learn, and does the file give what was trained?
 * Gradients are compared with 64-bit finite differences of plain loops, and with those of another program.
 */
import { describe, expect, it } from 'vitest';
import { must } from '../../base/lib/assert.ts';
import { createRng } from '../../base/lib/rng.ts';
import { loadNet } from '../sdk/net.ts';
import { type Graph, sizeOf, type Value } from './graph.ts';
import * as layers from './layers.ts';
import { referenceGradients, referenceLoss } from './referenceGradients.ts';
import { type AskWeight, openTrainer, writeNet } from './trainer.ts';
import { createWeightBook, type WeightBook } from './weights.ts';

type Numbers = ArrayLike<number>;

interface Op {
  readonly shapes: readonly (readonly number[])[];
  readonly write: (graph: Graph, values: readonly Value[]) => Value;
  /** The same in plain numbers. */
  readonly of: (...arrays: Numbers[]) => Numbers;
}

const each = (f: (...v: number[]) => number, ...arrays: Numbers[]): number[] =>
  Array.from(must(arrays[0]), (_, i) => f(...arrays.map((array) => must(array[i]))));

function convOf(x: Numbers, w: Numbers, b: Numbers, sizes: readonly number[]): number[] {
  const [n = 0, c = 0, h = 0, wide = 0, o = 0, k = 0, stride = 0, pad = 0] = sizes;
  const [rows, columns] = [h, wide].map((side) => Math.floor((side + 2 * pad - k) / stride) + 1);
  const y: number[] = [];
  for (let s = 0; s < n; s++)
    for (let out = 0; out < o; out++)
      for (let i = 0; i < must(rows); i++)
        for (let j = 0; j < must(columns); j++) {
          let sum = must(b[out]);
          for (let q = 0; q < c * k * k; q++) {
            const [from, di, dj] = [Math.floor(q / (k * k)), Math.floor(q / k) % k, q % k];
            const [row, column] = [i * stride + di - pad, j * stride + dj - pad];
            if (row < 0 || column < 0 || row >= h || column >= wide) continue;
            sum +=
              must(w[out * c * k * k + q]) * must(x[((s * c + from) * h + row) * wide + column]);
          }
          y.push(sum);
        }
  return y;
}

const conv = (
  n: number,
  c: number,
  h: number,
  o: number,
  k: number,
  stride: number,
  pad: number,
) => ({
  shapes: [[n, c, h, h + 1], [o, c, k, k], [o]],
  write: (graph: Graph, [x, w, b]: readonly Value[]) =>
    layers.conv(graph, must(x), must(w), must(b), { stride, pad }),
  of: (x: Numbers, w: Numbers, b: Numbers) => convOf(x, w, b, [n, c, h, h + 1, o, k, stride, pad]),
});

type Layer = (graph: Graph, ...values: Value[]) => Value;
const plain = (layer: Layer, of: (...v: number[]) => number, count: number): Op => ({
  shapes: Array.from({ length: count }, () => [3, 4]),
  write: (graph, values) => layer(graph, ...values),
  of: (...arrays) => each(of, ...arrays),
});

const meanOf = (values: Numbers): number =>
  Array.from(values).reduce((a, b) => a + b) / values.length;
const sigmoidOf = (x: number): number => 1 / (1 + Math.exp(-x));

const ops: Readonly<Record<string, Op>> = {
  add: plain(layers.add as Layer, (a, b) => a + must(b), 2),
  subtract: plain(layers.subtract as Layer, (a, b) => a - must(b), 2),
  multiply: plain(layers.multiply as Layer, (a, b) => a * must(b), 2),
  scale: plain(
    (graph, x) => layers.scale(graph, must(x), -2.5),
    (x) => -2.5 * x,
    1,
  ),
  relu: plain(layers.relu as Layer, (x) => Math.max(0, x), 1),
  tanh: plain(layers.tanh as Layer, Math.tanh, 1),
  sigmoid: plain(layers.sigmoid as Layer, sigmoidOf, 1),
  // The same value twice: its gradients add up.
  square: plain(
    (graph, x) => layers.multiply(graph, must(x), must(x)),
    (x) => x * x,
    1,
  ),
  dense: {
    shapes: [[3, 4], [4, 2], [2]],
    write: (graph, [x, w, b]) => layers.dense(graph, must(x), must(w), must(b)),
    of: (x, w, b) =>
      Array.from({ length: 6 }, (_, at) => {
        const [row, out] = [Math.floor(at / 2), at % 2];
        const parts = [0, 1, 2, 3].map((i) => must(x[row * 4 + i]) * must(w[i * 2 + out]));
        return parts.reduce((a, c) => a + c, must(b[out]));
      }),
  },
  concat: {
    shapes: [
      [2, 3],
      [2, 1],
    ],
    write: (graph, values) => layers.concat(graph, values),
    of: (a, b) => [0, 1].flatMap((i) => [...Array.from(a).slice(3 * i, 3 * i + 3), must(b[i])]),
  },
  reshape: {
    shapes: [[2, 6]],
    write: (graph, [x]) => layers.reshape(graph, must(x), [4, 3]),
    of: (x) => x,
  },
  poolMean: {
    shapes: [[2, 3, 4, 5]],
    write: (graph, [x]) => layers.poolMean(graph, must(x)),
    of: (x) =>
      Array.from({ length: 6 }, (_, i) => meanOf(Array.from(x).slice(20 * i, 20 * i + 20))),
  },
  mean: {
    shapes: [[3, 4]],
    write: (graph, [x]) => layers.reshape(graph, layers.mean(graph, must(x)), [1]),
    of: (x) => [meanOf(x)],
  },
  'conv, stride 1': conv(2, 2, 4, 2, 3, 1, 1),
  'conv, stride 2, odd sides': conv(2, 1, 7, 2, 3, 2, 1),
  'conv, stride 2, wide kernel': conv(1, 2, 6, 2, 5, 2, 2),
  'conv, no zeros around': conv(1, 2, 4, 2, 3, 1, 0),
  'weighted cross-entropy': {
    shapes: [[4, 1]],
    write: (graph, [x]) => {
      const given = (name: string, data: number[]): Value =>
        graph.constant(name, [4, 1], Float32Array.from(data));
      const [targets, weights] = [given('targets', [1, 0, 1, 0]), given('weights', [1, 2, 0.5, 1])];
      return layers.reshape(graph, layers.crossEntropy(graph, must(x), targets, weights), [1]);
    },
    of: (x) => {
      const [t, w] = [
        [1, 0, 1, 0],
        [1, 2, 0.5, 1],
      ];
      const losses = each((z, a, q) => must(q) * (Math.log1p(Math.exp(z)) - z * must(a)), x, t, w);
      return [meanOf(losses)];
    },
  },
};

describe('gradients equal 64-bit finite differences', () => {
  it.each(Object.keys(ops))('%s', async (name) => {
    const { shapes, write, of } = must(ops[name]);
    const rng = createRng(5).fork(name);
    const book = createWeightBook(rng);
    const values = shapes.map((shape, i) => {
      const { data } = book.weight(`w${i}`, shape, 'zero');
      return data.map((_, at) => (data[at] = rng.normal()));
    });
    const out = of(...values);
    const share = Float32Array.from(out, () => rng.normal());
    const total = (arrays: readonly Numbers[]): number =>
      each((a, b) => a * must(b), of(...arrays), share).reduce((a, b) => a + b);
    await using trainer = await openTrainer({
      weights: book,
      inputs: {},
      adam: { rate: 0 },
      loss: (graph, _, weight) => {
        const y = write(
          graph,
          shapes.map((shape, i) => weight(`w${i}`, shape, 'zero')),
        );
        const shares = graph.constant('shares', y.shape, share);
        const product = layers.multiply(graph, y, shares);
        return layers.scale(graph, layers.mean(graph, product), sizeOf(y.shape));
      },
    });
    const { loss, of: gradients } = await trainer.gradients({});
    expect(loss).toBeCloseTo(total(values), 4);
    const h = 1e-5;
    values.forEach((_, i) => {
      const wanted = Array.from(must(values[i]), (value, at) => {
        const moved = (by: number): number =>
          total(
            values.map((each, k) =>
              k === i ? Float64Array.from(each).fill(value + by, at, at + 1) : each,
            ),
          );
        return (moved(h) - moved(-h)) / (2 * h);
      });
      const given = Array.from(must(gradients.get(`w${i}`)));
      const worst = Math.max(...wanted.map((each, at) => Math.abs(each - must(given[at]))));
      expect(worst).toBeLessThan(2e-5);
    });
  });
});

/** The net of `referenceGradients.ts`. */
function referenceNet(
  graph: Graph,
  inputs: Readonly<Record<string, Value>>,
  ask: AskWeight,
): Value {
  const w = (name: string, ...shape: number[]): Value => ask(name, shape, 'zero');
  const { conv, relu, dense, tanh, poolMean, crossEntropy } = layers;
  const first = conv(graph, must(inputs.x), w('w1', 4, 3, 3, 3), w('b1', 4), { stride: 2, pad: 1 });
  const size = { stride: 1, pad: 1 };
  const second = conv(graph, relu(graph, first), w('w2', 5, 4, 3, 3), w('b2', 5), size);
  const pooled = poolMean(graph, relu(graph, second));
  const hidden = tanh(graph, dense(graph, pooled, w('wd', 5, 2), w('bd', 2)));
  const logits = dense(graph, hidden, w('wo', 2, 1), w('bo', 1));
  return crossEntropy(graph, logits, must(inputs.target), must(inputs.weight));
}

const numbersOf = (k: number, count: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => (((i * 37 + k * 101) % 23) - 11) / 16);

it('a whole net gives the gradients that another program gave', async () => {
  const weights = createWeightBook(createRng(1));
  await using trainer = await openTrainer({
    weights,
    inputs: { x: [3, 3, 6, 6], target: [3, 1], weight: [3, 1] },
    loss: referenceNet,
    adam: { rate: 0 },
  });
  [...weights.weights.values()].forEach(({ data }, i) => {
    data.set(numbersOf(i + 2, data.length));
  });
  const { loss, of } = await trainer.gradients({
    x: numbersOf(1, 324),
    target: Float32Array.of(1, 0, 1),
    weight: Float32Array.of(1, 2, 0.5),
  });
  expect(Math.abs(loss - referenceLoss)).toBeLessThan(1e-6);
  for (const [name, wanted] of Object.entries(referenceGradients)) {
    const given = must(of.get(name));
    expect(given.length).toBe(wanted.length);
    const worst = Math.max(...wanted.map((each, i) => Math.abs(each - must(given[i]))));
    expect(worst, name).toBeLessThan(1e-7);
  }
});

const side = 12;
const count = 32;

/** Scores of patches, and the features that they are made of. */
function smallNet(graph: Graph, x: Value, weight: AskWeight) {
  const { conv, relu, dense, reshape } = layers;
  const size = { stride: 2, pad: 1 };
  const filters = weight('conv', [6, 1, 3, 3], 'he');
  const look = relu(graph, conv(graph, x, filters, weight('conv-bias', [6], 'zero'), size));
  const flat = reshape(graph, look, [must(x.shape[0]), 6 * 36]);
  const dims = weight('dense', [216, 8], 'he');
  const features = relu(graph, dense(graph, flat, dims, weight('dense-bias', [8], 'zero')));
  const out = weight('out', [8, 1], 'small');
  return { features, logits: dense(graph, features, out, weight('out-bias', [1], 'zero')) };
}

async function learn(seed: number, steps: number, signal?: AbortSignal) {
  const rng = createRng(7);
  const x = Float32Array.from({ length: count * side * side }, () => rng.normal());
  // No rule, only labels: it can but learn them by heart.
  const target = Float32Array.from({ length: count }, () => rng.below(2));
  const weight = new Float32Array(count).fill(1);
  const book: WeightBook = createWeightBook(createRng(seed));
  await using trainer = await openTrainer({
    weights: book,
    inputs: { x: [count, 1, side, side], target: [count, 1], weight: [count, 1] },
    adam: { rate: 0.01, decay: 0.001 },
    loss: (graph, inputs, ask) => {
      const { logits } = smallNet(graph, must(inputs.x), ask);
      return layers.crossEntropy(graph, logits, must(inputs.target), must(inputs.weight));
    },
  });
  let loss = Number.NaN;
  for (let i = 0; i < steps; i++)
    loss = await trainer.step({ x, target, weight }, signal === undefined ? {} : { signal });
  return { x, target, loss, book };
}

const fileOf = (book: WeightBook): Uint8Array =>
  writeNet(book, { x: [1, 1, side, side] }, (graph, inputs, ask) => {
    const { logits, features } = smallNet(graph, must(inputs.x), ask);
    return { score: layers.sigmoid(graph, logits), features };
  });

describe('training', () => {
  it('learns 32 labels by heart, and its file says the same', async () => {
    const { x, target, loss, book } = await learn(1, 150);
    expect(loss).toBeLessThan(0.02);
    const bytes = fileOf(book);
    await using net = await loadNet(bytes);
    await using again = await loadNet(bytes.slice());
    for (let i = 0; i < count; i++) {
      const data = x.slice(i * side * side, (i + 1) * side * side);
      const feeds = { x: { data, shape: [1, 1, side, side] } };
      const { score, features } = await net.run(feeds);
      expect(Math.abs(must(must(score).data[0]) - must(target[i]))).toBeLessThan(0.2);
      expect(features?.shape).toEqual([1, 8]);
      expect(await again.run(feeds)).toEqual({ score, features });
    }
  });

  it('gives the same file for the same seed and another for another', async () => {
    const [first, same, other] = [await learn(3, 20), await learn(3, 20), await learn(4, 20)];
    expect(fileOf(same.book)).toEqual(fileOf(first.book));
    expect(fileOf(other.book)).not.toEqual(fileOf(first.book));
  });

  it('ends between steps when it is told to', async () => {
    const over = new AbortController();
    over.abort(new Error('enough'));
    await expect(learn(1, 5, over.signal)).rejects.toThrow('enough');
  });
});
