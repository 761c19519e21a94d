/**
 * The log topics of one window: each resumes after the last entry it has seen, and starts anew when another core or
 * ledger answers, because a cursor only means something to who gave it. Knows no socket.
 */
import type { LogTopics } from '../../main/base/api/topics.ts';
import type { ClientMessage, ServerMessage } from '../../main/base/api/wire.ts';
import type { CoreInfo } from '../../main/base/model/view.ts';

export interface LogListener<T> {
  /** Everything seen so far belongs to another core: forget it. */
  reset(): void;
  entry(entry: T, cursor: number): void;
}

type LogMessage = Extract<ServerMessage, { type: 'log' }>;

interface LogState {
  readonly listener: LogListener<unknown>;
  cursor: number;
  /** Which core or ledger the cursor belongs to. */
  owner: string | null;
}

export interface LogTable {
  add<T extends keyof LogTopics>(topic: T, on: LogListener<LogTopics[T]>, from: number): void;
  delete(topic: string): void;
  receive(message: LogMessage): void;
  /** Who answers now; null: nobody. */
  core(core: CoreInfo | null): void;
}

export function createLogTable(send: (message: ClientMessage) => void): LogTable {
  const logs = new Map<string, LogState>();
  let core: CoreInfo | null = null;
  /** The ledger outlives a core, its batches do not. */
  const start = (topic: string, log: LogState, { dataDir, pid }: CoreInfo): void => {
    const owner = topic === 'trials' ? dataDir : `${dataDir} ${pid}`;
    if (log.owner !== null && log.owner !== owner) {
      log.cursor = 0;
      log.listener.reset();
    }
    log.owner = owner;
    send({ type: 'subscribe', topic, cursor: log.cursor });
  };
  return {
    add(topic, on, from) {
      const log = { listener: on as LogListener<unknown>, cursor: from, owner: null };
      logs.set(topic, log);
      if (core !== null) start(topic, log, core);
    },
    delete: (topic) => void logs.delete(topic),
    receive({ topic, entries }) {
      const log = logs.get(topic);
      if (log === undefined) return;
      for (const [cursor, entry] of entries) {
        if (cursor <= log.cursor) continue;
        log.cursor = cursor;
        log.listener.entry(entry, cursor);
      }
    },
    core(now) {
      core = now;
      if (now === null) return;
      for (const [topic, log] of logs) start(topic, log, now);
    },
  };
}
