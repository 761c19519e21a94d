/** What exporting and checking a night asks of git; who answers knows hubs. */
import type { NotedHead } from '../../store/ledger/auditLedger.ts';

export interface ExportGit {
  /**
   * Of the task's git what belongs to those policies as one file: main, commits that were accepted of agents, heads of the
   * chain. Nothing where the task has no git. @throws BenchError `storage`, `unavailable`.
   */
  bundle(
    task: string,
    commits: readonly string[],
    into: string,
    signal: AbortSignal,
  ): Promise<void>;
  /**
   * Unpacks such a file somewhere, lets git check every object, and reads the heads of the chain in it.
   * @throws BenchError `bad-input` for what is none, `unavailable` without git.
   */
  readBundle(file: string, signal: AbortSignal): Promise<readonly NotedHead[]>;
}
