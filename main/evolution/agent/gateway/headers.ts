/**
 * Which headers pass. Both ways a fresh set is made: what belongs to one connection, names the agent or its keys, or was
 * named in `Connection` stays behind. With a key of the app's the agent's own credentials never pass, and the real one is
 * set last.
 */
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];
/** The gateway sets these itself, or nobody upstream needs them. */
const ours = [
  'host',
  'content-length',
  'content-encoding',
  'accept-encoding',
  'expect',
  'cookie',
  'origin',
  'referer',
  'forwarded',
  'via',
];
const credentials = ['authorization', 'x-api-key', 'api-key', 'x-goog-api-key'];
/** With the app's key these would choose whose account of it pays. */
const accounts = ['openai-organization', 'openai-project', 'x-goog-user-project'];
const kept = ['set-cookie', 'location', 'alt-svc', 'content-length', 'content-encoding', 'refresh'];

function without(headers: IncomingHttpHeaders, names: readonly string[]): OutgoingHttpHeaders {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  const gone = new Set([...hopByHop, ...names, ...named]);
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name, value]) => value !== undefined && !gone.has(name) && !/^x-forwarded-/.test(name),
    ),
  );
}

export interface KeyShown {
  readonly headers: IncomingHttpHeaders;
  readonly query: string;
}

/** What a request shows as its key, in any of the protocols' places. */
export function shownKeys({ headers, query }: KeyShown): readonly string[] {
  const shown = [
    headers['x-api-key'],
    headers['x-goog-api-key'],
    headers.authorization?.replace(/^Bearer\s+/i, ''),
    new URLSearchParams(query).get('key'),
  ];
  return shown.filter((key): key is string => typeof key === 'string' && key !== '');
}

/** Headers for the upstream. `key`: the app's own; null lets the agent's login pass. */
export function requestHeaders(
  headers: IncomingHttpHeaders,
  key: readonly [name: string, value: string] | null,
  bodyBytes: number | null,
): OutgoingHttpHeaders {
  const passing = without(headers, key === null ? ours : [...ours, ...credentials, ...accounts]);
  return {
    ...passing,
    // A compressed answer could not be metered as it passes.
    'accept-encoding': 'identity',
    ...(bodyBytes === null ? {} : { 'content-length': bodyBytes }),
    ...(key === null ? {} : { [key[0]]: key[1] }),
  };
}

/** Headers for the agent; lengths and encodings are the gateway's own. */
export const answerHeaders = (headers: IncomingHttpHeaders): OutgoingHttpHeaders =>
  without(headers, kept);
