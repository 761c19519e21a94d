/**
 * What is wrong with a manifest, in words that name the key: unknown ones with the one that was probably meant, missing
 * ones as missing. The keys there could be are read from the schema itself, at whatever depth.
 */
import { z } from 'zod';
import { nearest } from '../../base/lib/nearest.ts';
import { taskSchema } from '../../base/model/task.ts';

interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape | false;
  readonly prefixItems?: readonly Shape[];
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly additionalProperties?: Shape | boolean;
}

const root = z.toJSONSchema(taskSchema, { io: 'input' }) as Shape;
const maxComplaints = 5;

/** Shapes that may stand at a path: several where the schema has a choice. */
function shapesAt(path: readonly PropertyKey[]): readonly Shape[] {
  const open = (shape: Shape): readonly Shape[] => [
    shape,
    ...[...(shape.anyOf ?? []), ...(shape.oneOf ?? [])].flatMap(open),
  ];
  let shapes = open(root);
  for (const step of path) {
    shapes = shapes.flatMap((shape) => {
      const { properties, prefixItems, items, additionalProperties: more } = shape;
      const below =
        typeof step === 'number'
          ? (prefixItems?.[step] ?? items)
          : (properties?.[String(step)] ?? more);
      return typeof below === 'object' ? open(below) : [];
    });
  }
  return shapes;
}

const place = (path: readonly PropertyKey[]): string => path.map(String).join('.');

function unknownKey(path: readonly PropertyKey[], key: string): string {
  const known = shapesAt(path).flatMap((shape) => Object.keys(shape.properties ?? {}));
  const meant = nearest(key, known);
  const full = JSON.stringify(place([...path, key]).slice(0, 120));
  return meant === null
    ? `unknown key ${full}`
    : `unknown key ${full}: did you mean ${JSON.stringify(place([...path, meant]))}?`;
}

function wordsOf(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => unknownKey(issue.path, key));
  const missing = issue.code === 'invalid_type' && /received undefined$/.test(issue.message);
  const at = place(issue.path);
  if (missing) return [`key ${JSON.stringify(at)} is missing`];
  return [at === '' ? issue.message : `${at}: ${issue.message}`];
}

/** In one line, the first few. */
export function manifestWords(error: z.ZodError): string {
  const words = error.issues.flatMap(wordsOf);
  const more = words.length > maxComplaints ? `; and ${words.length - maxComplaints} more` : '';
  return `${words.slice(0, maxComplaints).join('; ')}${more}`;
}
