/**
 * Core ↔ recorder process, over stdio frames. The recorder writes one trial or demo at a time into its folder and fsyncs
 * all of it before it says `finished`; the verdict file is written last, so a folder without one is an abort. A demo
 * has demo.json and demo-end.json instead of the trial's first and last file, and all frames are kept.
 *
 *     trials/<id>/trial.json      provenance, written first
 *                 frames.mcap     every judged frame as the exact JPEG bytes, and the verdict trace
 *                 steps.ndjson    one control row a line (`StepRow`); its SHA-256 is the trial's stepHash
 *                 <role>.mp4      H.264 for people
 *                 films.json      when each picture of those was taken
 *                 verdict.json    outcome, attempts, hashes of the files above; written last
 */
import type { Joints, LimitReason, RobotMode } from '../model/arm.ts';
import type { DemoEnd, DemoHead, DemoMark } from '../model/episode.ts';
import type { ErrorData } from '../model/errors.ts';
import type {
  AttemptRecord,
  Outcome,
  Provenance,
  TrialPhase,
  TrialReset,
  TrialRow,
  VerdictTraceRow,
} from '../model/trial.ts';
import type { AgentEntry } from './agentEntry.ts';
import type { CampaignEntry } from './campaignEntry.ts';
import type { DayEntry } from './dayEntry.ts';
import type { JudgeEntry } from './judgeEntry.ts';
import type { NightEntry } from './nightEntry.ts';

export const stepSources = ['policy', 'human', 'reset', 'bench', 'none'] as const;
export type StepSource = (typeof stepSources)[number];

/** One row of steps.ndjson. Bench time and rounded SI numbers only, so equal seeds give equal bytes. */
export interface StepRow {
  readonly tick: number;
  readonly atMs: number;
  readonly phase: TrialPhase;
  readonly attempt: number;
  /** Who asked for the motion; a person's hand on a teleoperation is `human`. */
  readonly source: StepSource;
  readonly mode: RobotMode;
  readonly wantedRad: Joints | null;
  readonly appliedRad: Joints;
  readonly positionRad: Joints;
  readonly load: Joints;
  readonly limitedBy: LimitReason | null;
}

export type ToRecorder =
  | {
      readonly type: 'begin';
      readonly id: string;
      /** Absolute folder of the trial; must not exist yet. */
      readonly dir: string;
      readonly provenance: Provenance;
      readonly wallTime: string;
      readonly roles: readonly string[];
      readonly videoRateHz: number;
    }
  | { readonly type: 'steps'; readonly rows: readonly StepRow[] }
  /** One blob: the JPEG exactly as judged. `judged` is false for frames kept only for the video. */
  | {
      readonly type: 'frame';
      readonly role: string;
      readonly seq: number;
      readonly capturedAtMs: number;
      readonly judged: boolean;
    }
  | { readonly type: 'verdict'; readonly row: VerdictTraceRow }
  | {
      readonly type: 'finish';
      readonly outcome: Outcome;
      /** What voided it, in words; empty when nothing did. */
      readonly why: string;
      readonly attempts: readonly AttemptRecord[];
      readonly benchSeconds: number;
      readonly wallTime: string;
      /** Absent where the reset came to no end. */
      readonly reset?: TrialReset | undefined;
    }
  | {
      readonly type: 'begin-demo';
      /** Absolute folder of the recording, named by the head's id; must not exist yet. */
      readonly dir: string;
      readonly head: DemoHead;
    }
  /** Kept in case nobody lives to say `finish-demo`. */
  | { readonly type: 'mark'; readonly mark: DemoMark }
  | { readonly type: 'finish-demo'; readonly end: DemoSaid }
  /** The demo is not wanted: its folder goes, answered by `discarded`. */
  | { readonly type: 'discard' }
  | { readonly type: 'close' };

/** What of demo-end.json the core knows; the recorder adds the files. */
export type DemoSaid = Omit<DemoEnd, 'version' | 'id' | 'files' | 'filmsFromMs' | 'notes'>;

export interface FinishedFiles {
  /** SHA-256 of each file but the last one, by name. */
  readonly hashes: Readonly<Record<string, string>>;
  /** Of the last file: verdict.json, or a demo's demo-end.json. */
  readonly verdictHash: string;
  readonly stepHash: string;
  readonly bytes: number;
}

export type FromRecorder =
  | { readonly type: 'begun'; readonly id: string }
  | { readonly type: 'finished'; readonly id: string; readonly files: FinishedFiles }
  | { readonly type: 'discarded'; readonly id: string }
  /** Bytes received but not yet written: the core slows or aborts the trial over its bound. */
  | { readonly type: 'backlog'; readonly bytes: number }
  /** The record lacks something that no verdict needs (a film); it is in verdict.json as well. */
  | { readonly type: 'note'; readonly id: string; readonly note: string }
  /** Of trial `id`: once when it happens, and once more for each `finish` that comes for it afterwards. */
  | { readonly type: 'failed'; readonly id: string | null; readonly error: ErrorData };

/** verdict.json */
export interface VerdictFile {
  readonly version: 1;
  readonly id: string;
  readonly outcome: Outcome;
  /** What voided the trial, in words. */
  readonly why?: string | undefined;
  readonly attempts: readonly AttemptRecord[];
  readonly benchSeconds: number;
  readonly wallTime: string;
  readonly reset?: TrialReset | undefined;
  readonly files: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
  /** Bench time of the first picture of each camera's film, which runs on the bench's clock from there. */
  readonly filmsFromMs?: Readonly<Record<string, number>> | undefined;
  /** What the record lacks, for people: a film that could not be made. */
  readonly notes?: readonly string[] | undefined;
}

/**
 * Of the night it belongs to, so that the entry cannot be held back unseen where that night is shown to others. Absent in
 * no night, and in entries from before they said so.
 */
interface OfNight {
  readonly nightId?: string | undefined;
}

/** The ledger's entries (store/ledger), one JSON body each, hash-chained. */
export type LedgerBody =
  | { readonly kind: 'genesis'; readonly softwareVersion: string }
  | { readonly kind: 'core-started'; readonly softwareVersion: string; readonly pid: number }
  | (OfNight & {
      readonly kind: 'batch-started';
      readonly batchId: string;
      readonly task: string;
      readonly trials: number | null;
      readonly seed: number;
      readonly clock: 'real' | 'lockstep';
    })
  | {
      readonly kind: 'trial-started';
      readonly id: string;
      readonly batchId: string;
      readonly index: number;
      readonly provenance: Provenance;
    }
  | (OfNight & {
      readonly kind: 'trial-finished';
      readonly id: string;
      readonly row: TrialRow;
      readonly verdictHash: string;
    })
  | (OfNight & {
      readonly kind: 'trial-aborted';
      readonly id: string;
      readonly row: TrialRow;
      readonly why: string;
    })
  | (OfNight & { readonly kind: 'batch-ended'; readonly batchId: string; readonly why: string })
  | (OfNight & { readonly kind: 'stop'; readonly reason: string })
  | (OfNight & { readonly kind: 'resume' })
  | { readonly kind: 'alert'; readonly key: string; readonly message: string }
  | AgentEntry
  | DayEntry
  | JudgeEntry
  | NightEntry
  | CampaignEntry;
