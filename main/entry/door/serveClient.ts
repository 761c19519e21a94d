/**
 * One WebSocket client: its messages parsed and counted, its calls bounded, its subscriptions owned. A stop is never
 * refused for being one call too many. When the socket ends, everything the client held in the core is let go.
 */
import type { RawData, WebSocket } from 'ws';
import type { Caller } from '../../base/api/caller.ts';
import type { CoreApi } from '../../base/api/contract.ts';
import { terminalPrefix } from '../../base/api/terminalChunk.ts';
import type { LogTopics, StateTopics } from '../../base/api/topics.ts';
import { logTopics, stateTopics, streamPrefix } from '../../base/api/topics.ts';
import type { ClientMessage } from '../../base/api/wire.ts';
import { clientMessageSchema } from '../../base/api/wire.ts';
import type { Clock } from '../../base/lib/clock.ts';
import type { Log } from '../../base/lib/log.ts';
import { orAborted } from '../../base/lib/orAborted.ts';
import { createTokenBucket } from '../../base/lib/tokenBucket.ts';
import type { ErrorData } from '../../base/model/errors.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { ClientView } from '../../base/model/view.ts';
import { answerCall, complaints } from './answerCall.ts';
import type { Subscription } from './deliveries.ts';
import { subscribeLog, subscribeState, subscribeStream } from './deliveries.ts';
import { subscribeTerminal } from './deliverTerminal.ts';
import { createOutbox, pressure } from './outbox.ts';

const limits = {
  messagesHz: 400,
  messageBurst: 800,
  callsHz: 50,
  callBurst: 100,
  /** Of a hand at the arm: no other call is refused because of it. */
  inputsHz: 100,
  inputBurst: 50,
  callsAtOnce: 32,
  subscriptions: 64,
  callMs: 300_000,
  pingMs: 15_000,
} as const;

const rolePattern = /^[a-z][a-z0-9_-]{0,19}$/;
const agentPattern = /^agent-[0-9]{4,8}$/;

export interface ClientSide {
  readonly api: CoreApi;
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
}

function parseMessage(data: RawData, isBinary: boolean): ClientMessage {
  if (isBinary) throw new BenchError('protocol', 'clients send text messages only');
  let json: unknown;
  try {
    json = JSON.parse(data.toString());
  } catch (cause) {
    throw new BenchError('protocol', 'a message is not JSON', { cause });
  }
  const parsed = clientMessageSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new BenchError('protocol', `a message does not fit: ${complaints(parsed.error)}`);
}

/** The id of a call whose message does not fit otherwise, so that its caller is not left waiting. */
function idOf(data: RawData, isBinary: boolean): number | null {
  if (isBinary) return null;
  try {
    const { id } = JSON.parse(data.toString()) as { id?: unknown };
    return typeof id === 'number' && Number.isSafeInteger(id) ? id : null;
  } catch {
    return null;
  }
}

interface Calls extends Disposable {
  readonly running: number;
  run(id: number, name: string, args: unknown): Promise<void>;
}

function createCalls(
  side: ClientSide,
  caller: Caller,
  answer: (id: number, value: unknown) => void,
  fail: (id: number, error: ErrorData) => void,
): Calls {
  const bucket = createTokenBucket(side.clock, limits.callsHz, limits.callBurst);
  const inputs = createTokenBucket(side.clock, limits.inputsHz, limits.inputBurst);
  const running = new Set<AbortController>();
  return {
    get running() {
      return running.size;
    },
    async run(id, name, args) {
      const stop = name === 'bench.stop';
      const mayCall = name === 'teleop.input' ? inputs : bucket;
      if (!stop && (running.size >= limits.callsAtOnce || !mayCall.take())) {
        fail(id, {
          code: 'busy',
          message: 'too many calls at once',
          hint: 'Wait for answers first.',
        });
        return;
      }
      const controller = new AbortController();
      if (!stop) running.add(controller); // a stop goes through even when its caller is gone
      using _bound = side.clock.after(limits.callMs, () =>
        controller.abort(new BenchError('timeout', `${name} took longer than five minutes`)),
      );
      try {
        const { signal } = controller;
        const value = await orAborted(answerCall(side.api, name, args, signal, caller), signal);
        answer(id, value ?? null);
      } catch (thrown) {
        const error = toBenchError(thrown);
        if (error.code === 'internal')
          side.log.log('error', 'a call failed', {
            name,
            error: error.message,
            stack: error.stack,
          });
        fail(id, error.toData());
      } finally {
        running.delete(controller);
      }
    },
    [Symbol.dispose]() {
      for (const controller of running)
        controller.abort(new BenchError('cancelled', 'the caller went away'));
    },
  };
}

/** Subscriptions by topic; a second one to the same topic replaces the first. */
function subscribe(
  side: ClientSide,
  outbox: ReturnType<typeof createOutbox>,
  topic: string,
  cursor: number,
): Subscription {
  const { api, clock } = side;
  if ((stateTopics as readonly string[]).includes(topic))
    return subscribeState(api, topic as keyof StateTopics, outbox, clock);
  if ((logTopics as readonly string[]).includes(topic))
    return subscribeLog(api, topic as keyof LogTopics, cursor, outbox, clock);
  const role = topic.startsWith(streamPrefix) ? topic.slice(streamPrefix.length) : '';
  if (rolePattern.test(role)) return subscribeStream(api, role, outbox);
  const agent = topic.startsWith(terminalPrefix) ? topic.slice(terminalPrefix.length) : '';
  if (agentPattern.test(agent)) return subscribeTerminal(api, agent, cursor, outbox);
  throw new BenchError('not-found', `there is no topic ${JSON.stringify(topic)}`);
}

let clients = 0;

/** Serves until the socket closes; `onClosed` is called once, after everything is let go. Gives how the client fares. */
export function serveClient(
  socket: WebSocket,
  side: ClientSide,
  onClosed: () => void,
): () => ClientView {
  using stack = new DisposableStack();
  const topics = new Map<string, Subscription>();
  const drop = (code: number, reason: string): void => {
    socket.close(code, reason);
    side.clock.after(1000, () => socket.terminate());
  };
  const outbox = createOutbox(
    socket,
    () => {
      for (const topic of topics.values()) topic.resume();
    },
    () => socket.terminate(),
  );
  const gone = new AbortController();
  const caller: Caller = { id: `client-${++clients}`, gone: gone.signal };
  stack.defer(() => gone.abort());
  const fail = (id: number | null, error: ErrorData): void =>
    outbox.send({ type: 'error', id, error });
  const calls = stack.use(
    createCalls(side, caller, (id, value) => outbox.send({ type: 'result', id, value }), fail),
  );
  const rate = createTokenBucket(side.clock, limits.messagesHz, limits.messageBurst);
  let isWindow = false;
  let kind: ClientView['kind'] = 'unnamed';
  const handle = (message: ClientMessage): void => {
    if (message.type === 'hello') {
      if (message.client === 'window' && !isWindow) held.use(side.api.windowOpened());
      isWindow ||= message.client === 'window';
      kind = message.client;
    } else if (message.type === 'call') {
      void calls.run(message.id, message.name, message.args);
    } else if (message.type === 'credit') {
      topics.get(message.topic)?.credit(message.count);
    } else if (message.type === 'ack') {
      topics.get(message.topic)?.ack?.(message.end);
    } else {
      topics.get(message.topic)?.[Symbol.dispose]();
      topics.delete(message.topic);
      if (message.type === 'unsubscribe') return;
      if (topics.size >= limits.subscriptions)
        throw new BenchError('busy', 'too many subscriptions at once');
      topics.set(message.topic, subscribe(side, outbox, message.topic, message.cursor ?? 0));
    }
  };
  stack.defer(() => {
    for (const topic of topics.values()) topic[Symbol.dispose]();
    topics.clear();
  });
  let alive = true;
  stack.use(
    side.clock.every(limits.pingMs, () => {
      if (!alive) return socket.terminate();
      alive = false;
      socket.ping();
    }),
  );
  const held = stack.move();
  socket.on('pong', () => {
    alive = true;
  });
  socket.on('message', (data, isBinary) => {
    if (!rate.take()) return drop(1008, 'too many messages');
    try {
      handle(parseMessage(data, isBinary));
    } catch (thrown) {
      const error = toBenchError(thrown);
      if (error.code === 'internal')
        side.log.log('error', 'a message failed', { error: error.message, stack: error.stack });
      fail(idOf(data, isBinary), error.toData());
    }
  });
  socket.on('error', () => socket.terminate());
  socket.once('close', () => {
    held.dispose();
    onClosed();
  });
  outbox.send({ type: 'welcome', version: side.version });
  return () => ({
    kind,
    outboxBytes: outbox.waitingBytes,
    bounds: pressure,
    calls: { running: calls.running, bound: limits.callsAtOnce },
    subscriptions: { held: topics.size, bound: limits.subscriptions },
    streams: [...topics.values()].flatMap(({ stream }) => (stream === undefined ? [] : [stream])),
  });
}
