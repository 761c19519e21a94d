/**
 * When the head of the ledger's chain is to be anchored, by what is told of the night: where its state changes, and every
 * few trials in between. Pure.
 */
import type { NightView } from '../../base/model/night.ts';

/** At most so many trials are not covered by an anchor while a night runs. */
const trialsPerAnchor = 25;

/** A night as a core finds it was anchored by the core that ran it. */
export function isAnchorMoment(before: NightView | null, now: NightView | null): boolean {
  if (now === null) return false;
  if (before?.nightId !== now.nightId) return now.state === 'running';
  if (before.state !== now.state) return true;
  const part = (night: NightView): number => Math.floor(night.counts.trials / trialsPerAnchor);
  return part(before) !== part(now);
}
