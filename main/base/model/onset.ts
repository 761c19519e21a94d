/**
 * Where and when trials of a task fail (docs/SCIENCE.md §1): over bench time, over the stated box of starts, and the boxes
 * of starts that are worth practising. Facts of the records and labels; nobody's decision.
 */
import type { Range } from './arm.ts';
import type { PlanarPose } from './scene.ts';
import type { StartBox } from './starts.ts';

/** Below so many counted trials, or so few failures, no box is proposed. */
export const onsetNeeds = { trials: 20, failures: 3 } as const;

/** k failures of n trials, with a Wilson interval of 95 %. */
export interface FailureRate {
  readonly k: number;
  readonly n: number;
  readonly lo: number;
  readonly hi: number;
}

/** Bench seconds, and how many stalled in them by what was known of each. */
export interface OnsetBin {
  readonly fromS: number;
  readonly toS: number;
  /** By what the judge believed: the moment from which it came no closer. */
  readonly believed: number;
  /** Nothing was believed: the end of its last attempt. */
  readonly ended: number;
  /** Demos that a person labelled a failure: the labelled moment. */
  readonly demos: number;
}

/** A cell of the stated box, counted from its smallest x and y; those that no trial began in are left out. */
export interface OnsetCell extends FailureRate {
  readonly alongX: number;
  readonly alongY: number;
}

export interface OnsetStall {
  readonly trial: string;
  readonly start: PlanarPose;
  /** Where the object was believed to lie at that moment; null where nothing was believed. */
  readonly at: PlanarPose | null;
  /** Bench seconds since its first attempt began. */
  readonly seconds: number;
  readonly attempt: number;
  /** How far outside its rule, in units of the bound; null where nothing was believed. */
  readonly outside: number | null;
}

export interface OnsetProposal extends FailureRate {
  readonly box: StartBox;
  /** Share of failures to expect there, drawn towards the rate of all. */
  readonly expected: number;
  /** Of all stated starts. */
  readonly share: number;
  readonly words: string;
}

export interface OnsetView {
  readonly task: string;
  /** Of the newest thousand counted trials: successes and failures for all of the stated starts, by whatever policy. */
  readonly failures: FailureRate;
  /** Failed trials whose moment is not told: older than the newest two hundred, or not to be read. */
  readonly unread: number;
  readonly demos: { readonly failures: number; readonly labelled: number };
  readonly reasons: readonly { readonly reason: string; readonly n: number }[];
  readonly bins: readonly OnsetBin[];
  /** Square: so many cells across. */
  readonly across: number;
  readonly stated: { readonly x: Range; readonly y: Range };
  readonly cells: readonly OnsetCell[];
  /** Of the newest failed trials, at most two hundred. */
  readonly stalls: readonly OnsetStall[];
  readonly proposals: readonly OnsetProposal[];
  /** Why there are no proposals, and how many trials of narrowed starts are left out; empty where neither is. */
  readonly why: string;
  /** What is practised now; null: all of the stated starts. */
  readonly starts: StartBox | null;
}
