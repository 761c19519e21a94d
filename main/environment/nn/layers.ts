/**
 * What nets are made of, each operator with its gradient in operators again. Shapes: pictures are
 * [count, channels, rows, columns], vectors [count, features]; the count is fixed with the graph.
 */
import { assert } from '../../base/lib/assert.ts';
import { type Graph, sizeOf, type Value } from './graph.ts';
import { elementTypes } from './onnxFile.ts';

const sameShape = (a: Value, b: Value): void =>
  assert(`${a.shape}` === `${b.shape}`, `shapes ${a.shape} and ${b.shape}`);

const dim = (value: Value, axis: number): number => value.shape[axis] as number;

export function add(graph: Graph, a: Value, b: Value): Value {
  sameShape(a, b);
  const sum = graph.emit('Add', [a, b], a.shape);
  return graph.differentiable(sum, (gradient) => [
    [a, gradient],
    [b, gradient],
  ]);
}

export function subtract(graph: Graph, a: Value, b: Value): Value {
  sameShape(a, b);
  const difference = graph.emit('Sub', [a, b], a.shape);
  return graph.differentiable(difference, (gradient) => [
    [a, gradient],
    [b, graph.emit('Neg', [gradient], b.shape)],
  ]);
}

/** Element by element. With a random mask of 0 and 1/(1 − share) as `b` it is dropout. */
export function multiply(graph: Graph, a: Value, b: Value): Value {
  sameShape(a, b);
  const product = graph.emit('Mul', [a, b], a.shape);
  return graph.differentiable(product, (gradient) => [
    [a, graph.emit('Mul', [gradient, b], a.shape)],
    [b, graph.emit('Mul', [gradient, a], b.shape)],
  ]);
}

export function scale(graph: Graph, x: Value, by: number): Value {
  const factor = graph.number(by);
  const scaled = graph.emit('Mul', [x, factor], x.shape);
  return graph.differentiable(scaled, (gradient) => [
    [x, graph.emit('Mul', [gradient, factor], x.shape)],
  ]);
}

export function relu(graph: Graph, x: Value): Value {
  const y = graph.emit('Relu', [x], x.shape);
  return graph.differentiable(y, (gradient) => {
    const above = graph.emit('Greater', [y, graph.number(0)], y.shape);
    const open = graph.emit('Cast', [above], y.shape, { to: elementTypes.float });
    return [[x, graph.emit('Mul', [gradient, open], x.shape)]];
  });
}

export function tanh(graph: Graph, x: Value): Value {
  const y = graph.emit('Tanh', [x], x.shape);
  return graph.differentiable(y, (gradient) => {
    const squared = graph.emit('Mul', [y, y], y.shape);
    const slope = graph.emit('Sub', [graph.number(1), squared], y.shape);
    return [[x, graph.emit('Mul', [gradient, slope], x.shape)]];
  });
}

export function sigmoid(graph: Graph, x: Value): Value {
  const y = graph.emit('Sigmoid', [x], x.shape);
  return graph.differentiable(y, (gradient) => {
    const rest = graph.emit('Sub', [graph.number(1), y], y.shape);
    const slope = graph.emit('Mul', [y, rest], y.shape);
    return [[x, graph.emit('Mul', [gradient, slope], x.shape)]];
  });
}

export function reshape(graph: Graph, x: Value, shape: readonly number[]): Value {
  assert(sizeOf(shape) === sizeOf(x.shape), `shape ${x.shape} cannot become ${shape}`);
  const y = graph.emit('Reshape', [x, graph.ints(shape)], shape);
  return graph.differentiable(y, (gradient) => [
    [x, graph.emit('Reshape', [gradient, graph.ints(x.shape)], x.shape)],
  ]);
}

/** Vectors side by side: [count, features of all]. */
export function concat(graph: Graph, parts: readonly Value[]): Value {
  const [first] = parts;
  assert(first !== undefined && parts.every(({ shape }) => shape.length === 2), 'vectors only');
  const widths = parts.map((part) => dim(part, 1));
  const width = widths.reduce((a, b) => a + b, 0);
  const whole = graph.emit('Concat', parts, [dim(first, 0), width], { axis: 1 });
  return graph.differentiable(whole, (gradient) => {
    let from = 0;
    return parts.map((part) => {
      const to = from + dim(part, 1);
      const ends = [[from], [to], [1]].map((each) => graph.ints(each));
      from = to;
      return [part, graph.emit('Slice', [gradient, ...ends], part.shape)] as const;
    });
  });
}

/** x [count, in] · weights [in, out] + bias [out]. */
export function dense(graph: Graph, x: Value, weights: Value, bias: Value): Value {
  assert(x.shape.length === 2 && dim(x, 1) === dim(weights, 0), `dense on ${x.shape}`);
  const y = graph.emit('Gemm', [x, weights, bias], [dim(x, 0), dim(weights, 1)]);
  return graph.differentiable(y, (gradient) => [
    [x, graph.emit('Gemm', [gradient, weights], x.shape, { transB: 1 })],
    [weights, graph.emit('Gemm', [x, gradient], weights.shape, { transA: 1 })],
    [bias, sumOver(graph, gradient, [0])],
  ]);
}

function sumOver(graph: Graph, x: Value, axes: readonly number[]): Value {
  const shape = x.shape.filter((_, axis) => !axes.includes(axis));
  return graph.emit('ReduceSum', [x, graph.ints(axes)], shape, { keepdims: 0 });
}

export interface ConvSize {
  readonly stride: number;
  /** Rows and columns of zeros around. */
  readonly pad: number;
}

/**
 * x [count, in, rows, columns] with weights [out, in, k, k] and bias [out]. Its gradients are convolutions too: with
 * respect to x a transposed one; with respect to the weights one in which count and channels have changed places, and
 * whose kernel is the gradient, spread by the stride.
 */
export function conv(graph: Graph, x: Value, weights: Value, bias: Value, size: ConvSize): Value {
  const { stride, pad } = size;
  const [count = 0, channels = 0, rows = 0, columns = 0] = x.shape;
  const [out = 0, from = 0, k = 0] = weights.shape;
  assert(x.shape.length === 4 && channels === from, `conv on ${x.shape} with ${weights.shape}`);
  const sides = [rows, columns].map((side) => Math.floor((side + 2 * pad - k) / stride) + 1);
  const left = [rows, columns].map(
    (side, i) => side + 2 * pad - k - stride * ((sides[i] as number) - 1),
  );
  const pads = [pad, pad, pad, pad];
  assert(
    left.every((each) => each <= pad),
    `a stride of ${stride} leaves pixels of ${x.shape}`,
  );
  const y = graph.emit('Conv', [x, weights, bias], [count, out, ...sides], {
    strides: [stride, stride],
    pads,
  });
  return graph.differentiable(y, (gradient) => {
    const swap = (value: Value): Value => {
      const [a = 0, b = 0, ...rest] = value.shape;
      return graph.emit('Transpose', [value], [b, a, ...rest], { perm: [1, 0, 2, 3] });
    };
    const turned = graph.emit('Conv', [swap(x), swap(gradient)], [channels, out, k, k], {
      dilations: [stride, stride],
      pads: [pad, pad, ...left.map((each) => pad - each)],
    });
    const ofInput = (): Value =>
      graph.emit('ConvTranspose', [gradient, weights], x.shape, {
        strides: [stride, stride],
        pads,
        output_padding: left,
      });
    return [
      [x, ofInput()],
      [weights, swap(turned)],
      [bias, sumOver(graph, gradient, [0, 2, 3])],
    ];
  });
}

/** The mean of every channel: [count, channels]. */
export function poolMean(graph: Graph, x: Value): Value {
  const [count = 0, channels = 0, rows = 0, columns = 0] = x.shape;
  const y = graph.emit('ReduceMean', [x], [count, channels], { axes: [2, 3], keepdims: 0 });
  return graph.differentiable(y, (gradient) => {
    const shared = graph.emit('Mul', [gradient, graph.number(1 / (rows * columns))], y.shape);
    const corner = [count, channels, 1, 1];
    const lifted = graph.emit('Reshape', [shared, graph.ints(corner)], corner);
    return [[x, graph.emit('Expand', [lifted, graph.ints(x.shape)], x.shape)]];
  });
}

/** The mean of all numbers, a scalar. */
export function mean(graph: Graph, x: Value): Value {
  const y = graph.emit('ReduceMean', [x], [], { keepdims: 0 });
  return graph.differentiable(y, (gradient) => {
    const shared = graph.emit('Mul', [gradient, graph.number(1 / sizeOf(x.shape))], []);
    return [[x, graph.emit('Expand', [shared, graph.ints(x.shape)], x.shape)]];
  });
}

/**
 * Mean over the count of weight × cross-entropy between sigmoid(logits) and targets, all [count, 1]. Targets and
 * weights get no gradient. Exact for large logits too.
 */
export function crossEntropy(graph: Graph, logits: Value, targets: Value, weights: Value): Value {
  sameShape(logits, targets);
  sameShape(logits, weights);
  const { shape } = logits;
  const soft = graph.emit('Softplus', [logits], shape);
  const product = graph.emit('Mul', [logits, targets], shape);
  const each = graph.emit('Sub', [soft, product], shape);
  const weighted = graph.emit('Mul', [each, weights], shape);
  const loss = graph.emit('ReduceMean', [weighted], [], { keepdims: 0 });
  return graph.differentiable(loss, (gradient) => {
    const p = graph.emit('Sigmoid', [logits], shape);
    const off = graph.emit('Sub', [p, targets], shape);
    const heavy = graph.emit('Mul', [off, weights], shape);
    const shared = graph.emit('Mul', [gradient, graph.number(1 / sizeOf(shape))], []);
    return [[logits, graph.emit('Mul', [heavy, shared], shape)]];
  });
}
