/**
 * The window's end of the contract: typed calls, state and log topics, camera streams, terminals, over one WebSocket that
 * is opened again whenever it is lost; every subscription is then made again (`logTopics.ts`, `terminalTopics.ts`). An
 * urgent call (the stop) is never refused: it waits for the core and is sent first. No React, no DOM.
 */
import type { CommandArgs, CommandName, CommandResult } from '../../main/base/api/contract.ts';
import { decodeStreamFrame, type StreamFrame } from '../../main/base/api/streamFrame.ts';
import type { LogTopics, StateTopics } from '../../main/base/api/topics.ts';
import type { ClientMessage, ServerMessage } from '../../main/base/api/wire.ts';
import type { Clock } from '../../main/base/lib/clock.ts';
import { BenchError } from '../../main/base/model/errors.ts';
import type { CoreInfo } from '../../main/base/model/view.ts';
import { backoffMs } from './backoff.ts';
import { type CallTable, createCallTable } from './callTable.ts';
import { createLogTable, type LogListener } from './logTopics.ts';
import { createTerminalTable, type TerminalLink, type TerminalListener } from './terminalTopics.ts';
import type { OpenSocket, WireSocket } from './wireSocket.ts';

export type LinkState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'online' }
  | { readonly kind: 'lost'; readonly attempt: number; readonly retryMs: number };

export interface StreamListener {
  /** A new sender with no credits yet. */
  start(): void;
  frame(frame: StreamFrame): void;
}

export interface CallOptions {
  /** Waits for the core instead of failing while it is lost. */
  readonly urgent?: boolean;
  readonly timeoutMs?: number;
}

export interface Connection extends Disposable {
  call<N extends CommandName>(
    name: N,
    args: CommandArgs<N>,
    options?: CallOptions,
  ): Promise<CommandResult<N>>;
  subscribeState<T extends keyof StateTopics>(
    topic: T,
    on: (value: StateTopics[T]) => void,
  ): Disposable;
  /** From after cursor `from`; 0 is the beginning. */
  subscribeLog<T extends keyof LogTopics>(
    topic: T,
    on: LogListener<LogTopics[T]>,
    from?: number,
  ): Disposable;
  stream(role: string, on: StreamListener): Disposable;
  grant(role: string, count: number): void;
  /** One follower for each terminal; a later one takes its place. */
  terminal(agentId: string, on: TerminalListener): TerminalLink;
  /** Tries now instead of after the wait. */
  retryNow(): void;
}

export interface ConnectionPorts {
  readonly openSocket: OpenSocket;
  readonly clock: Clock;
  onLink(link: LinkState): void;
  onCore(core: CoreInfo): void;
}

const callTimeoutMs = 30_000;
/** A core that says nothing for so long is asked whether it is there, and given as long to answer. */
const silenceMs = 4_000;

class CoreConnection implements Connection {
  private readonly ports: ConnectionPorts;
  private socket: WireSocket | null = null;
  private generation = 0;
  private online = false;
  private attempt = 0;
  private retry: Disposable | null = null;
  private watch: Disposable;
  private heardMs: number;
  private asking = false;
  private disposed = false;
  private readonly calls: CallTable;
  private readonly states = new Map<string, (value: unknown) => void>();
  private readonly sendOnline = (message: ClientMessage): void => {
    if (this.online) this.send(message);
  };
  private readonly logs = createLogTable(this.sendOnline);
  private readonly terminals = createTerminalTable(this.sendOnline);
  private readonly streams = new Map<string, StreamListener>();

  constructor(ports: ConnectionPorts) {
    this.ports = ports;
    this.calls = createCallTable(ports.clock, this.sendOnline);
    this.heardMs = ports.clock.nowMs();
    this.watch = ports.clock.every(silenceMs / 2, () => this.checkSilence());
    ports.onLink({ kind: 'connecting' });
    this.open();
  }

  call<N extends CommandName>(
    name: N,
    args: CommandArgs<N>,
    options: CallOptions = {},
  ): Promise<CommandResult<N>> {
    const urgent = options.urgent ?? false;
    if (!this.online && !urgent) {
      return Promise.reject(new BenchError('unavailable', 'The core is not connected'));
    }
    const answer = this.calls.ask(name, args, urgent ? null : (options.timeoutMs ?? callTimeoutMs));
    if (!this.online) this.retryNow();
    return answer as Promise<CommandResult<N>>;
  }

  subscribeState<T extends keyof StateTopics>(
    topic: T,
    on: (value: StateTopics[T]) => void,
  ): Disposable {
    this.states.set(topic, on as (value: unknown) => void);
    if (this.online) this.send({ type: 'subscribe', topic });
    return { [Symbol.dispose]: () => this.unsubscribe(topic, this.states) };
  }

  subscribeLog<T extends keyof LogTopics>(
    topic: T,
    on: LogListener<LogTopics[T]>,
    from = 0,
  ): Disposable {
    this.logs.add(topic, on, from);
    return {
      [Symbol.dispose]: () => {
        this.logs.delete(topic);
        this.sendOnline({ type: 'unsubscribe', topic });
      },
    };
  }

  stream(role: string, on: StreamListener): Disposable {
    const topic = `camera/${role}`;
    this.streams.set(topic, on);
    if (this.online) this.startStream(topic, on);
    return { [Symbol.dispose]: () => this.unsubscribe(topic, this.streams, on) };
  }

  grant(role: string, count: number): void {
    this.sendOnline({ type: 'credit', topic: `camera/${role}`, count });
  }

  terminal(agentId: string, on: TerminalListener): TerminalLink {
    return this.terminals.follow(agentId, on);
  }

  retryNow(): void {
    if (this.retry === null || this.disposed) return;
    this.retry[Symbol.dispose]();
    this.retry = null;
    this.open();
  }

  [Symbol.dispose](): void {
    this.disposed = true;
    this.watch[Symbol.dispose]();
    this.retry?.[Symbol.dispose]();
    this.dropSocket();
    this.calls.fail(true);
  }

  private open(): void {
    const generation = ++this.generation;
    const mine = (run: () => void): void => {
      if (generation === this.generation && !this.disposed) run();
    };
    this.heardMs = this.ports.clock.nowMs();
    this.socket = this.ports.openSocket({
      opened: () => mine(() => this.send({ type: 'hello', client: 'window' })),
      text: (message) => mine(() => this.receive(message)),
      binary: (bytes) => mine(() => this.receiveFrame(bytes)),
      closed: () => mine(() => this.lost()),
    });
  }

  private lost(): void {
    this.dropSocket();
    this.online = false;
    this.logs.core(null);
    this.terminals.core(null);
    this.asking = false;
    this.calls.fail(false);
    this.attempt++;
    const retryMs = backoffMs(this.attempt);
    this.ports.onLink({ kind: 'lost', attempt: this.attempt, retryMs });
    this.retry = this.ports.clock.after(retryMs, () => {
      this.retry = null;
      this.open();
    });
  }

  private dropSocket(): void {
    this.generation++;
    this.socket?.close();
    this.socket = null;
  }

  private receive(text: string): void {
    this.heardMs = this.ports.clock.nowMs();
    const message = JSON.parse(text) as ServerMessage;
    switch (message.type) {
      case 'welcome':
        this.welcomed();
        break;
      case 'state':
        this.states.get(message.topic)?.(message.value);
        break;
      case 'log':
        this.logs.receive(message);
        break;
      case 'result':
        this.calls.take(message.id)?.resolve(message.value);
        break;
      case 'error':
        if (message.id !== null) {
          this.calls.take(message.id)?.reject(BenchError.fromData(message.error));
        }
        break;
    }
  }

  private receiveFrame(bytes: Uint8Array): void {
    this.heardMs = this.ports.clock.nowMs();
    if (this.terminals.receive(bytes)) return;
    const frame = decodeStreamFrame(bytes);
    if (frame !== null) this.streams.get(`camera/${frame.role}`)?.frame(frame);
  }

  private welcomed(): void {
    this.online = true;
    this.attempt = 0;
    for (const message of this.calls.messages()) this.send(message);
    this.ports.onLink({ kind: 'online' });
    for (const topic of this.states.keys()) this.send({ type: 'subscribe', topic });
    for (const [topic, on] of this.streams) this.startStream(topic, on);
    const generation = this.generation;
    this.calls.ask('core.info', {}, callTimeoutMs).then(
      (info) => {
        if (generation === this.generation) this.identified(info as CoreInfo);
      },
      () => undefined, // lost again; the next welcome asks again
    );
  }

  private identified(core: CoreInfo): void {
    this.ports.onCore(core);
    this.logs.core(core);
    this.terminals.core(core);
  }

  private startStream(topic: string, on: StreamListener): void {
    this.send({ type: 'subscribe', topic });
    on.start();
  }

  private unsubscribe<T>(topic: string, table: Map<string, T>, only?: T): void {
    if (only !== undefined && table.get(topic) !== only) return;
    table.delete(topic);
    this.sendOnline({ type: 'unsubscribe', topic });
  }

  private send(message: ClientMessage): void {
    this.socket?.send(JSON.stringify(message));
  }

  /** A hung core keeps its socket open: silence, then an unanswered question, is a lost core as well. */
  private checkSilence(): void {
    const silentMs = this.ports.clock.nowMs() - this.heardMs;
    if (this.socket === null || silentMs < silenceMs) return;
    if (this.asking || !this.online) {
      this.lost();
      return;
    }
    this.asking = true;
    this.calls.ask('core.info', {}, silenceMs * 2).then(
      () => {
        this.asking = false;
      },
      () => undefined, // `lost` has been or will be called
    );
  }
}

/** Opens the socket and keeps it open until disposed. */
export function openConnection(ports: ConnectionPorts): Connection {
  return new CoreConnection(ports);
}
