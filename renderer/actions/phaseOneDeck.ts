/**
 * The day's commands asked of the core as the contract has them: `ask` where a refusal is shown above the view, `call`
 * where the view itself says beside the field what is wrong. The gallery hands in answers of its own.
 */
import type { CommandArgs, CommandName, CommandResult } from '../../main/base/api/contract.ts';
import type { Connection } from '../store/connection.ts';
import { useWindow } from '../store/windowStore.ts';

export interface AskOptions {
  readonly timeoutMs?: number;
}

export interface PhaseOneDeck {
  /** The answer; null when it was refused, which then stands above the view. `what` is a verb: “Save the bench”. */
  ask<N extends CommandName>(
    what: string,
    name: N,
    args: CommandArgs<N>,
    options?: AskOptions,
  ): Promise<{ readonly answer: CommandResult<N> } | null>;
  /** @throws BenchError */
  call<N extends CommandName>(
    name: N,
    args: CommandArgs<N>,
    options?: AskOptions,
  ): Promise<CommandResult<N>>;
}

export function createPhaseOneDeck(
  connection: Connection,
  refuse: (what: string, thrown: unknown) => void,
): PhaseOneDeck {
  return {
    ask: async (what, name, args, options) => {
      useWindow.setState({ refusal: null });
      try {
        return { answer: await connection.call(name, args, options) };
      } catch (thrown) {
        refuse(what, thrown);
        return null;
      }
    },
    call: (name, args, options) => connection.call(name, args, options),
  };
}
