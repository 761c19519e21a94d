/**
 * Asks for the tree again when something of its campaign changed: at most once a second, one question at a time, and never
 * while the page is hidden; what changed then is asked for once it is seen again.
 */
import type { Clock } from '../../../main/base/lib/clock.ts';

export interface KeepTreePorts {
  readonly clock: Pick<Clock, 'nowMs' | 'after'>;
  /** Resolves when it is answered or refused; never rejects. */
  ask(): Promise<void>;
  hidden(): boolean;
}

export interface TreeKeeper extends Disposable {
  /** The campaign changed, or the page is seen again: `changed` false asks only for what was missed. */
  look(changed: boolean): void;
}

export const askEveryMs = 1_000;

export function keepTree({ clock, ask, hidden }: KeepTreePorts): TreeKeeper {
  let missed = false;
  let asking = false;
  let ended = false;
  let askedMs = Number.NEGATIVE_INFINITY;
  let later: Disposable | null = null;
  const next = (): void => {
    if (!missed || asking || ended || later !== null || hidden()) return;
    const waitMs = askEveryMs - (clock.nowMs() - askedMs);
    if (waitMs > 0) {
      later = clock.after(waitMs, () => {
        later = null;
        next();
      });
      return;
    }
    missed = false;
    asking = true;
    askedMs = clock.nowMs();
    void ask().then(() => {
      asking = false;
      next();
    });
  };
  return {
    look(changed) {
      missed ||= changed;
      next();
    },
    [Symbol.dispose]() {
      ended = true;
      later?.[Symbol.dispose]();
    },
  };
}
