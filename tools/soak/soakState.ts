/**
 * What one soak knows while it goes on, and the two things that everybody in it does: wait for something, and write down
 * what does not add up, with its moment.
 */
import type { Clock } from '../../main/base/lib/clock.ts';
import type { Rng } from '../../main/base/lib/rng.ts';
import type { DrawRules } from './drawBatch.ts';
import type { ResourceBook } from './resourceBook.ts';
import type { SoakCore, SoakPlace } from './soakCore.ts';
import type { SoakDisk } from './soakDisk.ts';
import type { TrialBook } from './trialBook.ts';

export interface SoakOptions {
  readonly seed: number;
  readonly forMs: number;
  /** At most so many batches; null: as many as there is time for. */
  readonly batches: number | null;
  readonly clock: Clock;
  /** Null: alternating. */
  readonly pace: DrawRules['clock'];
  readonly place: SoakPlace;
  readonly disk: SoakDisk | null;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

export interface Violation {
  readonly atS: number;
  readonly batch: number;
  readonly what: string;
}

export interface Soak extends SoakOptions {
  readonly rng: Rng;
  readonly book: TrialBook;
  readonly resources: ResourceBook;
  readonly startMs: number;
  readonly deeds: Map<string, number>;
  readonly violations: Violation[];
  readonly heldSeenMs: number[];
  readonly heldRealMs: number[];
  number: number;
  lives: number;
  missed: number;
  barren: number;
}

export const pollMs = 20;
/** No batch takes longer, whatever is done to it. */
export const batchLimitMs = 360_000;

export const elapsedMs = (soak: Soak): number => soak.clock.nowMs() - soak.startMs;

export function violate(soak: Soak, what: string): void {
  const atS = Math.round(elapsedMs(soak) / 1000);
  soak.violations.push({ atS, batch: soak.number, what });
  soak.say(`VIOLATION seed ${soak.seed}, ${atS} s, batch ${soak.number}: ${what}`);
}

/** False when the time was over first, or the core. */
export async function wait(
  soak: Soak,
  core: SoakCore,
  limitMs: number,
  holds: () => boolean,
): Promise<boolean> {
  const lateMs = soak.clock.nowMs() + limitMs;
  while (!holds()) {
    if (core.gone || soak.clock.nowMs() > lateMs) return false;
    await soak.clock.sleep(pollMs);
  }
  return true;
}
