/**
 * The small convolutional net of a camera: three convolutions with stride, a dense layer whose outputs are the features,
 * and one logit. It keeps places (no pooling), because a near miss differs from a success by a few pixels.
 */
import { must } from '../../base/lib/assert.ts';
import { type Graph, sizeOf, type Value } from '../nn/graph.ts';
import { conv, crossEntropy, dense, relu, reshape, sigmoid } from '../nn/layers.ts';
import { type AskWeight, writeNet } from '../nn/trainer.ts';
import type { WeightBook } from '../nn/weights.ts';
import { netNames } from '../sdk/netView.ts';

export const featureCount = 24;

const stages = [
  { channels: 10, kernel: 5 },
  { channels: 16, kernel: 3 },
  { channels: 24, kernel: 3 },
] as const;

/** patch [count, 3, side, side] → features [count, featureCount] and logits [count, 1]. */
function writeBody(graph: Graph, patch: Value, weight: AskWeight) {
  let look = patch;
  stages.forEach(({ channels, kernel }, at) => {
    const shape = [channels, must(look.shape[1]), kernel, kernel];
    const weights = weight(`conv${at}`, shape, 'he');
    const bias = weight(`conv${at}-bias`, [channels], 'zero');
    look = relu(graph, conv(graph, look, weights, bias, { stride: 2, pad: kernel >> 1 }));
  });
  const count = must(look.shape[0]);
  const width = sizeOf(look.shape) / count;
  const flat = reshape(graph, look, [count, width]);
  const inner = weight('dense', [width, featureCount], 'he');
  const features = relu(
    graph,
    dense(graph, flat, inner, weight('dense-bias', [featureCount], 'zero')),
  );
  const outer = weight('out', [featureCount, 1], 'small');
  return { features, logits: dense(graph, features, outer, weight('out-bias', [1], 'zero')) };
}

/** What training makes small: weighted cross-entropy of `patch`, `target` and `weight`. */
export function writeNetLoss(
  graph: Graph,
  inputs: Readonly<Record<string, Value>>,
  weight: AskWeight,
): Value {
  const { logits } = writeBody(graph, must(inputs.patch), weight);
  return crossEntropy(graph, logits, must(inputs.target), must(inputs.weight));
}

/** The net's file as `netView.ts` of the SDK runs it: one patch → score and features. */
export function writeNetFile(weights: WeightBook, patchPx: number): Uint8Array {
  return writeNet(weights, { [netNames.patch]: [1, 3, patchPx, patchPx] }, (graph, inputs, ask) => {
    const { features, logits } = writeBody(graph, must(inputs[netNames.patch]), ask);
    return { [netNames.score]: sigmoid(graph, logits), [netNames.features]: features };
  });
}
