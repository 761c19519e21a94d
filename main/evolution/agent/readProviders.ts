/**
 * Who answers the agents' models: a file that the lab may write, else the labs' own addresses with the key that the core
 * was started with. A key is read when an agent starts, goes to the gateway alone, and is in no view, log or error.
 */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { type ModelProtocol, modelProtocols } from '../../base/model/agent.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { Upstream } from './gateway/gateway.ts';
import type { Recipe } from './recipes/recipe.ts';
import { recipes } from './recipes/recipes.ts';

/** One entry of `providers.json`, named by a recipe ("kimi") or a protocol ("openai-chat"); the recipe's wins. */
const providerSchema = z.strictObject({
  baseUrl: z.url({ protocol: /^https?$/ }).max(500),
  /** The name of the environment variable that holds the key. */
  keyEnv: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{0,63}$/)
    .optional(),
  key: z.string().min(1).max(500).optional(),
  /** The agent's own login is passed on. */
  passThrough: z.boolean().optional(),
});
const providersSchema = z.record(z.string().max(40), providerSchema);

/** What an entry may be called: a recipe or a protocol. */
const names = new Set<string>([...recipes.map(({ id }) => id), ...modelProtocols]);

type Provider = z.infer<typeof providerSchema>;

/** Documented addresses of the labs; Kimi's is by recipe, because its protocol is everybody's. */
const known: Readonly<Record<string, Provider>> = {
  'anthropic-messages': { baseUrl: 'https://api.anthropic.com', keyEnv: 'ANTHROPIC_API_KEY' },
  'openai-responses': { baseUrl: 'https://api.openai.com', keyEnv: 'OPENAI_API_KEY' },
  'openai-chat': { baseUrl: 'https://api.openai.com', keyEnv: 'OPENAI_API_KEY' },
  gemini: { baseUrl: 'https://generativelanguage.googleapis.com', keyEnv: 'GEMINI_API_KEY' },
  kimi: { baseUrl: 'https://api.moonshot.ai', keyEnv: 'MOONSHOT_API_KEY' },
};

async function readFileOf(file: string): Promise<Readonly<Record<string, Provider>>> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return {};
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new BenchError('bad-input', `${file} is not JSON`, {
      hint: 'docs/AGENTS.md shows one; a comma too many is the usual reason',
      cause,
    });
  }
  const parsed = providersSchema.safeParse(json);
  if (parsed.success) {
    const stranger = Object.keys(parsed.data).find((name) => !names.has(name));
    if (stranger === undefined) return parsed.data;
    throw new BenchError('bad-input', `${file} names ${JSON.stringify(stranger)}`, {
      hint: `it may name ${[...names].join(', ')}`,
    });
  }
  // What does not fit is named, never shown: there may be a key in it.
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new BenchError('bad-input', `${file} does not fit at ${where || 'its top'}`, {
    hint: 'docs/AGENTS.md shows one',
  });
}

function upstreamOf(
  protocol: ModelProtocol,
  provider: Provider,
  env: Readonly<Record<string, string | undefined>>,
): Upstream | null {
  const { baseUrl, passThrough, keyEnv } = provider;
  if (passThrough === true) return { protocol, baseUrl, auth: { kind: 'pass-through' } };
  const key = provider.key ?? (keyEnv === undefined ? undefined : env[keyEnv]);
  if (key === undefined || key === '') return null;
  return { protocol, baseUrl, auth: { kind: 'key', key } };
}

/**
 * The upstreams of one start: the recipe's protocol must have one. "Any command" gets every one that has a key.
 * @throws BenchError `unavailable` without a key, `bad-input` for a file that does not fit.
 */
export async function readProviders(
  file: string,
  recipe: Recipe,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly Upstream[]> {
  const own = await readFileOf(file);
  const providerOf = (protocol: ModelProtocol): Provider | undefined =>
    own[recipe.id] ?? own[protocol] ?? known[recipe.id] ?? known[protocol];
  if (recipe.program === null)
    return modelProtocols.flatMap((protocol) => {
      const provider = own[protocol] ?? known[protocol];
      const upstream = provider === undefined ? null : upstreamOf(protocol, provider, env);
      return upstream === null ? [] : [upstream];
    });
  // A program of ours asks no model.
  if (recipe.program.ours) return [];
  const provider = providerOf(recipe.protocol);
  const upstream = provider === undefined ? null : upstreamOf(recipe.protocol, provider, env);
  if (upstream !== null) return [upstream];
  throw new BenchError('unavailable', `there is no key for ${recipe.name}`, {
    hint:
      `start the app with ${provider?.keyEnv ?? 'its key'} set, or write ` +
      'agents/providers.json in the data folder (docs/AGENTS.md)',
  });
}
