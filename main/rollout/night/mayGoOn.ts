/** Whether a night that its core left in the middle may go on without being asked about, and why not. Pure. */
import type { PastNight } from './nightBook.ts';

/** A core that ended so often within so short a time ends again. */
const mostEnds = 3;
const withinMs = 10 * 60_000;

export interface GoOnFacts {
  readonly past: Pick<PastNight, 'state' | 'sealBroken' | 'wentOn'>;
  /** Its contract was hashed again and holds. */
  readonly sealHolds: boolean;
  readonly moved: readonly string[];
  /** Why nothing may move now; null: it may. */
  readonly refused: string | null;
  /** The core is one that serves, and nobody said no. */
  readonly allowed: boolean;
  readonly wallTime: string;
}

/** Null: it goes on by itself. A clock that was set back counts for no time passed. */
export function whyNotOn(facts: GoOnFacts): string | null {
  const { past, sealHolds, moved, refused, allowed, wallTime } = facts;
  if (past.state !== 'running') return past.state;
  const ended = 'its core ended in the middle';
  if (!allowed) return ended;
  if (!sealHolds || past.sealBroken !== null) return `${ended}, and its contract does not hold`;
  if (moved.length > 0) return `${ended}, and not all is as it was`;
  if (refused !== null) return `${ended}, and ${refused}`;
  const now = Date.parse(wallTime);
  const recent = past.wentOn.filter((at) => now - Date.parse(at) < withinMs).length;
  // Each time it went on its core ended again: this end is one more.
  if (recent + 1 >= mostEnds) return `its core ended ${recent + 1} times within ten minutes`;
  return null;
}
