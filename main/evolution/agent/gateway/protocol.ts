/**
 * One language of models as the gateway knows it: where an answer says what it cost, how a refusal and a last word look,
 * and where a key goes. A protocol is data and pure functions; who speaks it, and to whom, it does not know.
 */
import type { ModelProtocol, TokenCounts } from '../../../base/model/agent.ts';
import type { JsonPath } from './jsonSkim.ts';

/** Counts with what only the price needs: how much of `inCacheWrite` was written for an hour. */
export interface Tally extends TokenCounts {
  readonly inCacheWrite1h: number;
}

export interface LastWord {
  readonly text: string;
  readonly model: string;
  readonly stream: boolean;
  /** Makes the ids of the message. */
  readonly serial: number;
  readonly unixSeconds: number;
}

export interface Refusal {
  readonly status: number;
  /** In the words of the protocol: "permission_error", "not_found_error", … */
  readonly type: string;
  readonly message: string;
}

export interface Protocol {
  readonly id: ModelProtocol;
  /** For people. */
  readonly name: string;
  /** Where an event of a stream, or a whole answer, says what it cost. */
  readonly usageAt: readonly JsonPath[];
  /** How many of these, from the first on, only open an answer: the last word on its cost is still to come. */
  readonly openingUsages: number;
  readonly modelAt: readonly JsonPath[];
  /** Where output stands: its length is the estimate when a stream is cut. */
  readonly outputAt: readonly JsonPath[];
  /** The sum after one more usage object, which holds all of the request or some fields of it. Null: nothing in it. */
  readonly addUsage: (usage: Fields, before: Tally | null) => Tally | null;
  /** An answer that ends the conversation, and its content type. */
  readonly lastWord: (word: LastWord) => { readonly contentType: string; readonly body: string };
  readonly refusal: (refusal: Refusal) => object;
  readonly keyHeader: (key: string) => readonly [name: string, value: string];
}

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});

const maxTokens = 1e10;

/** A count that can be one; undefined for what is missing and for what no honest upstream says. */
export function countOf(value: unknown): number | undefined {
  const fits = typeof value === 'number' && value >= 0 && value <= maxTokens;
  return fits ? Math.floor(value) : undefined;
}

export const noTally: Tally = {
  inFresh: 0,
  inCacheRead: 0,
  inCacheWrite: 0,
  inCacheWrite1h: 0,
  out: 0,
  outReasoning: 0,
};

/** For protocols whose input contains what was cached, and whose output contains the reasoning. */
export function tallyOfTotals(totals: {
  readonly input: number;
  readonly cached: number;
  readonly written: number;
  readonly output: number;
  readonly reasoning: number;
}): Tally {
  const inCacheRead = Math.min(totals.cached, totals.input);
  const inCacheWrite = Math.min(totals.written, totals.input - inCacheRead);
  return {
    ...noTally,
    inFresh: totals.input - inCacheRead - inCacheWrite,
    inCacheRead,
    inCacheWrite,
    out: totals.output,
    outReasoning: Math.min(totals.reasoning, totals.output),
  };
}

export const bearer = (key: string): readonly [string, string] => [
  'authorization',
  `Bearer ${key}`,
];
export const eventStream = 'text/event-stream; charset=utf-8';
export const json = 'application/json';

/** An event that bears its type as its name. */
export const namedEvent = (data: Fields): string =>
  `event: ${String(data.type)}\ndata: ${JSON.stringify(data)}\n\n`;
