/**
 * A checksum of one byte lets one broken answer in 256 through. A position that no servo can have reached since the last
 * one is not believed, unless the next read says the same: then the arm really is there (a hand moved it). After a
 * silence, and at first, no position is believed before two reads agree, however near it is. What is not believed counts
 * as a bad packet and as no answer. Knows servo counts only.
 */
import type { ReadOutcome } from './bus.ts';

/** About twice the free speed of an STS3215 at 12 V, and play. */
const countsPerMs = 8;
const slackCounts = 64;
/** Two lost reads and some lateness. What was believed longer ago says nothing of where the arm is. */
export const freshMs = 65;

interface Seen {
  readonly counts: number;
  readonly atMs: number;
}

/** How far a servo may have gone in that time. */
export function reachCounts(ms: number): number {
  return slackCounts + countsPerMs * Math.min(freshMs, Math.max(0, ms));
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
    const isFresh = last !== undefined && now.atMs - last.atMs <= freshMs;
    const fits = (isFresh && near(last, now)) || (before !== undefined && near(before, now));
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
