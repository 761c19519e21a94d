/**
 * The part of the ONNX file format that our nets use, as data, and its encoding. Field numbers are the format's own;
 * what is not listed here is never written. It knows names and bytes, not what a net computes.
 */
import protobuf from 'protobufjs';
import { assert } from '../../base/lib/assert.ts';

/** ONNX's numbers for the two element types that we use. */
export const elementTypes = { float: 1, int64: 7 } as const;
export type ElementType = keyof typeof elementTypes;

export type Attribute = number | string | readonly number[] | { readonly float: number };

export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export interface OnnxValue {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
}

export interface OnnxConstant extends OnnxValue {
  readonly data: Float32Array | BigInt64Array;
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxConstant[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

/** [field, number] or [field, number, 'repeated'] per type. */
type Fields = Readonly<Record<string, readonly [string, number, 'repeated'?]>>;

const messages: Readonly<Record<string, Fields>> = {
  ModelProto: {
    ir_version: ['int64', 1],
    producer_name: ['string', 2],
    graph: ['GraphProto', 7],
    opset_import: ['OperatorSetIdProto', 8, 'repeated'],
  },
  OperatorSetIdProto: { domain: ['string', 1], version: ['int64', 2] },
  GraphProto: {
    node: ['NodeProto', 1, 'repeated'],
    name: ['string', 2],
    initializer: ['TensorProto', 5, 'repeated'],
    input: ['ValueInfoProto', 11, 'repeated'],
    output: ['ValueInfoProto', 12, 'repeated'],
  },
  NodeProto: {
    input: ['string', 1, 'repeated'],
    output: ['string', 2, 'repeated'],
    op_type: ['string', 4],
    attribute: ['AttributeProto', 5, 'repeated'],
  },
  AttributeProto: {
    name: ['string', 1],
    f: ['float', 2],
    i: ['int64', 3],
    s: ['bytes', 4],
    ints: ['int64', 8, 'repeated'],
    type: ['int32', 20],
  },
  TensorProto: {
    dims: ['int64', 1, 'repeated'],
    data_type: ['int32', 2],
    name: ['string', 8],
    raw_data: ['bytes', 9],
  },
  ValueInfoProto: { name: ['string', 1], type: ['TypeProto', 2] },
  TypeProto: { tensor_type: ['TensorTypeProto', 1] },
  TensorTypeProto: { elem_type: ['int32', 1], shape: ['TensorShapeProto', 2] },
  TensorShapeProto: { dim: ['DimensionProto', 1, 'repeated'] },
  DimensionProto: { dim_value: ['int64', 1] },
};

const irVersion = 8;
const opset = 17;

const typeOf = (fields: Fields): protobuf.IType => ({
  fields: Object.fromEntries(
    Object.entries(fields).map(([name, [type, id, rule]]) => [
      name,
      rule === undefined ? { type, id } : { type, id, rule },
    ]),
  ),
});

const root = protobuf.Root.fromJSON({
  nested: Object.fromEntries(
    Object.entries(messages).map(([name, fields]) => [name, typeOf(fields)]),
  ),
});
const modelType = root.lookupType('ModelProto');

/** Numbers of AttributeProto.type. */
const attributeTypes = { float: 1, int: 2, string: 3, ints: 7 } as const;

function attributeOf(name: string, value: Attribute): object {
  if (typeof value === 'number') return { name, i: value, type: attributeTypes.int };
  if (typeof value === 'string') {
    return { name, s: new TextEncoder().encode(value), type: attributeTypes.string };
  }
  if ('float' in value) return { name, f: value.float, type: attributeTypes.float };
  return { name, ints: [...value], type: attributeTypes.ints };
}

const valueInfoOf = ({ name, type, shape }: OnnxValue): object => ({
  name,
  type: {
    tensor_type: {
      elem_type: elementTypes[type],
      shape: { dim: shape.map((size) => ({ dim_value: size })) },
    },
  },
});

function initializerOf({ name, type, shape, data }: OnnxConstant): object {
  const size = shape.reduce((a, b) => a * b, 1);
  assert(size === data.length, `${name}: ${data.length} numbers for a shape of ${shape}`);
  return {
    name,
    dims: [...shape],
    data_type: elementTypes[type],
    raw_data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  };
}

/** The same graph always gives the same bytes. */
export function encodeOnnx(graph: OnnxGraph): Uint8Array {
  const message = {
    ir_version: irVersion,
    producer_name: 'nightbench',
    opset_import: [{ domain: '', version: opset }],
    graph: {
      name: 'net',
      node: graph.nodes.map(({ op, inputs, outputs, attributes }) => ({
        op_type: op,
        input: [...inputs],
        output: [...outputs],
        attribute: Object.entries(attributes).map(([name, value]) => attributeOf(name, value)),
      })),
      initializer: graph.constants.map(initializerOf),
      input: graph.inputs.map(valueInfoOf),
      output: graph.outputs.map(valueInfoOf),
    },
  };
  return Uint8Array.from(modelType.encode(message).finish());
}
