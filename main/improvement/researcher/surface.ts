/**
 * What may be tried on a policy: its settings, with kinds and bounds, as the task states them beside the policy
 * (`policy/settings.schema.json`), and the settings as they stand (`policy/settings.json`). Knows no task. Every byte of
 * both is read as hostile: an agent may have written them.
 */
import { z } from 'zod';
import { BenchError } from '../../base/model/errors.ts';

const name = z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/);
const words = z.string().min(1).max(400);
const id = z.string().regex(/^[a-z][a-z0-9-]{0,29}$/);
/** `needs`: without one of these settings on, or not 0, it changes nothing. */
const common = {
  words,
  answers: z.array(id).max(12).default([]),
  needs: z.array(name).max(6).default([]),
};

const settingSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('number'),
    min: z.number(),
    max: z.number(),
    /** Values are multiples of it. */
    step: z.number().positive(),
    ...common,
  }),
  z.strictObject({ kind: z.literal('flag'), ...common }),
]);

const surfaceSchema = z.strictObject({
  about: words,
  /** Ways to fail, told apart by what the policy prints when an attempt is over. The first that fits counts. */
  failures: z.array(z.strictObject({ id, says: z.string().min(1).max(80), words })).max(20),
  settings: z
    .record(name, settingSchema)
    .refine((all) => Object.keys(all).length <= 60, 'has over 60'),
});

export type Setting = z.infer<typeof settingSchema>;
export type Surface = z.infer<typeof surfaceSchema>;
export const valueSchema = z.union([z.number(), z.boolean()]);
export type Value = z.infer<typeof valueSchema>;
export type Values = Readonly<Record<string, Value>>;

export const surfacePath = 'policy/settings.schema.json';
export const settingsPath = 'policy/settings.json';
const mostChars = 64 << 10;

/** @throws BenchError `bad-input` */
export function parseJson(text: string, what: string, most: number): unknown {
  if (text.length > most) throw new BenchError('bad-input', `${what} is too long`);
  try {
    return JSON.parse(text);
  } catch {
    throw new BenchError('bad-input', `${what} is not JSON`);
  }
}

function checked<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  throw new BenchError('bad-input', `${what}: ${where} ${issue?.message ?? 'is wrong'}`);
}

/** @throws BenchError `bad-input` */
export function parseSurface(text: string): Surface {
  const surface = checked(surfaceSchema, parseJson(text, surfacePath, mostChars), surfacePath);
  for (const [key, setting] of Object.entries(surface.settings))
    if (setting.kind === 'number' && !(setting.min < setting.max))
      throw new BenchError('bad-input', `${surfacePath}: ${key} has no room`);
  return surface;
}

/** Is it a value of that setting's kind? The bounds are for what is proposed; what stands may lie outside. */
function isOfKind(setting: Setting, value: Value): boolean {
  return typeof value === (setting.kind === 'flag' ? 'boolean' : 'number');
}

/** Exactly the settings of the surface. @throws BenchError `bad-input` */
export function parseValues(text: string, { settings }: Surface): Values {
  const schema = z.record(name, valueSchema);
  const values = checked(schema, parseJson(text, settingsPath, mostChars), settingsPath);
  const wrong = [
    ...Object.keys(values).filter((key) => !Object.hasOwn(settings, key)),
    ...Object.entries(settings).flatMap(([key, setting]) => {
      const value = values[key];
      return value !== undefined && isOfKind(setting, value) ? [] : [key];
    }),
  ];
  if (wrong.length === 0) return values;
  throw new BenchError('bad-input', `${settingsPath}: ${wrong[0]} does not fit ${surfacePath}`);
}

/** One setting, another value. */
export interface Change {
  readonly name: string;
  readonly to: Value;
}

/** @throws BenchError `bad-input` for what the surface does not allow. */
export function applyChange(values: Values, { name: key, to }: Change, surface: Surface): Values {
  const setting = Object.hasOwn(surface.settings, key) ? surface.settings[key] : undefined;
  const fits =
    setting !== undefined &&
    isOfKind(setting, to) &&
    (setting.kind === 'flag' || (Number(to) >= setting.min && Number(to) <= setting.max));
  if (!fits) throw new BenchError('bad-input', `${key} cannot become ${String(to)}`);
  return { ...values, [key]: to };
}

/** The file as it is committed; keys keep the surface's order. */
export function valuesText(values: Values, { settings }: Surface): string {
  const ordered = Object.fromEntries(Object.keys(settings).map((key) => [key, values[key]]));
  return `${JSON.stringify(ordered, null, 2)}\n`;
}
