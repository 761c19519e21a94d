/** What the judge view remembers besides what the core says: plain data, so that the gallery can show any state. */
import type { CompareReport, JudgeHeat, TryReport } from '../../main/base/model/judge.ts';
import type { ClipBook } from './clipBook.ts';

/** An answer that takes a while, of one judge or several. */
export type Asked<T> =
  | { readonly kind: 'none' }
  | { readonly kind: 'asking'; readonly of: string }
  | { readonly kind: 'there'; readonly of: string; readonly report: T }
  | { readonly kind: 'failed'; readonly of: string; readonly message: string };

export interface HeatMap {
  readonly judge: string;
  readonly clip: string;
  readonly heat: JudgeHeat;
}

/** What a person waits for; one at a time. */
export type JudgeWait = 'measure' | 'accept' | 'watch' | 'live' | 'keep' | 'clear' | 'add';

export interface JudgeDesk {
  /** The task that all of this is about; of another one nothing stays. */
  readonly task: string | null;
  /** Every clip that is not locked; null: not asked for yet. */
  readonly book: ClipBook | null;
  /** The version that a person chose; null: the newest. */
  readonly chosen: string | null;
  /** What stands in the middle; auto: the author while it works or nothing is written, else the mistakes. */
  readonly middle: 'auto' | 'mistakes' | 'author';
  readonly tried: Asked<TryReport>;
  readonly compared: Asked<CompareReport>;
  /** The clip that is looked at in large. */
  readonly opened: string | null;
  readonly heatOn: boolean;
  /** The newest few. */
  readonly heats: readonly HeatMap[];
  /** Why there is none; null while there is or it is on its way. */
  readonly heatProblem: string | null;
  readonly near: { readonly clip: string; readonly clips: readonly string[] } | null;
  readonly wait: JudgeWait | null;
  /** What was done last, as a sentence. */
  readonly said: string;
}

export const firstJudgeDesk: JudgeDesk = {
  task: null,
  book: null,
  chosen: null,
  middle: 'auto',
  tried: { kind: 'none' },
  compared: { kind: 'none' },
  opened: null,
  heatOn: false,
  heats: [],
  heatProblem: null,
  near: null,
  wait: null,
  said: '',
};
