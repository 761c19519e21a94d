/**
 * Actions that only a mounted component can do (play, next frame): listed like every other, done by whoever has taken
 * them up last, and blocked with a reason while nobody has.
 */
import { useEffect, useRef } from 'react';
import type { Action } from './action.ts';

const takers = new Map<string, (() => void)[]>();

type LocalAction = Omit<Action, 'run' | 'blocked'> & {
  /** Why it cannot be done while no component offers it, e.g. 'Open a trial first.' */
  readonly without: string;
};

export function localAction({ without, ...action }: LocalAction): Action {
  return {
    ...action,
    blocked: () => ((takers.get(action.id)?.length ?? 0) > 0 ? null : without),
    run: () => takers.get(action.id)?.at(-1)?.(),
  };
}

/** While the component is mounted (and `run` is not null) it does the action named. */
export function useLocalAction(id: string, run: (() => void) | null): void {
  const latest = useRef(run);
  latest.current = run;
  const taken = run !== null;
  useEffect(() => {
    if (!taken) return;
    const take = (): void => latest.current?.();
    takers.set(id, [...(takers.get(id) ?? []), take]);
    return () => {
      takers.set(
        id,
        (takers.get(id) ?? []).filter((each) => each !== take),
      );
    };
  }, [id, taken]);
}
