/**
 * The author's time: what is left of its seconds, how far it is, and how long what it still means to do will take, by the
 * pace of what it did so far. Knows no work by content.
 */
import { must } from '../../base/lib/assert.ts';

export interface Plan {
  /** Runs one piece of work of a kind and learns how long that kind takes. */
  spend<T>(kind: string, doing: string, work: () => Promise<T>): Promise<T>;
  /** How many pieces of each kind are still meant to be done, instead of what was meant before. */
  intend(kind: string, count: number): void;
  /** Would `count` more of this kind still fit, with all that is intended of the `needed` kinds after it? */
  fits(kind: string, count: number, needed: readonly string[]): boolean;
  /** Within the piece that is at work: 0…1. */
  within(share: number): void;
}

export interface PlanPorts {
  readonly nowMs: () => number;
  readonly seconds: number;
  /** First guesses, in seconds for one piece. */
  readonly guessS: Readonly<Record<string, number>>;
  readonly tell: (share: number, secondsLeft: number, doing: string) => void;
}

/** A window needs no more. */
const tellEveryMs = 250;

export function createPlan({ nowMs, seconds, guessS, tell }: PlanPorts): Plan {
  const startMs = nowMs();
  const spentMs = new Map<string, { ms: number; count: number }>();
  const intended = new Map<string, number>();
  let toldMs = Number.NEGATIVE_INFINITY;
  let now: { kind: string; doing: string; startMs: number; share: number } | null = null;
  const eachMs = (kind: string): number => {
    const known = spentMs.get(kind);
    if (known === undefined || known.count === 0) return 1000 * (guessS[kind] ?? 1);
    return known.ms / known.count;
  };
  const leftMs = (): number => {
    let left = 0;
    for (const [kind, count] of intended) left += count * eachMs(kind);
    return left;
  };
  const report = (always: boolean): void => {
    const atMs = nowMs();
    if (!always && atMs - toldMs < tellEveryMs) return;
    toldMs = atMs;
    const current = now === null ? 0 : (1 - now.share) * eachMs(now.kind);
    const left = leftMs() + current;
    const done = atMs - startMs;
    tell(
      Math.min(0.999, done / Math.max(1, done + left)),
      Math.ceil(left / 1000),
      now?.doing ?? '',
    );
  };
  return {
    async spend(kind, doing, work) {
      const begunMs = nowMs();
      intended.set(kind, Math.max(0, (intended.get(kind) ?? 0) - 1));
      now = { kind, doing, startMs: begunMs, share: 0 };
      report(true);
      try {
        return await work();
      } finally {
        const known = spentMs.get(kind) ?? { ms: 0, count: 0 };
        spentMs.set(kind, { ms: known.ms + nowMs() - begunMs, count: known.count + 1 });
        now = null;
      }
    },
    intend: (kind, count) => void intended.set(kind, count),
    fits(kind, count, needed) {
      const after = needed.reduce((sum, each) => sum + (intended.get(each) ?? 0) * eachMs(each), 0);
      return nowMs() - startMs + count * eachMs(kind) + after <= 1000 * seconds;
    },
    within(share) {
      must(now).share = Math.max(0, Math.min(1, share));
      report(false);
    },
  };
}
