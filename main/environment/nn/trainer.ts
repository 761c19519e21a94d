/**
 * Trains a net: forward and backward pass as one ONNX graph in one session on one thread, Adam on the weights beside it.
 * The net is a function that writes itself into a graph; the same function writes the file that is used afterwards. The
 * same seed and batches give the same weights bit for bit. It knows neither pictures nor judges.
 */
import { must } from '../../base/lib/assert.ts';
import { type AdamSettings, createAdam } from './adam.ts';
import { createGraph, type Graph, type Value, writeGradients } from './graph.ts';
import { encodeOnnx } from './onnxFile.ts';
import { openSession } from './onnxRuntime.ts';
import type { Start, WeightBook } from './weights.ts';

/** How a net asks for its weights while it writes itself. */
export type AskWeight = (name: string, shape: readonly number[], start: Start) => Value;

/** Inputs by name with their whole shapes, count included. */
export type Shapes = Readonly<Record<string, readonly number[]>>;
type Values = Readonly<Record<string, Value>>;

export interface TrainerOptions {
  readonly weights: WeightBook;
  readonly inputs: Shapes;
  /** Writes the net and what is to become small, a scalar. */
  readonly loss: (graph: Graph, inputs: Values, weight: AskWeight) => Value;
  readonly adam: AdamSettings;
}

export type Feeds = Readonly<Record<string, Float32Array>>;

export interface Trainer extends AsyncDisposable {
  /** One step down the gradient on one batch; gives the loss before it. @throws the signal's reason. */
  step(feeds: Feeds, options?: { rateShare?: number; signal?: AbortSignal }): Promise<number>;
  /** The loss and its gradients by weight, without a step. */
  gradients(feeds: Feeds): Promise<{ loss: number; of: ReadonlyMap<string, Float32Array> }>;
}

const inputsOf = (graph: Graph, shapes: Shapes): Values =>
  Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, graph.input(name, shape)]),
  );

export async function openTrainer(options: TrainerOptions): Promise<Trainer> {
  const graph = createGraph();
  const asked = new Map<string, Value>();
  const loss = options.loss(graph, inputsOf(graph, options.inputs), (name, shape, start) => {
    options.weights.weight(name, shape, start);
    const value = asked.get(name) ?? graph.input(`weight:${name}`, shape);
    asked.set(name, value);
    return value;
  });
  const names = [...asked.keys()];
  const gradients = writeGradients(graph, loss, [...asked.values()]);
  const outputs = Object.fromEntries(
    names.map((name, i) => [`gradient:${name}`, must(gradients[i])]),
  );
  const bytes = encodeOnnx(graph.finish({ loss, ...outputs }));
  const session = await openSession(bytes);
  const used = names.map((name) => must(options.weights.weights.get(name)));
  // The tensors share memory with the weights: what Adam writes is what the next run reads.
  const fixed = Object.fromEntries(
    names.map((name, i) => {
      const { data, shape } = must(used[i]);
      return [`weight:${name}`, { data, shape }];
    }),
  );
  const adam = createAdam(used, options.adam);
  const run = async (feeds: Feeds): Promise<{ loss: number; all: readonly Float32Array[] }> => {
    const given = Object.entries(options.inputs).map(
      ([name, shape]) => [name, { data: must(feeds[name], name), shape }] as const,
    );
    const results = await session.run({ ...Object.fromEntries(given), ...fixed });
    const numbers = (name: string): Float32Array => must(results[name]).data;
    const all = names.map((name) => numbers(`gradient:${name}`));
    return { loss: must(numbers('loss')[0]), all };
  };
  return {
    async step(feeds, { rateShare = 1, signal } = {}) {
      signal?.throwIfAborted();
      const result = await run(feeds);
      adam.step(result.all, rateShare);
      return result.loss;
    },
    async gradients(feeds) {
      const result = await run(feeds);
      return {
        loss: result.loss,
        of: new Map(names.map((name, i) => [name, must(result.all[i])])),
      };
    },
    [Symbol.asyncDispose]: () => session.release(),
  };
}

/** The net alone as an ONNX file, its weights inside: what `loadNet` of the SDK runs. */
export function writeNet(
  weights: WeightBook,
  inputs: Shapes,
  net: (graph: Graph, inputs: Values, weight: AskWeight) => Values,
): Uint8Array {
  const graph = createGraph();
  const asked = new Map<string, Value>();
  const outputs = net(graph, inputsOf(graph, inputs), (name, shape, start) => {
    const known = asked.get(name);
    if (known !== undefined) return known;
    const { data } = weights.weight(name, shape, start);
    const value = graph.constant(name, shape, data);
    asked.set(name, value);
    return value;
  });
  return encodeOnnx(graph.finish(outputs));
}
