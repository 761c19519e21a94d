/**
 * Values that a zod schema accepts, and values beside them: read from its JSON schema, so that a command that is added
 * to the contract is tried as well. Knows the few shapes that the contract uses and says so when it meets another.
 */
import fc, { type Arbitrary } from 'fast-check';
import { z } from 'zod';

interface Shape {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Shape[];
  readonly items?: Shape;
  readonly prefixItems?: readonly Shape[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly additionalProperties?: Shape | boolean;
  readonly propertyNames?: Shape;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

function textOf({ pattern, minLength = 0, maxLength = 100 }: Shape): Arbitrary<string> {
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  return fc.string({ minLength, maxLength: Math.min(maxLength, 200) });
}

function numberOf({ type, minimum = -1e6, maximum = 1e6 }: Shape): Arbitrary<number> {
  if (type === 'integer') return fc.integer({ min: minimum, max: Math.min(maximum, 2 ** 52) });
  return fc.double({ min: minimum, max: maximum, noNaN: true });
}

function objectOf(shape: Shape): Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties, propertyNames } = shape;
  if (typeof additionalProperties === 'object')
    return fc.dictionary(textOf(propertyNames ?? {}), drawn(additionalProperties), {
      maxKeys: 4,
    });
  const entries = Object.entries(properties).map(([key, each]) => [key, drawn(each)] as const);
  return fc.record(Object.fromEntries(entries), { requiredKeys: [...required] });
}

function drawn(shape: Shape): Arbitrary<unknown> {
  if (shape.enum !== undefined) return fc.constantFrom(...shape.enum);
  if (shape.const !== undefined) return fc.constant(shape.const);
  if (shape.anyOf !== undefined) return fc.oneof(...shape.anyOf.map(drawn));
  switch (shape.type) {
    case 'object':
      return objectOf(shape);
    case 'array': {
      const { prefixItems, items = {}, minItems = 0, maxItems = 5 } = shape;
      if (prefixItems !== undefined) return fc.tuple(...prefixItems.map(drawn));
      return fc.array(drawn(items), { minLength: minItems, maxLength: Math.min(maxItems, 20) });
    }
    case 'string':
      return textOf(shape);
    case 'number':
    case 'integer':
      return numberOf(shape);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case undefined:
      // `z.unknown()`: whatever it is.
      if (Object.keys(shape).length === 0) return fc.jsonValue({ maxDepth: 2 });
      throw new Error(`no value is drawn for ${JSON.stringify(shape)}`);
    default:
      throw new Error(`no value is drawn for ${JSON.stringify(shape)}`);
  }
}

/** What a JSON schema cannot say (a name of more than spaces) the schema itself decides. */
export function fitting(schema: z.ZodType): Arbitrary<unknown> {
  const values = drawn(z.toJSONSchema(schema, { io: 'input' }) as Shape);
  return values.filter((value) => schema.safeParse(value).success);
}

/** What no schema wants, as it survives JSON. */
const odd: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, '', -1, 1.5, 1e308, -0, [], {}, [null], 'null', '../..'),
  fc.constant('x'.repeat(5000)),
  fc.string(),
  fc.double(),
  fc.jsonValue(),
);

const keys = fc.oneof(fc.constantFrom('__proto__', 'constructor', 'toString', 'then'), fc.string());

/** Something of it replaced, added, taken away, or all of it another thing. */
export function beside(schema: z.ZodType): Arbitrary<unknown> {
  const spoil = (value: unknown, at: number, key: string, wrong: unknown): unknown => {
    if (typeof value !== 'object' || value === null || at % 7 === 0) return wrong;
    const entries = Object.entries(value);
    const index = entries.length === 0 ? 0 : at % entries.length;
    if (Array.isArray(value) && entries.length === 0) return [wrong];
    if (Array.isArray(value)) return value.with(index, spoil(value[index], at + 1, key, wrong));
    if (at % 5 === 1) return Object.fromEntries(entries.filter((_, each) => each !== index));
    if (at % 5 === 2 || entries.length === 0) return Object.fromEntries([...entries, [key, wrong]]);
    return Object.fromEntries(
      entries.map(([name, each], i) => [
        name,
        i === index ? spoil(each, at + 1, key, wrong) : each,
      ]),
    );
  };
  return fc
    .tuple(fitting(schema), fc.nat(1000), keys, odd)
    .map(([value, at, key, wrong]) => spoil(value, at, key, wrong));
}
