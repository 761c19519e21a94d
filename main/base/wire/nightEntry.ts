/**
 * What the ledger keeps of the way into the night: versions of a reset and what was measured of each, every contract that
 * was signed, each night from its start to its end with every pause between, and when a person was called.
 */
import type { NightRow } from '../model/night.ts';
import type { ResetBy, ResetMeasure } from '../model/reset.ts';
import type { CampaignBudget, SealContract } from '../model/seal.ts';
import type { StartBox } from '../model/starts.ts';

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
  /** Trials begin in this box from now on, which task.json of this hash says; null: in all stated starts. */
  | {
      readonly kind: 'starts-chosen';
      readonly task: string;
      readonly starts: StartBox | null;
      readonly taskHash: string;
      readonly by: string;
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
      /** The open night; absent in older entries. */
      readonly nightId?: string | undefined;
    }
  | {
      readonly kind: 'night-started';
      readonly nightId: string;
      readonly task: string;
      readonly sealHash: string;
      /** `none`, or the recipe of a coding agent. */
      readonly agent: string;
      /** Lockstep: declared bench seconds of its thinking between two ideas; absent without an agent. */
      readonly thinkSeconds?: number | undefined;
      /** Of the recipe `command`. */
      readonly command?: readonly string[] | undefined;
      /** Of an agent with a language model; absent: its program's usual one. */
      readonly model?: string | undefined;
      readonly clock: 'real' | 'lockstep';
      readonly seed: number;
      /** The sealed one, narrowed by who started it. */
      readonly budget: CampaignBudget;
      readonly target: SealContract['target'];
      readonly by: string;
    }
  | {
      /** A person asked for it while a trial ran: the night heeds it after that trial, or the next core does. */
      readonly kind: 'night-wished';
      readonly nightId: string;
      readonly wish: 'pause' | 'end';
      readonly by: string;
      readonly why: string;
    }
  | {
      readonly kind: 'night-paused';
      readonly nightId: string;
      /** Null: by itself, over a cap. */
      readonly by: string | null;
      readonly why: string;
      /** The arm stood in the clear view; absent in older entries and where nobody could tell. */
      readonly parked?: boolean | undefined;
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
      /** As of `night-paused`. */
      readonly parked?: boolean | undefined;
    }
  /** No trial begins before this joint is cool; the next one that begins ends it. */
  | {
      readonly kind: 'night-cooling';
      readonly nightId: string;
      readonly joint: string;
      readonly temperatureC: number;
    }
  /** It met its target; its end comes next. */
  | ({ readonly kind: 'night-row'; readonly nightId: string } & NightRow)
  /** The champion of a night became its task's working policy. `before`: the policy's hash that was there. */
  | {
      readonly kind: 'policy-adopted';
      readonly nightId: string;
      readonly task: string;
      readonly policyHash: string;
      readonly commit: string | null;
      readonly before: string;
      readonly by: string;
      /** Why, although the working copy had another policy than any of the night. */
      readonly overrode: string | null;
    }
  /** The lab's pager; its arguments may hold a secret and are told by their hash alone. Null: none any more. */
  | {
      readonly kind: 'call-set';
      readonly program: string | null;
      readonly argvHash: string | null;
      readonly by: string;
    }
  /** Written before the pager runs. */
  | {
      readonly kind: 'person-called';
      /** Of the alert; `call/test` where somebody tried it. */
      readonly key: string;
      readonly nightId: string | null;
      /** The first, second, third call for it. */
      readonly call: number;
      /** Null: by the window and the desktop alone. */
      readonly program: string | null;
      /** Who tried it; null: the app called. */
      readonly by: string | null;
    }
  | {
      readonly kind: 'person-call-failed';
      readonly key: string;
      readonly nightId: string | null;
      readonly why: string;
    }
  /** Somebody said that they come. Going on and ending a night have entries of their own. */
  | {
      readonly kind: 'person-answered';
      readonly key: string;
      readonly nightId: string | null;
      readonly by: string;
    };

/** All kinds above, for looking them up. */
export const nightEntryKinds = [
  'reset-made',
  'reset-measured',
  'reset-accepted',
  'starts-chosen',
  'sealed',
  'seal-broken',
  'night-started',
  'night-wished',
  'night-paused',
  'night-resumed',
  'night-ended',
  'night-row',
  'night-cooling',
  'policy-adopted',
  'call-set',
  'person-called',
  'person-call-failed',
  'person-answered',
] as const satisfies readonly NightEntry['kind'][];
