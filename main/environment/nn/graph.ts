/**
 * A graph of tensors being written down: values with shapes that are known, the operators that make them, and for each
 * how its gradient runs back. Nothing is computed here; `onnxFile.ts` makes bytes of it and a session runs those.
 */
import { assert } from '../../base/lib/assert.ts';
import type { Attribute, ElementType, OnnxConstant, OnnxGraph, OnnxNode } from './onnxFile.ts';

export interface Value {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
}

/** What flows back: for each value that went in, the gradient with respect to it. */
export type Backward = (gradient: Value) => readonly (readonly [Value, Value])[];

export interface Step {
  readonly output: Value;
  readonly backward: Backward;
}

export interface Graph {
  /** Fed at every run. */
  input(name: string, shape: readonly number[]): Value;
  /** Written into the file. */
  constant(name: string, shape: readonly number[], data: Float32Array): Value;
  /** A list of whole numbers, for operators that take their axes or shapes as an input. */
  ints(values: readonly number[]): Value;
  number(value: number): Value;
  emit(
    op: string,
    inputs: readonly Value[],
    shape: readonly number[],
    attributes?: Readonly<Record<string, Attribute>>,
  ): Value;
  /** Says how the gradient of an emitted value runs back. Without it nothing does. */
  differentiable(output: Value, backward: Backward): Value;
  /** In the order in which they were written. */
  readonly steps: readonly Step[];
  /** The file's content: the given values under the given names are what it puts out. */
  finish(outputs: Readonly<Record<string, Value>>): OnnxGraph;
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

export function createGraph(): Graph {
  const nodes: OnnxNode[] = [];
  const constants: OnnxConstant[] = [];
  const inputs: Value[] = [];
  const steps: Step[] = [];
  let count = 0;
  const fresh = (what: string): string => `${what}-${count++}`;
  const keep = (constant: OnnxConstant): Value => {
    constants.push(constant);
    return { name: constant.name, type: constant.type, shape: constant.shape };
  };
  return {
    steps,
    input(name, shape) {
      assert(!inputs.some((each) => each.name === name), `two inputs named ${name}`);
      const value: Value = { name, type: 'float', shape };
      inputs.push(value);
      return value;
    },
    constant: (name, shape, data) => keep({ name, type: 'float', shape, data }),
    ints: (values) =>
      keep({
        name: fresh('ints'),
        type: 'int64',
        shape: [values.length],
        data: BigInt64Array.from(values.map(BigInt)),
      }),
    number: (value) =>
      keep({ name: fresh('number'), type: 'float', shape: [], data: Float32Array.of(value) }),
    emit(op, from, shape, attributes = {}) {
      const name = fresh(op);
      nodes.push({ op, inputs: from.map((each) => each.name), outputs: [name], attributes });
      return { name, type: 'float', shape };
    },
    differentiable(output, backward) {
      steps.push({ output, backward });
      return output;
    },
    finish(outputs) {
      const named = Object.entries(outputs).map(([name, value]): Value => {
        nodes.push({ op: 'Identity', inputs: [value.name], outputs: [name], attributes: {} });
        return { ...value, name };
      });
      return { ...neededFor(nodes, constants, named), inputs, outputs: named };
    },
  };
}

/** What the outputs hang on: gradients that nobody asked for are not computed. */
function neededFor(
  nodes: readonly OnnxNode[],
  constants: readonly OnnxConstant[],
  outputs: readonly Value[],
): Pick<OnnxGraph, 'nodes' | 'constants'> {
  const needed = new Set(outputs.map(({ name }) => name));
  const kept = nodes.toReversed().filter((node) => {
    if (!node.outputs.some((name) => needed.has(name))) return false;
    for (const name of node.inputs) needed.add(name);
    return true;
  });
  return {
    nodes: kept.reverse(),
    constants: constants.filter(({ name }) => needed.has(name)),
  };
}

/**
 * Writes the backward pass: gradients of a scalar `loss` with respect to `of`, in that order. @throws assertion for a
 * value that the loss does not depend on.
 */
export function writeGradients(graph: Graph, loss: Value, of: readonly Value[]): readonly Value[] {
  assert(sizeOf(loss.shape) === 1, `a loss of shape ${loss.shape}`);
  const sums = new Map<string, Value>([[loss.name, graph.number(1)]]);
  for (const { output, backward } of [...graph.steps].reverse()) {
    const gradient = sums.get(output.name);
    if (gradient === undefined) continue;
    for (const [value, part] of backward(gradient)) {
      const sum = sums.get(value.name);
      const whole = sum === undefined ? part : graph.emit('Add', [sum, part], value.shape);
      sums.set(value.name, whole);
    }
  }
  return of.map((value) => {
    const gradient = sums.get(value.name);
    assert(gradient !== undefined, `the loss does not depend on ${value.name}`);
    return gradient;
  });
}
