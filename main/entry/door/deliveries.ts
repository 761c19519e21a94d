/**
 * The three deliveries to one client, each a subscription that owns its place in the core. State: the latest value,
 * at most 20 a second. Log: in order, nothing dropped; paused under pressure and resumed after the last entry sent.
 * Stream: the newest frame when the client has granted a credit. They know topics, not what is in them.
 */
import type { CoreApi, LogTopics, StateTopics } from '../../base/api/contract.ts';
import { encodeStreamFrame } from '../../base/api/wire.ts';
import type { Clock } from '../../base/lib/clock.ts';
import type { StreamView } from '../../base/model/view.ts';
import type { Outbox } from './outbox.ts';

const statePeriodMs = 50;
const maxCredits = 4;

export interface Subscription extends Disposable {
  /** The socket has room again. */
  resume(): void;
  credit(count: number): void;
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

export function subscribeLog(
  api: CoreApi,
  topic: keyof LogTopics,
  from: number,
  outbox: Outbox,
): Subscription {
  let sentCursor = from;
  let source: Disposable | null = null;
  let paused = true;
  let ended = false;
  const pause = (): void => {
    paused = true;
    source?.[Symbol.dispose]();
    source = null;
  };
  const open = (): void => {
    if (ended || !paused) return;
    paused = false;
    const opened = api.log(topic, sentCursor, (entry, cursor) => {
      if (paused || ended) return false;
      if (cursor <= sentCursor) return true;
      if (!outbox.takesTopics) {
        pause(); // nothing is lost: it resumes after `sentCursor`
        return false;
      }
      sentCursor = cursor;
      outbox.send({ type: 'log', topic, cursor, entry });
      return true;
    });
    if (paused || ended) opened[Symbol.dispose]();
    else source = opened;
  };
  open();
  return {
    resume: open,
    credit: () => undefined,
    [Symbol.dispose]() {
      ended = true;
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
