/**
 * Asking the core from a form or a dialog, where a refusal is said in its own place and not above the view: what is
 * being asked now, and the words of the last refusal.
 */
import { useCallback, useState } from 'react';
import type { CommandArgs, CommandName, CommandResult } from '../../main/base/api/contract.ts';
import { toBenchError } from '../../main/base/model/errors.ts';
import { useDeck } from '../actions/deck.ts';
import type { AskOptions } from '../actions/phaseOneDeck.ts';

export interface Asking {
  /** The command that is being asked now; null while none is. */
  readonly busy: CommandName | null;
  /** What the core said to the last one, with what to do; null when it did it. */
  readonly problem: string | null;
  ask<N extends CommandName>(
    name: N,
    args: CommandArgs<N>,
    options?: AskOptions,
  ): Promise<{ readonly answer: CommandResult<N> } | null>;
  forget(): void;
}

/** A sentence of the core as the window writes it. */
export function sentence(message: string, hint: string | undefined): string {
  const ended = (words: string): string => {
    const first = words.charAt(0).toUpperCase() + words.slice(1);
    return /[.!?…]$/.test(first) ? first : `${first}.`;
  };
  return hint === undefined ? ended(message) : `${ended(message)} ${ended(hint)}`;
}

export function useAsk(): Asking {
  const deck = useDeck();
  const [busy, setBusy] = useState<CommandName | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const ask = useCallback<Asking['ask']>(
    async (name, args, options) => {
      setBusy(name);
      setProblem(null);
      try {
        return { answer: await deck.call(name, args, options) };
      } catch (thrown) {
        const error = toBenchError(thrown);
        setProblem(sentence(error.message, error.hint));
        return null;
      } finally {
        setBusy(null);
      }
    },
    [deck],
  );
  const forget = useCallback(() => setProblem(null), []);
  return { busy, problem, ask, forget };
}
