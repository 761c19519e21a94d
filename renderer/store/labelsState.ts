/** What the labels view remembers besides what the core says: plain data, so that the gallery can show any state. */
import type { LabelLook, SplitPlan } from '../../main/base/model/episode.ts';
import type { AnswerValue, ClipBook, ClipFilter, Marks } from './clipBook.ts';

export interface LabelsState {
  /** Null: not asked for yet. */
  readonly book: ClipBook | null;
  /** Why the clips could not be had. */
  readonly problem: string | null;
  readonly look: LabelLook;
  readonly filter: ClipFilter;
  /** Ids of the list as it was when the filter was chosen. */
  readonly shown: readonly string[];
  readonly clip: string | null;
  /** Several at once; empty: only the one that is looked at. */
  readonly picked: readonly string[];
  readonly marks: Marks;
  /** Who answers; empty until asked. */
  readonly by: string;
  /** What waits for a name: an answer, the second look, or a clip that fooled the judge. */
  readonly asked:
    | { readonly kind: 'answer'; readonly value: AnswerValue; readonly why: string }
    | { readonly kind: 'look' }
    /** What fooled the judge live. */
    | { readonly kind: 'keep'; readonly value: 'success' | 'failure' }
    | null;
  /** What undoing or cutting did last, as a sentence; empty after the next answer. */
  readonly said: string;
  /** Wall milliseconds between the last answers, newest last: the pace. */
  readonly paceMs: readonly number[];
  /** Second looks that this person may give only later, and from when on. */
  readonly fresh: { readonly count: number; readonly until: string | null };
  readonly negatives: number;
  /** What locking would take; null until asked. */
  readonly plan: SplitPlan | null;
}

/** In whose name this window does what needs no name. */
export const personOf = ({ by }: Pick<LabelsState, 'by'>): string => by.trim() || 'operator';

export const firstLabels: LabelsState = {
  book: null,
  problem: null,
  look: 'first',
  filter: 'all',
  shown: [],
  clip: null,
  picked: [],
  marks: {},
  by: '',
  asked: null,
  said: '',
  paceMs: [],
  fresh: { count: 0, until: null },
  negatives: 59,
  plan: null,
};
