/**
 * Which requests go where: a closed table. What is not in it is refused with a reason, because a request that the meter
 * cannot follow (batches, answers fetched later, files, other servers) would be a way round the budget or the wall.
 */
import type { ModelProtocol } from '../../../base/model/agent.ts';

export interface Route {
  /** Null: a list of models, by the headers. */
  readonly protocol: ModelProtocol | null;
  /** `model`: tokens are spent. `free`: token counts and lists. */
  readonly kind: 'model' | 'free';
  /** As the upstream knows it, from `/v1` or `/v1beta` on. */
  readonly path: string;
  /** Of Gemini, whose path says both; null where the body does. */
  readonly model: string | null;
  readonly stream: boolean | null;
}

interface Entry {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  readonly protocol: ModelProtocol | null;
  readonly kind: Route['kind'];
}

const name = '[A-Za-z0-9][A-Za-z0-9._-]{0,99}';
const post = (path: string, protocol: ModelProtocol, kind: Route['kind'] = 'model'): Entry => ({
  method: 'POST',
  path: new RegExp(`^${path}$`),
  protocol,
  kind,
});

const entries: readonly Entry[] = [
  post('/v1/messages', 'anthropic-messages'),
  post('/v1/messages/count_tokens', 'anthropic-messages', 'free'),
  post('/v1/responses', 'openai-responses'),
  post('/v1/responses/compact', 'openai-responses'),
  post('/v1/responses/input_tokens', 'openai-responses', 'free'),
  post('/v1/chat/completions', 'openai-chat'),
  post(`/v1beta/models/(${name}):(?:generateContent|streamGenerateContent)`, 'gemini'),
  post(`/v1beta/models/(${name}):countTokens`, 'gemini', 'free'),
  { method: 'GET', path: /^\/v1beta\/models$/, protocol: 'gemini', kind: 'free' },
  { method: 'GET', path: /^\/v1\/models$/, protocol: null, kind: 'free' },
];

/** Names that may stand in a query; others are left out, keys above all. */
const queryNames = new Set([
  'alt',
  'beta',
  'limit',
  'after_id',
  'before_id',
  'pageSize',
  'pageToken',
  'client_version',
  'api-version',
]);

function keptQuery(query: string): string {
  const kept = [...new URLSearchParams(query)].filter(([key]) => queryNames.has(key));
  return kept.length === 0 ? '' : `?${new URLSearchParams(kept)}`;
}

/** `target` is the request's, behind the line's own prefix. Null: nothing is there. */
export function planRoute(method: string, target: string): Route | null {
  const [path = '', query = ''] = target.split('?', 2);
  for (const entry of entries) {
    const match = entry.method === method ? entry.path.exec(path) : null;
    if (match === null) continue;
    const gemini = entry.protocol === 'gemini' && entry.kind === 'model';
    return {
      protocol: entry.protocol,
      kind: entry.kind,
      path: `${path}${keptQuery(query)}`,
      model: gemini ? (match[1] ?? null) : null,
      stream: gemini ? path.endsWith(':streamGenerateContent') : null,
    };
  }
  return null;
}

/** Where a request goes. A base with a path stands for OpenAI's `/v1` itself; for the others it lies before it. */
export function upstreamUrl(baseUrl: string, protocol: ModelProtocol, path: string): URL {
  const base = new URL(baseUrl);
  const folder = base.pathname.replace(/\/+$/, '');
  const openai = protocol === 'openai-chat' || protocol === 'openai-responses';
  const prefix = openai && folder !== '' ? folder : folder.replace(/\/v1(?:beta)?$/, '');
  const rest = openai && folder !== '' ? path.replace(/^\/v1/, '') : path;
  return new URL(`${prefix}${rest}`, base.origin);
}
