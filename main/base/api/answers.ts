/** The shape in which a room of the core answers some of the contract's commands. */
import type { Caller } from './caller.ts';
import type { CommandArgsParsed, CommandName, CommandResult } from './contract.ts';

export type Answers<Names extends CommandName> = {
  readonly [N in Names]: (
    args: CommandArgsParsed<N>,
    signal: AbortSignal,
    /** Absent for calls from within the core's own process. */
    caller?: Caller,
  ) => CommandResult<N> | Promise<CommandResult<N>>;
};
