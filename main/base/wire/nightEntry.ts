/**
 * What the ledger keeps of the way into the night: versions of a reset and what was measured of each, every contract that
 * was signed, and each night from its start to its end with every pause between.
 */
import type { ResetBy, ResetMeasure } from '../model/reset.ts';
import type { CampaignBudget, SealContract } from '../model/seal.ts';

export type NightEntry =
  /** Its folder lies whole under `resets/<task>/<resetId>`, fsynced. */
  | {
      readonly kind: 'reset-made';
      readonly task: string;
      readonly resetId: string;
      readonly hash: string;
      readonly by: ResetBy;
      readonly words: string;
    }
  /** A whole measuring of these bytes; `resetId` is a version, `shipped` or `working`. */
  | {
      readonly kind: 'reset-measured';
      readonly task: string;
      readonly resetId: string;
      readonly hash: string;
      readonly measure: Omit<ResetMeasure, 'wallTime'>;
    }
  /** The task's trials run it from now on. */
  | {
      readonly kind: 'reset-accepted';
      readonly task: string;
      readonly resetId: string;
      readonly hash: string;
      readonly by: string;
      readonly overrode: string | null;
    }
  /** The contract lies whole under `seals/<hash>`, fsynced. Once more where it is signed again: the newest counts. */
  | {
      readonly kind: 'sealed';
      readonly task: string;
      readonly hash: string;
      /** SHA-256 of its signature.json. */
      readonly signatureHash: string;
      readonly by: string;
      readonly overrode: string | null;
    }
  /** A sealed file was not what was sealed: the bench was stopped. */
  | {
      readonly kind: 'seal-broken';
      readonly hash: string;
      readonly problem: string;
    }
  | {
      readonly kind: 'night-started';
      readonly nightId: string;
      readonly task: string;
      readonly sealHash: string;
      readonly agent: 'none';
      readonly clock: 'real' | 'lockstep';
      readonly seed: number;
      /** The sealed one, narrowed by who started it. */
      readonly budget: CampaignBudget;
      readonly target: SealContract['target'];
      readonly by: string;
    }
  | {
      readonly kind: 'night-paused';
      readonly nightId: string;
      /** Null: by itself, over a cap. */
      readonly by: string | null;
      readonly why: string;
    }
  | {
      readonly kind: 'night-resumed';
      readonly nightId: string;
      /** Null: by itself after a restart, where nothing moved. */
      readonly by: string | null;
      readonly moved: readonly string[];
    }
  | {
      readonly kind: 'night-ended';
      readonly nightId: string;
      readonly by: string | null;
      readonly why: string;
    };

/** All kinds above, for looking them up. */
export const nightEntryKinds = [
  'reset-made',
  'reset-measured',
  'reset-accepted',
  'sealed',
  'seal-broken',
  'night-started',
  'night-paused',
  'night-resumed',
  'night-ended',
] as const satisfies readonly NightEntry['kind'][];
