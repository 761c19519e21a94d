/**
 * The author's time: what is left of its seconds, how far it is, and how long what it still means to do will take, by the
 * pace of what it did so far and by how much is done at once. Knows no work by content.
 */

export interface Plan {
  /** Runs one piece of work of a kind and learns how long that kind takes from its start on. */
  spend<T>(kind: string, doing: string, work: (piece: Piece) => Promise<T>): Promise<T>;
  /** How many pieces of each kind are still meant to be done, instead of what was meant before. */
  intend(kind: string, count: number): void;
  /** Would `count` more of this kind still fit, with all that is intended of the `needed` kinds after it? */
  fits(kind: string, count: number, needed: readonly string[]): boolean;
  /** So many pieces are done at once from here on; one before. */
  share(hands: number): void;
}

/** A piece of work tells when it is taken up (its time counts from then on) and how far it is, 0…1. */
export interface Piece {
  readonly started: () => void;
  readonly progress: (share: number) => void;
}

export interface PlanPorts {
  readonly nowMs: () => number;
  readonly seconds: number;
  /** First guesses, in seconds for one piece. */
  readonly guessS: Readonly<Record<string, number>>;
  readonly tell: (share: number, secondsLeft: number, doing: string) => void;
}

interface Running {
  readonly kind: string;
  readonly doing: string;
  startMs: number;
  share: number;
}

/** A window needs no more. */
const tellEveryMs = 250;

export function createPlan({ nowMs, seconds, guessS, tell }: PlanPorts): Plan {
  const startMs = nowMs();
  const spentMs = new Map<string, { ms: number; count: number }>();
  const intended = new Map<string, number>();
  const running = new Set<Running>();
  let hands = 1;
  let toldMs = Number.NEGATIVE_INFINITY;
  const eachMs = (kind: string): number => {
    const known = spentMs.get(kind);
    if (known === undefined || known.count === 0) return 1000 * (guessS[kind] ?? 1);
    return known.ms / known.count;
  };
  const leftMs = (): number => {
    let left = 0;
    for (const [kind, count] of intended) left += count * eachMs(kind);
    for (const { kind, share } of running) left += (1 - share) * eachMs(kind);
    return left / hands;
  };
  const report = (doing: string, always: boolean): void => {
    const atMs = nowMs();
    if (!always && atMs - toldMs < tellEveryMs) return;
    toldMs = atMs;
    const left = leftMs();
    const done = atMs - startMs;
    tell(Math.min(0.999, done / Math.max(1, done + left)), Math.ceil(left / 1000), doing);
  };
  return {
    async spend(kind, doing, work) {
      intended.set(kind, Math.max(0, (intended.get(kind) ?? 0) - 1));
      const own: Running = { kind, doing, startMs: nowMs(), share: 0 };
      running.add(own);
      const started = (): void => {
        own.startMs = nowMs();
        report(doing, true);
      };
      const progress = (share: number): void => {
        own.share = Math.max(0, Math.min(1, share));
        report(doing, false);
      };
      try {
        return await work({ started, progress });
      } finally {
        running.delete(own);
        const known = spentMs.get(kind) ?? { ms: 0, count: 0 };
        spentMs.set(kind, { ms: known.ms + nowMs() - own.startMs, count: known.count + 1 });
      }
    },
    intend: (kind, count) => void intended.set(kind, count),
    fits(kind, count, needed) {
      const after = needed.reduce((sum, each) => sum + (intended.get(each) ?? 0) * eachMs(each), 0);
      return nowMs() - startMs + (count * eachMs(kind) + after) / hands <= 1000 * seconds;
    },
    share: (count) => {
      hands = count;
    },
  };
}
