/**
 * The terminals that one window follows. Each is asked for again behind the last byte that came, and from a snapshot when
 * another core answers: an offset only means something to who gave it. What came twice is dropped. Knows no socket and
 * not what is done with the bytes.
 */
import {
  decodeTerminalChunk,
  type TerminalChunk,
  terminalPrefix,
} from '../../main/base/api/terminalChunk.ts';
import type { ClientMessage } from '../../main/base/api/wire.ts';
import type { CoreInfo } from '../../main/base/model/view.ts';

export interface TerminalListener {
  /** In order; the first one is a snapshot. */
  chunk(chunk: TerminalChunk): void;
}

/** Disposed: the terminal is no longer followed. */
export interface TerminalLink extends Disposable {
  /** All output before `end` has been written to the screen. */
  ack(end: number): void;
}

export interface TerminalTable {
  follow(agentId: string, on: TerminalListener): TerminalLink;
  /** False: these bytes are no piece of a terminal. */
  receive(bytes: Uint8Array): boolean;
  /** Who answers now; null: nobody. */
  core(core: CoreInfo | null): void;
}

interface Followed {
  readonly agentId: string;
  readonly on: TerminalListener;
  /** Behind the last byte that came; null until the first snapshot. */
  end: number | null;
  owner: string | null;
}

export function createTerminalTable(send: (message: ClientMessage) => void): TerminalTable {
  const table = new Map<string, Followed>();
  let core: CoreInfo | null = null;
  const start = (followed: Followed, { dataDir, pid }: CoreInfo): void => {
    const owner = `${dataDir} ${pid}`;
    if (followed.owner !== owner) followed.end = null;
    followed.owner = owner;
    const topic = terminalPrefix + followed.agentId;
    send({ type: 'subscribe', topic, cursor: followed.end ?? 0 });
  };
  return {
    follow(agentId, on) {
      const followed: Followed = { agentId, on, end: null, owner: null };
      const topic = terminalPrefix + agentId;
      table.set(agentId, followed);
      if (core !== null) start(followed, core);
      const mine = (): boolean => table.get(agentId) === followed;
      return {
        ack: (end) => {
          if (mine() && core !== null) send({ type: 'ack', topic, end });
        },
        [Symbol.dispose]: () => {
          if (!mine()) return;
          table.delete(agentId);
          if (core !== null) send({ type: 'unsubscribe', topic });
        },
      };
    },
    receive(bytes) {
      const chunk = decodeTerminalChunk(bytes);
      if (chunk === null) return false;
      const followed = table.get(chunk.agentId);
      const known = followed?.end ?? null;
      // Without a snapshot before it, it was on its way to somebody who has left meanwhile. A snapshot in several pieces
      // stands at 0 until its last one.
      const again = known === null || (chunk.end <= known && !(chunk.end === 0 && known === 0));
      const stray = chunk.kind === 'output' && again;
      if (followed === undefined || stray) return true;
      followed.end = chunk.end;
      followed.on.chunk(chunk);
      return true;
    },
    core(now) {
      core = now;
      if (now === null) return;
      for (const followed of table.values()) start(followed, now);
    },
  };
}
