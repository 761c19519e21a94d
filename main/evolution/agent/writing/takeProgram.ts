/**
 * An agent's committed judge or reset on its way to being run: taken from the clone into its hub under the rules of every
 * take, or refused with a reason it can act on; and its files, for as long as somebody needs them.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { BenchError } from '../../../base/model/errors.ts';
import type { Hub } from '../../hub/hub.ts';
import type { AgentBook } from '../agentBook.ts';

export interface TakenProgram {
  readonly commit: string;
  /** Equal ids are equal programs. */
  readonly tree: string;
}

export interface ProgramTaker {
  /** @throws BenchError `refused` with the reason, `busy`, `cancelled`, `storage`. */
  take(signal: AbortSignal): Promise<TakenProgram>;
  /** Calls with the folder of that program, which is gone afterwards. */
  withFiles<T>(taken: TakenProgram, use: (dir: string) => Promise<T>): Promise<T>;
}

export interface TakerPorts {
  /** The folder of a commit that is run. */
  readonly part: 'judge' | 'reset';
  readonly hub: Hub;
  readonly book: Pick<AgentBook, 'append'>;
  readonly agentId: string;
  readonly clone: string;
  /** Where files may lie for a while. */
  readonly workDir: string;
}

/** Repeated refusals are one entry; so many different ones an agent may leave in the ledger. */
const refusalsKept = 200;

export function createProgramTaker(ports: TakerPorts): ProgramTaker {
  const { part, hub, book, agentId, clone, workDir } = ports;
  const refusals = new Set<string>();
  return {
    async take(signal) {
      const taken = await hub.take(agentId, clone, { signal });
      if (taken.kind === 'accepted') return { commit: taken.commit, tree: taken.policyTree };
      const { reason } = taken;
      if (!refusals.has(reason) && refusals.size < refusalsKept) {
        refusals.add(reason);
        book.append({ kind: 'work-refused', agentId, reason: reason.slice(0, 2000) });
      }
      throw new BenchError('refused', 'your commit was not taken', { hint: reason });
    },
    async withFiles({ commit }, use) {
      const work = await mkdtemp(path.join(workDir, `${part}-`));
      try {
        const dir = path.join(work, part);
        await hub.exportTree(commit, part, dir);
        return await use(dir);
      } finally {
        await rm(work, { recursive: true, force: true });
      }
    },
  };
}
