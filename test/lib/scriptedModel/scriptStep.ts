/**
 * What a scripted model says, in words that belong to no protocol, and what a protocol must do with it. A step answers
 * one request of the main conversation; which tool of the request it calls, `findTool.ts` says.
 */
import type { TokenCounts } from '../../../main/base/model/agent.ts';

interface Cost {
  /** What the answer is said to cost; `usualUsage` when absent. */
  readonly usage?: TokenCounts;
}

/** `tool` runs a shell line; `mcp` calls a tool of the server named "bench" by its own short name. */
export type ScriptStep = Cost &
  (
    | { readonly kind: 'say'; readonly text: string }
    | { readonly kind: 'tool'; readonly shell: string }
    | { readonly kind: 'mcp'; readonly tool: string; readonly args: object }
  );

/** A step, or what makes one of the text that the last tool call gave back ('' when there was none). */
export type Scripted = ScriptStep | ((lastToolText: string) => ScriptStep);

export const usualUsage: TokenCounts = {
  inFresh: 1000,
  inCacheRead: 200,
  inCacheWrite: 0,
  out: 50,
  outReasoning: 0,
};

/** What requests outside the main conversation cost (titles, quota checks). */
export const sideUsage: TokenCounts = {
  inFresh: 30,
  inCacheRead: 0,
  inCacheWrite: 0,
  out: 3,
  outReasoning: 0,
};

export interface OfferedTool {
  readonly name: string;
  /** Codex groups the tools of an MCP server; a call must name the group. */
  readonly namespace: string | null;
  /** JSON schema of the arguments; `{}` when the request has none. */
  readonly parameters: JsonObject;
  /** Takes JavaScript that calls all other tools: how Codex is used by its usual models. */
  readonly isCode?: boolean;
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** What is said at last: text, or a call of a tool of the request. */
export type Answer =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'call'; readonly tool: OfferedTool; readonly args: object };

export interface Turn {
  readonly answer: Answer;
  readonly usage: TokenCounts;
  readonly model: string;
  /** Unique per answer: ids are made of it. */
  readonly serial: number;
  readonly unixSeconds: number;
}

/** One protocol, as the scripted server speaks it. */
export interface Speech {
  readonly offeredTools: (body: JsonObject) => readonly OfferedTool[];
  readonly lastToolText: (body: JsonObject) => string;
  /** Text of server-sent events, piece by piece. */
  readonly events: (turn: Turn) => readonly string[];
  readonly whole: (turn: Turn) => object;
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const asObject = (value: unknown): JsonObject => (isObject(value) ? value : {});
export const asList = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isObject) : [];
export const asText = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Text of a content that is a string or a list of parts with a `text`. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  return asList(content)
    .map((part) => asText(part.text))
    .join('');
}

/** An event with its name, as Anthropic and Responses send them. */
export const namedEvent = (data: JsonObject): string =>
  `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;

/** About three pieces, so that streams are streams. */
export function pieces(text: string): readonly string[] {
  const size = Math.max(1, Math.ceil(text.length / 3));
  return Array.from({ length: Math.ceil(text.length / size) }, (_, i) =>
    text.slice(i * size, (i + 1) * size),
  );
}
