/**
 * What the ledger keeps of judges: each version with its hash, each measuring on locked clips, each acceptance with who
 * said so, what a writer of judges was shown, labels that were doubted, what the watch over cameras and light found.
 */
import type { DriftView, JudgeBy, LockedMeasure } from '../model/judge.ts';

export type JudgeEntry =
  /** Its folder lies whole under `judges/<task>/<judgeId>`, fsynced. */
  | {
      readonly kind: 'judge-made';
      readonly task: string;
      readonly judgeId: string;
      readonly hash: string;
      readonly by: JudgeBy;
      readonly words: string;
      /** Recordings that whoever wrote it may have learnt from: none of them measures it. */
      readonly learntFrom?: readonly string[] | undefined;
    }
  /** Whoever writes judges was given these recordings; in the ledger before the first picture is handed over. */
  | {
      readonly kind: 'clips-shown';
      readonly task: string;
      readonly to: string;
      readonly recordings: readonly string[];
    }
  | {
      readonly kind: 'judge-measured';
      readonly task: string;
      readonly judgeId: string;
      readonly hash: string;
      readonly measure: Omit<LockedMeasure, 'wallTime'>;
    }
  /** The task's trials run it from now on. */
  | {
      readonly kind: 'judge-accepted';
      readonly task: string;
      readonly judgeId: string;
      readonly hash: string;
      readonly by: string;
      /** Why, where the gate is not met. */
      readonly overrode: string | null;
    }
  /** An author's out-of-sample verdict contradicts the labels of these clips. */
  | {
      readonly kind: 'labels-doubted';
      readonly task: string;
      readonly clips: readonly string[];
    }
  | {
      readonly kind: 'judge-watched';
      readonly task: string;
      readonly found: Omit<DriftView, 'wallTime'>;
    };

/** All kinds above, for looking them up. */
export const judgeEntryKinds = [
  'judge-made',
  'clips-shown',
  'judge-measured',
  'judge-accepted',
  'labels-doubted',
  'judge-watched',
] as const satisfies readonly JudgeEntry['kind'][];
