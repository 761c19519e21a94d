/** All that is told of where and when trials fail, from facts of trials and of labelled demos. Pure. */
import type { OnsetBin, OnsetStall, OnsetView } from '../../base/model/onset.ts';
import type { PlanarPose } from '../../base/model/scene.ts';
import type { StartBox } from '../../base/model/starts.ts';
import type { FailureReason } from '../../base/model/trial.ts';
import { boxOf, cellsAcross } from '../reset/spreadOf.ts';
import { type CountedTrial, cellsOf, rateOfTrials } from './cellsOf.ts';
import { proposeStarts } from './proposeStarts.ts';

export interface TrialFacts extends CountedTrial {
  readonly id: string;
  /** It began in a part of the stated starts that was chosen: of another distribution, so counted in nothing. */
  readonly narrowed: boolean;
  readonly reason: FailureReason | null;
  /** Of a failed one that was read; null elsewhere. */
  readonly stall: OnsetStall | null;
}

export interface OnsetFacts {
  readonly task: string;
  /** Counted ones, newest first. */
  readonly trials: readonly TrialFacts[];
  /** Demos with a label that counts; bench seconds into each until it was decided that it failed. */
  readonly demos: { readonly labelled: number; readonly failedS: readonly number[] };
  readonly reference: readonly PlanarPose[];
  readonly turns: boolean;
  readonly starts: StartBox | null;
}

const mostBins = 12;
const roundWidths = [1, 2, 5];

/** The smallest of 0.5, 1, 2, 5, 10, 20 … seconds with which so many bins reach far enough. */
function widthOf(mostS: number): number {
  for (let power = 1; ; power *= 10)
    for (const width of power === 1 ? [0.5, ...roundWidths] : roundWidths)
      if (width * power * mostBins >= mostS || power > 1e6) return width * power;
}

export function binsOf(
  stalls: readonly Pick<OnsetStall, 'seconds' | 'at'>[],
  demosS: readonly number[],
): readonly OnsetBin[] {
  const all = [...stalls.map(({ seconds }) => seconds), ...demosS];
  if (all.length === 0) return [];
  const mostS = Math.max(...all);
  const width = widthOf(mostS);
  const count = Math.min(mostBins, Math.floor(mostS / width) + 1);
  const binOf = (seconds: number): number => Math.min(count - 1, Math.floor(seconds / width));
  const tally = (values: readonly number[], bin: number): number =>
    values.filter((seconds) => binOf(seconds) === bin).length;
  const secondsOf = (isBelieved: boolean): readonly number[] =>
    stalls.filter(({ at }) => (at !== null) === isBelieved).map(({ seconds }) => seconds);
  const [believed, ended] = [secondsOf(true), secondsOf(false)];
  return Array.from({ length: count }, (_, bin) => ({
    ...{ fromS: bin * width, toS: (bin + 1) * width },
    ...{ believed: tally(believed, bin), ended: tally(ended, bin), demos: tally(demosS, bin) },
  }));
}

function reasonsOf(trials: readonly TrialFacts[]): OnsetView['reasons'] {
  const failed = trials.flatMap(({ reason }) => (reason === null ? [] : [reason]));
  return [...Map.groupBy(failed, (reason) => reason)]
    .map(([reason, all]) => ({ reason, n: all.length }))
    .sort((a, b) => b.n - a.n || (a.reason < b.reason ? -1 : 1));
}

function leftOutWords(narrowed: number): string {
  if (narrowed === 0) return '';
  const [trials, are] = narrowed === 1 ? ['trial', 'is'] : ['trials', 'are'];
  return `${narrowed} ${trials} of narrowed starts ${are} left out.`;
}

export function onsetOf(facts: OnsetFacts): OnsetView {
  const { task, demos, reference, turns, starts } = facts;
  const trials = facts.trials.filter(({ narrowed }) => !narrowed);
  const leftOut = leftOutWords(facts.trials.length - trials.length);
  const stated = boxOf(reference);
  const { proposals, why } = proposeStarts({ trials, stated, reference, turns });
  const failures = rateOfTrials(trials);
  const stalls = trials.flatMap(({ stall }) => (stall === null ? [] : [stall]));
  return {
    ...{ task, failures, stated, stalls, starts },
    unread: failures.k - stalls.length,
    demos: { failures: demos.failedS.length, labelled: demos.labelled },
    reasons: reasonsOf(trials),
    bins: binsOf(stalls, demos.failedS),
    across: cellsAcross,
    cells: cellsOf(trials, stated),
    proposals,
    why: [why, leftOut].filter((words) => words !== '').join(' '),
  };
}
