/** The contract's commands that only read what was recorded: the ledger's trials, and the folder of one of them. */
import type { CommandArgsParsed, CommandResult } from '../base/api/contract.ts';
import { BenchError } from '../base/model/errors.ts';
import type { TrialRow } from '../base/model/trial.ts';
import type { EventLog } from './eventLog.ts';
import type { Ledger } from './ledger/ledger.ts';
import { trialDirNow } from './record/dirNow.ts';

type Reading =
  | 'trial.list'
  | 'trial.facets'
  | 'trial.place'
  | 'trial.tally'
  | 'trial.show'
  | 'trial.verify'
  | 'trial.reveal';

export type TrialAnswers = {
  readonly [N in Reading]: (
    args: CommandArgsParsed<N>,
  ) => CommandResult<N> | Promise<CommandResult<N>>;
};

export interface TrialAnswerPorts {
  readonly ledger: Ledger;
  readonly events: EventLog;
  readonly dataDir: string;
  /** Its frames are shown to nobody. */
  readonly isLocked: (recordingId: string) => boolean;
  /** Shows a folder in the file manager. Throws `unavailable` with the path to copy where there is none. */
  readonly revealFolder: (dir: string) => Promise<void>;
}

export function answerTrials(ports: TrialAnswerPorts): TrialAnswers {
  const { ledger, events, dataDir, isLocked, revealFolder } = ports;
  const known = (id: string): { readonly row: TrialRow; readonly dir: string } => {
    const row = ledger.trial(id);
    if (row === null)
      throw new BenchError('not-found', `there is no trial ${id}`, {
        hint: '`bench trial list` says which there are',
      });
    return { row, dir: trialDirNow(dataDir, id) };
  };
  return {
    'trial.list': (query) => ({ ...ledger.trials(query), head: ledger.head().seq }),
    'trial.facets': (filter) => ledger.facets(filter),
    'trial.place': ({ id, ...filter }) => ({ place: ledger.place(filter, id) }),
    'trial.tally': ({ batchId }) => ledger.tally(batchId),
    'trial.show': ({ id }) => {
      const { row, dir } = known(id);
      return events.detail(row, dir);
    },
    'trial.verify': ({ id }) => {
      const { row, dir } = known(id);
      return events.check(row, dir);
    },
    'trial.reveal': async ({ id }) => {
      const { dir } = known(id);
      if (isLocked(id))
        throw new BenchError('refused', `trial ${id} is locked: its pictures measure judges`, {
          hint: '`bench trial verify` still proves that nothing of it was changed.',
        });
      await revealFolder(dir);
      return { dir };
    },
  };
}
