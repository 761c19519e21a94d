/**
 * The three deliveries to one client, each a subscription that owns its place in the core. State: the latest value,
 * at most 20 a second. Log: in order, nothing dropped, many entries a message; paused under pressure, then resumed.
 * Stream: the newest frame when the client has granted a credit. They know topics, not what is in them. Terminals have a
 * delivery of their own (`deliverTerminal.ts`).
 */
import type { CoreApi } from '../../base/api/contract.ts';
import type { LogTopics, StateTopics } from '../../base/api/topics.ts';
import { encodeStreamFrame } from '../../base/api/wire.ts';
import type { Clock } from '../../base/lib/clock.ts';
import type { StreamView } from '../../base/model/view.ts';
import type { Outbox } from './outbox.ts';

const statePeriodMs = 50;
const maxCredits = 4;
const logPeriodMs = 10;
/** Characters at which a log message is full. */
const logMessageLength = 64 * 1024;

export interface Subscription extends Disposable {
  /** The socket has room again. */
  resume(): void;
  credit(count: number): void;
  /** Of a terminal: what the client has written to its screen. */
  ack?(end: number): void;
  /** Of a stream: how it fares. */
  readonly stream?: StreamView;
}

export function subscribeState(
  api: CoreApi,
  topic: keyof StateTopics,
  outbox: Outbox,
  clock: Clock,
): Subscription {
  let latest: { readonly value: unknown } | null = null;
  let wait: Disposable | null = null;
  const flush = (): void => {
    if (latest === null || wait !== null || !outbox.takesTopics) return;
    const { value } = latest;
    latest = null;
    wait = clock.after(statePeriodMs, () => {
      wait = null;
      flush();
    });
    outbox.send({ type: 'state', topic, value });
  };
  const source = api.state(topic, (value) => {
    latest = { value };
    flush();
  });
  return {
    resume: flush,
    credit: () => undefined,
    [Symbol.dispose]() {
      source[Symbol.dispose]();
      wait?.[Symbol.dispose]();
      latest = null;
    },
  };
}

/**
 * An entry alone is sent at once; those that follow closely share messages, because a page pays for each message. What
 * was taken from the core and not sent yet is at most one message.
 */
export function subscribeLog(
  api: CoreApi,
  topic: keyof LogTopics,
  from: number,
  outbox: Outbox,
  clock: Clock,
): Subscription {
  let takenCursor = from;
  let source: Disposable | null = null;
  let paused = true;
  let ended = false;
  let batch: string[] = [];
  let batchLength = 0;
  let wait: Disposable | null = null;
  const send = (): void => {
    if (batch.length === 0 || !outbox.takesLogs) return;
    const entries = batch.join(',');
    batch = [];
    batchLength = 0;
    wait ??= clock.after(logPeriodMs, () => {
      wait = null;
      send();
    });
    outbox.sendText(`{"type":"log","topic":${JSON.stringify(topic)},"entries":[${entries}]}`);
  };
  const pause = (): void => {
    paused = true;
    source?.[Symbol.dispose]();
    source = null;
  };
  const open = (): void => {
    if (ended || !paused) return;
    paused = false;
    const opened = api.log(topic, takenCursor, (entry, cursor) => {
      if (paused || ended) return false;
      if (cursor <= takenCursor) return true;
      if (batchLength >= logMessageLength) send();
      if (batchLength >= logMessageLength) {
        pause(); // nothing is lost: it resumes after `takenCursor`
        return false;
      }
      takenCursor = cursor;
      const text = `[${cursor},${JSON.stringify(entry)}]`;
      batch.push(text);
      batchLength += text.length;
      if (wait === null) send();
      return true;
    });
    if (paused || ended) opened[Symbol.dispose]();
    else source = opened;
  };
  open();
  return {
    resume() {
      send();
      open();
    },
    credit: () => undefined,
    [Symbol.dispose]() {
      ended = true;
      batch = [];
      wait?.[Symbol.dispose]();
      pause();
    },
  };
}

export function subscribeStream(api: CoreApi, role: string, outbox: Outbox): Subscription {
  let credits = 0;
  let newest: Uint8Array | null = null;
  let sent = 0;
  let dropped = 0;
  const flush = (): void => {
    if (newest === null || credits < 1 || !outbox.takesFrames) return;
    const bytes = newest;
    newest = null;
    credits--;
    sent++;
    outbox.sendFrame(bytes);
  };
  const source = api.camera(role, (jpeg, capturedAtMs, seq) => {
    if (newest !== null) dropped++;
    newest = encodeStreamFrame({ role, seq, capturedAtMs, jpeg });
    flush();
  });
  return {
    resume: flush,
    get stream() {
      return { role, credits, waiting: newest !== null, sent, dropped };
    },
    credit(count) {
      credits = Math.min(maxCredits, credits + count);
      flush();
    },
    [Symbol.dispose]() {
      source[Symbol.dispose]();
      newest = null;
    },
  };
}
