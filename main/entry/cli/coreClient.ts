/**
 * A client of a running core: one WebSocket with the data folder's token. Calls answer with their result or throw the
 * core's own error; topics call back in order. A connection that ends fails every open call, once.
 */
import { WebSocket } from 'ws';
import type { CommandArgs, CommandName, CommandResult } from '../../base/api/contract.ts';
import type { LogTopics, StateTopics } from '../../base/api/topics.ts';
import type { ServerMessage } from '../../base/api/wire.ts';
import { wirePath } from '../../base/api/wire.ts';
import type { Clock } from '../../base/lib/clock.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { CoreCard } from '../lock.ts';

export interface CoreClient extends Disposable {
  call<N extends CommandName>(name: N, args: CommandArgs<N>): Promise<CommandResult<N>>;
  onState<T extends keyof StateTopics>(topic: T, on: (value: StateTopics[T]) => void): void;
  onLog<T extends keyof LogTopics>(
    topic: T,
    cursor: number,
    on: (entry: LogTopics[T]) => void,
  ): void;
  /** Rejects when the core goes away; never resolves. */
  readonly lost: Promise<never>;
}

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: BenchError) => void;
}

function connect(card: CoreCard, clock: Clock): Promise<WebSocket> {
  const url = `${card.url.replace(/^http/, 'ws').replace(/\/$/, '')}${wirePath}`;
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, {
      headers: { authorization: `Bearer ${card.token}` },
      perMessageDeflate: false,
      maxPayload: 64 << 20,
    });
    const fail = (why: string): void => {
      late[Symbol.dispose]();
      reject(new BenchError('unavailable', `the core at ${card.url} does not answer: ${why}`));
      socket.terminate();
    };
    const late = clock.after(5000, () => fail('no answer within 5 s'));
    socket.once('error', (error) => fail(error.message));
    socket.once('open', () => {
      late[Symbol.dispose]();
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}

/** Throws `unavailable`. */
export async function openCoreClient(card: CoreCard, clock: Clock): Promise<CoreClient> {
  const socket = await connect(card, clock);
  const waiting = new Map<number, Waiting>();
  const states = new Map<string, (value: never) => void>();
  const logs = new Map<string, (entry: never) => void>();
  let nextId = 1;
  const { promise: lost, reject: loseAll } = Promise.withResolvers<never>();
  lost.catch(() => undefined); // only those who wait for it care
  const send = (message: unknown): void => socket.send(JSON.stringify(message), () => undefined);
  const receive = (message: ServerMessage): void => {
    if (message.type === 'state') states.get(message.topic)?.(message.value as never);
    else if (message.type === 'log') {
      for (const [, entry] of message.entries) logs.get(message.topic)?.(entry as never);
    } else if (message.type === 'result' || message.type === 'error') {
      const id = message.id ?? -1;
      const call = waiting.get(id);
      waiting.delete(id);
      if (message.type === 'result') call?.resolve(message.value as never);
      else call?.reject(BenchError.fromData(message.error));
    }
  };
  socket.on('message', (data, isBinary) => {
    if (!isBinary) receive(JSON.parse(data.toString()) as ServerMessage);
  });
  socket.on('error', () => undefined); // 'close' follows and tells it
  socket.once('close', () => {
    const error = new BenchError('unavailable', 'the core went away in the middle of this', {
      hint: 'Its log is in the data folder under logs/.',
    });
    for (const call of waiting.values()) call.reject(error);
    waiting.clear();
    loseAll(error);
  });
  send({ type: 'hello', client: 'cli' });
  return {
    call(name, args) {
      const id = nextId++;
      return new Promise((resolve, reject) => {
        if (socket.readyState !== WebSocket.OPEN) {
          reject(new BenchError('unavailable', 'the core went away'));
          return;
        }
        waiting.set(id, { resolve, reject });
        send({ type: 'call', id, name, args });
      });
    },
    onState(topic, on) {
      states.set(topic, on);
      send({ type: 'subscribe', topic });
    },
    onLog(topic, cursor, on) {
      logs.set(topic, on);
      send({ type: 'subscribe', topic, cursor });
    },
    lost,
    [Symbol.dispose]: () => socket.close(),
  };
}
