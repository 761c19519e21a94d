/**
 * What the ledger keeps of phase one: recordings and what became of them, every answer about a clip, what was locked and
 * each use of it, the person's minutes, and what was set, calibrated and tested of the bench. All state of the day is
 * folded from these; undoing is an entry too.
 */
import type {
  ClipSource,
  Label,
  LabelLook,
  LabelValue,
  RecordingOrigin,
} from '../model/episode.ts';
import type { ArmName, StepId } from '../model/phaseOne.ts';

export type DayEntry =
  /** A recording is on the disk, fsynced, under `demos/<recordingId>`, and is one demo so far. */
  | {
      readonly kind: 'demo-recorded';
      readonly demoId: string;
      readonly recordingId: string;
      readonly task: string;
      readonly origin: RecordingOrigin;
      /** SHA-256 of its demo-end.json, which has the hashes of all others. */
      readonly endHash: string;
      readonly result: LabelValue | null;
      readonly nearMiss: string | null;
      readonly fromMs: number;
      readonly toMs: number;
      readonly roles: readonly string[];
      /** Of its first camera. */
      readonly frames: number;
      readonly why: string;
    }
  | {
      readonly kind: 'demo-trimmed';
      readonly demoId: string;
      readonly fromMs: number;
      readonly toMs: number;
      /** Of its first camera in the new span, where they were counted. */
      readonly frames?: number | undefined;
    }
  /** `demoId` keeps what is before, `newId` gets the rest. */
  | {
      readonly kind: 'demo-split';
      readonly demoId: string;
      readonly newId: string;
      readonly atMs: number;
      /** Of its first camera before, where they were counted. */
      readonly frames?: number | undefined;
    }
  | { readonly kind: 'demo-removed'; readonly demoId: string }
  /** The newest trim, split or removal of the task that still counts does not count any more. */
  | { readonly kind: 'demo-undone'; readonly task: string }
  | {
      readonly kind: 'clip-cut';
      readonly clipId: string;
      readonly task: string;
      readonly source: ClipSource;
      readonly recordingId: string;
      readonly demoId: string | null;
      readonly roles: readonly string[];
      readonly fromMs: number;
      readonly toMs: number;
      readonly nearMiss: string | null;
      readonly hint: LabelValue | null;
    }
  | {
      readonly kind: 'clip-labelled';
      readonly task: string;
      readonly clips: readonly string[];
      readonly look: LabelLook;
      readonly label: Omit<Label, 'wallTime'>;
    }
  | {
      readonly kind: 'clip-amended';
      readonly task: string;
      readonly clipId: string;
      readonly nearMiss?: string | null | undefined;
      readonly decidedMs?: number | undefined;
    }
  /** The newest answer or amendment of the task that still counts does not count any more. */
  | { readonly kind: 'clip-undone'; readonly task: string }
  | {
      readonly kind: 'clips-locked';
      readonly task: string;
      readonly setId: string;
      readonly clips: readonly string[];
      readonly recordings: readonly string[];
      readonly positives: number;
      readonly negatives: number;
      readonly negativesWanted: number;
      readonly seed: number;
      readonly by: string;
    }
  | {
      readonly kind: 'locked-used';
      readonly task: string;
      readonly setId: string;
      readonly what: string;
      readonly by: string;
    }
  | {
      readonly kind: 'human-minutes';
      readonly task: string | null;
      readonly step: StepId;
      readonly seconds: number;
    }
  | {
      readonly kind: 'task-written';
      readonly task: string;
      readonly hash: string;
      readonly how:
        | 'form'
        | 'duplicate'
        | 'import'
        | 'archive'
        | 'unarchive'
        | 'judge'
        | 'reset'
        | 'policy'
        | 'starts';
    }
  /** The window works on this one from now on. */
  | { readonly kind: 'task-opened'; readonly task: string | null }
  /** A step of phase one was done for the first time; the bench's step belongs to a bench and to no task. */
  | {
      readonly kind: 'step-done';
      readonly step: StepId;
      readonly task: string | null;
      readonly benchId: string | null;
    }
  | { readonly kind: 'bench-chosen'; readonly benchId: string }
  | {
      readonly kind: 'envelope-set';
      readonly benchId: string;
      readonly how: 'numbers' | 'swept';
      readonly hash: string;
    }
  | {
      readonly kind: 'servos-calibrated';
      readonly benchId: string;
      readonly arm: ArmName;
      readonly hash: string;
    }
  | {
      readonly kind: 'camera-calibrated';
      readonly benchId: string;
      readonly role: string;
      readonly hash: string;
      readonly reprojectionPx: number;
    }
  | {
      readonly kind: 'stop-tested';
      readonly benchId: string;
      readonly held: boolean;
      readonly wroteAfterMs: number | null;
      readonly stoodAfterMs: number | null;
    };

/** All kinds above, for looking them up. */
export const dayEntryKinds = [
  'demo-recorded',
  'demo-trimmed',
  'demo-split',
  'demo-removed',
  'demo-undone',
  'clip-cut',
  'clip-labelled',
  'clip-amended',
  'clip-undone',
  'clips-locked',
  'locked-used',
  'human-minutes',
  'task-written',
  'task-opened',
  'step-done',
  'bench-chosen',
  'envelope-set',
  'servos-calibrated',
  'camera-calibrated',
  'stop-tested',
] as const satisfies readonly DayEntry['kind'][];
