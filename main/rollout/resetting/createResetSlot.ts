/**
 * One thing at a time moves the bench for resets: a measuring, tries of a folder, or work of many of both. What is refused
 * is refused before anything moves, and nothing is left moving when it settles. Knows no reset.
 */
import { BenchError } from '../../base/model/errors.ts';
import type { NightParts } from '../night/nightParts.ts';

export interface ResetSlot {
  /**
   * `asked` ends it early, as a stop of the bench and the end of the room do: all of them by the signal that `work` gets.
   * @throws BenchError `busy`, `refused`, and what `work` throws.
   */
  take<T>(
    task: string,
    asked: AbortSignal | null,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T>;
  readonly isTaken: boolean;
  /** When it resolves the arm holds. */
  end(why: string): Promise<void>;
}

export interface SlotPorts {
  readonly station: NightParts['station'];
  readonly refusal: NightParts['refusal'];
  /** The room is over. */
  readonly ended: AbortSignal;
  /** What a crash left is mended. */
  readonly mended: Promise<unknown>;
  readonly freed: (task: string) => void;
}

interface Taken {
  readonly ending: AbortController;
  /** The arm holds and the bench is given back; never rejects. */
  readonly over: Promise<unknown>;
}

export function createResetSlot({ station, refusal, ended, mended, freed }: SlotPorts): ResetSlot {
  let taken: Taken | null = null;
  return {
    get isTaken() {
      return taken !== null;
    },
    take(task, asked, work) {
      if (taken !== null)
        throw new BenchError('busy', 'a reset is being measured already', {
          hint: 'Wait for it, or end it where it was begun.',
        });
      const refused = refusal();
      if (refused !== null) throw refused;
      const ending = new AbortController();
      const signal = AbortSignal.any([
        ...[ending.signal, ended],
        ...(asked === null ? [] : [asked]),
      ]);
      const done = (async () => {
        using _stop = station.onStop(({ reason }) =>
          ending.abort(new BenchError('refused', `the resets ended: stopped: ${reason}`)),
        );
        await mended;
        return await work(signal);
      })();
      const over = done
        .catch(() => undefined)
        .then(() => {
          taken = null;
          freed(task);
        });
      taken = { ending, over };
      return over.then(() => done);
    },
    async end(why) {
      taken?.ending.abort(new BenchError('cancelled', why));
      await taken?.over;
    },
  };
}
