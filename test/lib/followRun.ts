/** A run while it goes on: its rows as they come, the alerts that were raised, and waiting for either. */
import type { CommandArgsParsed } from '../../main/base/api/contract.ts';
import { must } from '../../main/base/lib/assert.ts';
import type { TrialPhase, TrialRow } from '../../main/base/model/trial.ts';
import type { BatchEvent } from '../../main/base/model/view.ts';
import { type CoreUnderTest, type FinishedRun, never, startRun, until } from './coreUnderTest.ts';

export interface FollowedRun extends Disposable {
  readonly batchId: string;
  readonly end: Promise<FinishedRun>;
  /** Resolves with the index of the first trial from now on that is in `phase`. */
  inPhase(phase: TrialPhase): Promise<number>;
  /** The first row from index `from` on that fits. */
  row(fits: (row: TrialRow) => boolean, from?: number): Promise<TrialRow>;
  /** Keys of all alerts that stood since the run began. */
  readonly raised: ReadonlySet<string>;
  /** Ends it and gives all of it. */
  cancel(): Promise<FinishedRun>;
}

export async function followRun(
  { api }: CoreUnderTest,
  request: Partial<CommandArgsParsed<'trial.run'>>,
): Promise<FollowedRun> {
  const raised = new Set<string>();
  const alerts = api.state('alerts', (now) => {
    for (const { key } of now) raised.add(key);
  });
  const { batchId, end } = await startRun(api, { trials: null, ...request });
  return {
    batchId,
    end,
    raised,
    async inPhase(phase) {
      const run = await until(api, 'run', (now) => now?.trial?.phase === phase);
      return must(run?.trial).index;
    },
    row: (fits, from = 0) =>
      new Promise((resolve) => {
        const following = api.log('batches', 0, (event: BatchEvent) => {
          if (event.kind !== 'trial' || event.batchId !== batchId) return;
          if (event.row.index < from || !fits(event.row)) return;
          queueMicrotask(() => following[Symbol.dispose]());
          resolve(event.row);
        });
      }),
    async cancel() {
      await api.call('trial.cancel', { batchId }, never);
      return await end;
    },
    [Symbol.dispose]: () => alerts[Symbol.dispose](),
  };
}

/** Neither void nor ended by a person. */
export const isCounted = (row: TrialRow): boolean => row.outcome !== 'invalid';

export const firstRow = ({ rows }: FinishedRun): TrialRow => must(rows[0], 'the run had a trial');
