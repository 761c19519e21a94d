/**
 * Reads what an answer costs while its bytes go by: events of a stream or one JSON body, in any pieces, of any length, in
 * bounded memory. Nothing an upstream sends makes it throw; what it cannot read, it has not seen.
 */
import { createJsonSkim, type Picked } from './jsonSkim.ts';
import type { Protocol, Tally } from './protocol.ts';
import { isFields } from './protocol.ts';

/** Longest usage object and model name that are read. */
const maxValueBytes = 8 * 1024;
const maxModelChars = 200;

export interface Reading {
  /** What the upstream said; null: nothing yet. */
  readonly tally: Tally | null;
  /** It has said all of it. */
  readonly final: boolean;
  readonly model: string | null;
  /** Bytes of output that passed, as JSON strings. */
  readonly outputBytes: number;
}

export interface UsageReader {
  feed(chunk: Buffer): void;
  readonly reading: Reading;
}

export type AnswerShape = 'events' | 'json';

/** Splits server-sent events and gives the data of each to `feed`, whole or in pieces; `next` between events. */
function createEventSplitter(feed: (piece: Buffer) => void, next: () => void) {
  const field = Buffer.from('data:');
  /** How much of `data:` the line begins with; -1: another field. */
  let matched = 0;
  let lineEmpty = true;
  return (chunk: Buffer): void => {
    let at = 0;
    while (at < chunk.length) {
      if (matched === field.length || matched === -1) {
        const lf = chunk.indexOf(0x0a, at);
        const end = lf === -1 ? chunk.length : lf;
        if (matched !== -1) feed(chunk.subarray(at, end));
        at = end;
        if (lf === -1) return;
      }
      const c = chunk[at++] as number;
      if (c === 0x0a) {
        if (lineEmpty) next();
        matched = 0;
        lineEmpty = true;
      } else if (c !== 0x0d) {
        lineEmpty = false;
        matched = c === field[matched] ? matched + 1 : -1;
      }
    }
  };
}

export function createUsageReader(protocol: Protocol, shape: AnswerShape): UsageReader {
  const { usageAt, modelAt, outputAt } = protocol;
  let tally: Tally | null = null;
  let final = false;
  let model: string | null = null;
  let outputBytes = 0;
  const onValue = ({ path, value, bytes }: Picked): void => {
    if (path < usageAt.length) {
      if (!isFields(value)) return;
      tally = protocol.addUsage(value, tally);
      final ||= tally !== null && path >= protocol.openingUsages;
    } else if (path < usageAt.length + modelAt.length) {
      if (typeof value === 'string' && value !== '') model = value.slice(0, maxModelChars);
    } else if (value !== null) outputBytes += Math.max(0, bytes - 2);
  };
  const skim = createJsonSkim([...usageAt, ...modelAt, ...outputAt], maxValueBytes, onValue);
  const feed =
    shape === 'json'
      ? (chunk: Buffer): void => skim.feed(chunk)
      : createEventSplitter(
          (piece) => skim.feed(piece),
          () => skim.restart(),
        );
  return {
    feed,
    get reading() {
      return { tally, final, model, outputBytes };
    },
  };
}
