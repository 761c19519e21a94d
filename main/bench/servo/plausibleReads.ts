/**
 * A checksum of one byte lets one broken answer in 256 through. A position that no servo can have reached since the last
 * one is not believed, unless the next read says the same: then the arm really is there (a bus that was away, a hand).
 * What is not believed counts as a bad packet and as no answer. Knows servo counts only.
 */
import type { ReadOutcome } from './bus.ts';

/** About twice the free speed of an STS3215 at 12 V, and play. */
const countsPerMs = 8;
const slackCounts = 64;
/** After a longer silence a jump is as odd as after this. */
const longestGapMs = 100;

interface Seen {
  readonly counts: number;
  readonly atMs: number;
}

/** How far a servo may have gone in that time. */
export function reachCounts(ms: number): number {
  return slackCounts + countsPerMs * Math.min(longestGapMs, Math.max(0, ms));
}

const near = (a: Seen, b: Seen): boolean =>
  Math.abs(a.counts - b.counts) <= reachCounts(b.atMs - a.atMs);

/** Give it each read in turn with its bench time; it gives what of it may be believed. */
export function createPlausibleReads(): (outcome: ReadOutcome, atMs: number) => ReadOutcome {
  const believed = new Map<number, Seen>();
  const odd = new Map<number, Seen>();
  const believes = (servo: number, now: Seen): boolean => {
    const last = believed.get(servo);
    const before = odd.get(servo);
    const fits =
      last === undefined || near(last, now) || (before !== undefined && near(before, now));
    if (fits) {
      believed.set(servo, now);
      odd.delete(servo);
    } else odd.set(servo, now);
    return fits;
  };
  return (outcome, atMs) => {
    let refused = 0;
    const readouts = outcome.readouts.map((readout, servo) => {
      if (readout === null || believes(servo, { counts: readout.positionCounts, atMs }))
        return readout;
      refused++;
      return null;
    });
    if (refused === 0) return outcome;
    return { ...outcome, readouts, badPackets: outcome.badPackets + refused };
  };
}
