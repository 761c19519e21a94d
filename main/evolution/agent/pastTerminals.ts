/** Terminals of agents that have ended, read from their scrollback when somebody looks, the newest few kept open. */
import type { Clock } from '../../base/lib/clock.ts';
import type { Log } from '../../base/lib/log.ts';
import type { AgentBook } from './agentBook.ts';
import { agentFiles } from './agentFolders.ts';
import { openPastTerminal, type PastTerminal } from './terminal/openPastTerminal.ts';

const keptOpen = 8;

export interface PastTerminals extends AsyncDisposable {
  of(agentId: string): PastTerminal;
  /** Its session has begun or ended: what was read is old. */
  forget(agentId: string): void;
}

export function createPastTerminals(
  dataDir: string,
  clock: Clock,
  log: Log,
  book: AgentBook,
): PastTerminals {
  const open = new Map<string, PastTerminal>();
  const close = async (agentId: string): Promise<void> => {
    const terminal = open.get(agentId);
    open.delete(agentId);
    await terminal?.[Symbol.asyncDispose]();
  };
  return {
    of(agentId) {
      const known = open.get(agentId);
      if (known !== undefined) return known;
      const oldest = open.size >= keptOpen ? open.keys().next().value : undefined;
      if (oldest !== undefined) void close(oldest);
      const terminal = openPastTerminal({
        clock,
        scrollbackPath: agentFiles(dataDir, book.rootOf(agentId)).scrollbackOf(agentId),
        log,
      });
      open.set(agentId, terminal);
      return terminal;
    },
    forget: (agentId) => void close(agentId),
    async [Symbol.asyncDispose]() {
      await Promise.all([...open.keys()].map(close));
    },
  };
}
