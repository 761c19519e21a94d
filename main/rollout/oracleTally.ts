/**
 * The judge against the simulated bench's truth, trial by trial (docs/SCIENCE.md §3). The referee's side only: it is
 * printed after a run and measures the judge; it is in no record that a policy, a judge or an agent can read.
 */
import type { Truth } from '../base/model/scene.ts';
import type { Confusion, OracleTally } from '../base/model/view.ts';

export interface Tally {
  /** One counted trial: what the judge decided, and the truth at that moment. */
  add(judged: 'success' | 'failure', truth: Truth): void;
  read(): OracleTally;
}

type Counts = { -readonly [K in keyof Confusion]: number };

const zero = (): Counts => ({ tp: 0, fp: 0, tn: 0, fn: 0 });

export function createTally(): Tally {
  const plain = zero();
  const edge = zero();
  return {
    add(judged, truth) {
      const counts = truth.edge ? edge : plain;
      if (judged === 'success') counts[truth.success ? 'tp' : 'fp']++;
      else counts[truth.success ? 'fn' : 'tn']++;
    },
    read: () => ({ ...plain, edge: { ...edge } }),
  };
}
