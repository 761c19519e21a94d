/**
 * A script is a program's behaviour written from top to bottom: an async generator that yields one action per
 * observation and gets the next observation back. `playScripts` turns it into the `onObserve` of a program: a
 * fresh script per attempt, whatever the last one was in the midst of. A script that returns is done.
 */
import type { Action, Observed } from './program.ts';

/** `R` is what the script comes to; `yield` evaluates to what was seen one period later. */
export type Script<R = void> = AsyncGenerator<Action, R, Observed>;

export interface ScriptPlayer {
  readonly onObserve: (observed: Observed) => Promise<Action>;
  /** The next observation begins a fresh script even within the same attempt. */
  restart(): void;
}

/**
 * `begin` gets the first observation of an attempt. What the script returns is the note of `done`, for people.
 * Errors of a script end the program: one that does not know what to do says so by returning.
 */
export function playScripts(begin: (first: Observed) => Script<string>): ScriptPlayer {
  let running: { readonly attempt: number; readonly script: Script<string> } | null = null;
  let note: string | null = null;
  return {
    async onObserve(observed) {
      if (running === null || running.attempt !== observed.attempt) {
        running = { attempt: observed.attempt, script: begin(observed) };
        note = null;
      }
      if (note === null) {
        const step = await running.script.next(observed);
        if (step.done !== true) return step.value;
        note = step.value;
      }
      return { type: 'done', note };
    },
    restart() {
      running = null;
    },
  };
}
