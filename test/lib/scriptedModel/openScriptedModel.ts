/**
 * A model server on loopback that says what a script tells it, in four protocols, with usage numbers that are known
 * beforehand: real agent programs and the gateway are tried against it. A step answers one request of the main
 * conversation (one that offers tools); others get a fixed short text and are counted apart. When a step needs a tool that
 * the request does not offer (yet), the program is made to ask again by a shell call that does nothing.
 */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { must } from '../../../main/base/lib/assert.ts';
import type { Clock } from '../../../main/base/lib/clock.ts';
import { noTokens, type TokenCounts } from '../../../main/base/model/agent.ts';
import { anthropicSpeech } from './anthropicSpeech.ts';
import { chatSpeech } from './chatSpeech.ts';
import { answerOf, idleCall } from './findTool.ts';
import { geminiSpeech } from './geminiSpeech.ts';
import { responsesSpeech } from './responsesSpeech.ts';
import {
  type Answer,
  asObject,
  asText,
  isObject,
  type JsonObject,
  type Scripted,
  type Speech,
  sideUsage,
  usualUsage,
} from './scriptStep.ts';

export type { Scripted, ScriptStep } from './scriptStep.ts';

export interface ScriptedModelOptions {
  readonly clock: Clock;
  readonly script: readonly Scripted[];
  /** Requests must show it as their key; any key will do when absent. */
  readonly key?: string;
}

export interface RecordedRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Parsed; null when there was none. */
  readonly body: JsonObject | null;
  /** `main` took a step of the script; `side` is a request without tools; `other` asks for no answer of a model. */
  readonly part: 'main' | 'side' | 'other';
  readonly status: number;
}

export interface HandedOut extends TokenCounts {
  readonly requests: number;
}

export interface ScriptedModel extends AsyncDisposable {
  /** "http://127.0.0.1:PORT", without /v1. */
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  /** Everything that was handed out: what a meter between must have counted. */
  handedOut(): HandedOut;
  /** The part of it that went to requests outside the main conversation. */
  handedOutAside(): HandedOut;
  /** Resolves when the last step of the script has been answered. */
  readonly finished: Promise<void>;
  /** Steps of the script that are still to come. */
  readonly left: number;
}

const sayings = { aside: 'A title', over: 'The script is over.' };
const maxIdleCalls = 60;
const maxRecorded = 5000;

interface Route {
  readonly speech: Speech;
  readonly model: string | null;
  readonly streams: boolean | null;
}

function routeOf(path: string): Route | null {
  if (path === '/v1/messages') return { speech: anthropicSpeech, model: null, streams: null };
  if (path === '/v1/responses') return { speech: responsesSpeech, model: null, streams: null };
  if (path === '/v1/chat/completions') return { speech: chatSpeech, model: null, streams: null };
  const gemini = /^\/v1beta\/models\/([^/:]+):(generateContent|streamGenerateContent)$/.exec(path);
  if (gemini === null) return null;
  const streams = gemini[2] === 'streamGenerateContent';
  return { speech: geminiSpeech, model: must(gemini[1]), streams };
}

/** What needs no model: token counts and lists of models. Null: nothing is known here. */
function answerAside(method: string, path: string): object | null {
  if (path === '/v1/messages/count_tokens') return { input_tokens: 42 };
  if (path === '/v1/responses/input_tokens') return { input_tokens: 42 };
  if (path.endsWith(':countTokens')) return { totalTokens: 42 };
  if (method !== 'GET' || !/^\/v1(?:beta)?\/models/.test(path)) return null;
  return { object: 'list', data: [], models: [], has_more: false, first_id: null, last_id: null };
}

function showsKey({ headers, url }: IncomingMessage, key: string): boolean {
  const { searchParams } = new URL(url ?? '/', 'http://localhost');
  const shown = [
    headers['x-api-key'],
    headers['x-goog-api-key'],
    headers.authorization?.replace(/^Bearer /i, ''),
    searchParams.get('key'),
  ];
  return shown.includes(key);
}

function unpacked(bytes: Buffer, encoding: string | undefined): Buffer {
  if (encoding === 'gzip') return gunzipSync(bytes);
  if (encoding === 'deflate') return inflateSync(bytes);
  if (encoding === 'br') return brotliDecompressSync(bytes);
  return encoding === 'zstd' ? zstdDecompressSync(bytes) : bytes;
}

async function readBody(req: IncomingMessage): Promise<JsonObject | null> {
  const bytes = await buffer(req);
  if (bytes.length === 0) return null;
  try {
    const parsed: unknown = JSON.parse(
      unpacked(bytes, req.headers['content-encoding']).toString('utf8'),
    );
    return isObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

const plus = (sum: HandedOut, usage: TokenCounts): HandedOut => ({
  inFresh: sum.inFresh + usage.inFresh,
  inCacheRead: sum.inCacheRead + usage.inCacheRead,
  inCacheWrite: sum.inCacheWrite + usage.inCacheWrite,
  out: sum.out + usage.out,
  outReasoning: sum.outReasoning + usage.outReasoning,
  requests: sum.requests + 1,
});

/** What a chat stream leaves out unless it was asked for. */
function wanted(events: readonly string[], speech: Speech, body: JsonObject): readonly string[] {
  if (speech !== chatSpeech || asObject(body.stream_options).include_usage === true) return events;
  return events.filter((event) => !event.includes('"choices":[]'));
}

interface Planned {
  readonly answer: Answer;
  readonly usage: TokenCounts;
  readonly part: 'main' | 'side';
  /** It was the script's last step. */
  readonly last: boolean;
}

/** The script as it is taken step by step. */
function createPlan(script: readonly Scripted[]) {
  let next = 0;
  let idle = 0;
  return {
    get left() {
      return script.length - next;
    },
    /** Null: the step cannot be said to this request. */
    take(speech: Speech, body: JsonObject): Planned | null {
      const text = (said: string): Answer => ({ kind: 'text', text: said });
      const offered = speech.offeredTools(body);
      const main = offered.length > 0;
      const fixed = { usage: sideUsage, last: false } as const;
      if (!main) return { ...fixed, answer: text(sayings.aside), part: 'side' };
      const scripted = script[next];
      if (scripted === undefined) {
        return { ...fixed, answer: text(sayings.over), part: 'main' };
      }
      const step = typeof scripted === 'function' ? scripted(speech.lastToolText(body)) : scripted;
      const answer = answerOf(step, offered);
      if (answer === null) {
        const call = ++idle > maxIdleCalls ? null : idleCall(offered);
        return call === null ? null : { ...fixed, answer: call, part: 'main' };
      }
      next++;
      return {
        answer,
        usage: step.usage ?? usualUsage,
        part: 'main',
        last: next === script.length,
      };
    },
  };
}

export async function openScriptedModel(options: ScriptedModelOptions): Promise<ScriptedModel> {
  const { clock, script, key } = options;
  const plan = createPlan(script);
  const requests: RecordedRequest[] = [];
  const none: HandedOut = { ...noTokens, requests: 0 };
  let all = none;
  let aside = none;
  let serial = 0;
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>();
  if (script.length === 0) finish();

  const server = createServer(async (req, res) => {
    const body = await readBody(req).catch(() => null);
    const path = must(req.url).split('?')[0] as string;
    const method = must(req.method);
    const record = (part: RecordedRequest['part'], status: number): void => {
      if (requests.length >= maxRecorded) return;
      requests.push({ method, path: must(req.url), headers: req.headers, body, part, status });
    };
    const reply = (status: number, value: object): void => {
      record('other', status);
      res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
    const complain = (status: number, type: string, message: string): void =>
      reply(status, { type: 'error', error: { type, message } });
    if (key !== undefined && !showsKey(req, key)) {
      return complain(401, 'authentication_error', 'wrong key');
    }
    const route = method === 'POST' ? routeOf(path) : null;
    if (route === null) {
      const value = answerAside(method, path);
      return value === null ? complain(404, 'not_found_error', path) : reply(200, value);
    }
    if (body === null) return complain(400, 'invalid_request_error', 'the body is no JSON object');
    const planned = plan.take(route.speech, body);
    if (planned === null) return complain(400, 'invalid_request_error', 'no tool for the step');
    record(planned.part, 200);
    all = plus(all, planned.usage);
    if (planned.part === 'side') aside = plus(aside, planned.usage);
    const model = route.model ?? asText(body.model);
    const unixSeconds = Math.floor(Date.parse(clock.wallTime()) / 1000);
    const turn = { ...planned, model, serial: ++serial, unixSeconds };
    if (route.streams ?? body.stream === true) {
      res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
      for (const event of wanted(route.speech.events(turn), route.speech, body)) res.write(event);
      res.end();
    } else {
      const whole = JSON.stringify(route.speech.whole(turn));
      res.writeHead(200, { 'content-type': 'application/json' }).end(whole);
    }
    if (planned.last) res.once('finish', finish);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    handedOut: () => all,
    handedOutAside: () => aside,
    finished,
    get left() {
      return plan.left;
    },
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
