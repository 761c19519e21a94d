/** What the window and the command line see of the core: plain, small, complete states (see api/contract.ts). */
import type { JailLevel } from './agent.ts';
import type { ArmState, Envelope, RobotMode } from './arm.ts';
import type { CameraModel } from './camera.ts';
import type { FaultSwitch } from './scene.ts';
import type { ObjectShape } from './task.ts';
import type { AttemptRecord, TrialPhase, TrialRow, Verdict } from './trial.ts';

/** A condition to see: keyed, with what to do, removed when it is over. */
export interface Alert {
  readonly key: string;
  readonly level: 'info' | 'warning' | 'danger';
  readonly message: string;
  readonly todo: string;
  readonly sinceWallTime: string;
}

/** An alert that was raised once, as the ledger has it. */
export interface PastAlert {
  readonly seq: number;
  readonly wallTime: string;
  readonly key: string;
  readonly message: string;
}

export interface CameraHealth {
  readonly role: string;
  readonly rateHz: number;
  readonly targetHz: number;
  readonly ageMs: number;
  readonly frozen: boolean;
  readonly model: CameraModel;
}

export interface BenchHealth {
  readonly loopHz: number;
  readonly targetHz: number;
  readonly ticks: number;
  readonly missedTicks: number;
  readonly busMsP50: number;
  readonly busMsP99: number;
  readonly hottestC: number;
  readonly hottestJoint: string;
  readonly lowestV: number;
  /** Cores' worth of CPU used by all our processes, over the last second. */
  readonly cpuCores: number;
}

export type LeaseHolder = 'none' | 'trial' | 'reset' | 'teleop' | 'calibration';

export interface BenchView {
  readonly benchId: string;
  readonly kind: 'simulated' | 'real';
  readonly clock: 'real' | 'lockstep';
  readonly mode: RobotMode;
  /** `count` tells one stop from the next: resuming names the stop it means. */
  readonly stopped: {
    readonly reason: string;
    readonly wallTime: string;
    readonly count: number;
  } | null;
  readonly lease: LeaseHolder;
  readonly arm: ArmState | null;
  /** The one in force: the bench's, narrowed by the task while a phase of it runs. */
  readonly envelope: Envelope | null;
  readonly health: BenchHealth;
  readonly cameras: readonly CameraHealth[];
  /** Simulated bench: names of the objects the hand can move. */
  readonly objects?: readonly string[] | undefined;
}

/** The batch that runs now and the trial in it. */
export interface RunView {
  readonly batchId: string;
  readonly task: string;
  readonly seed: number;
  readonly clock: 'real' | 'lockstep';
  /** null: until somebody ends it. */
  readonly trials: number | null;
  readonly done: number;
  readonly counts: { readonly success: number; readonly failure: number; readonly invalid: number };
  readonly trial: {
    readonly id: string;
    readonly index: number;
    readonly phase: TrialPhase;
    readonly attempt: number;
    readonly attempts: number;
    readonly phaseS: number;
    readonly limitS: number;
    readonly lastVerdict: Verdict | null;
    readonly past: readonly AttemptRecord[];
  } | null;
}

/** Exactly as many as were asked: what `bench trial run` prints last. */
export interface BatchSummary {
  readonly trials: number;
  readonly success: number;
  readonly failure: number;
  readonly invalid: number;
  readonly benchSeconds: number;
  readonly wallSeconds: number;
  /** Judge against the simulated bench's oracle; all eight sum to success + failure. Absent on a real bench. */
  readonly oracle?: OracleTally | undefined;
  /** The run ended early because too many trials in a row were invalid. */
  readonly needsPerson?: boolean | undefined;
  readonly stages?: Readonly<Record<string, number>> | undefined;
}

export interface Confusion {
  readonly tp: number;
  readonly fp: number;
  readonly tn: number;
  readonly fn: number;
}

export interface OracleTally extends Confusion {
  readonly edge: Confusion;
}

export type BatchEvent =
  | { readonly kind: 'started'; readonly batchId: string; readonly task: string }
  | { readonly kind: 'trial'; readonly batchId: string; readonly row: TrialRow }
  | {
      readonly kind: 'ended';
      readonly batchId: string;
      readonly why: string;
      readonly summary: BatchSummary;
    };

export interface ProcessView {
  readonly name: string;
  readonly pid: number;
  readonly cpuSeconds: number;
  readonly rssMb: number;
}

export const loopSectionNames = ['read', 'decide', 'write', 'report', 'slack', 'period'] as const;
export type LoopSectionName = (typeof loopSectionNames)[number];

/** Upper edges of the histogram's bins, milliseconds; the last bin is everything above. */
export const sectionEdgesMs = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 19, 21, 25, 50, 100] as const;

/** One section of the control loop over the last seconds, milliseconds. */
export interface SectionView {
  readonly name: LoopSectionName;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** One count per bin of `sectionEdgesMs`, and one for what lies above. */
  readonly counts: readonly number[];
}

export interface LoopView {
  readonly clock: 'real' | 'lockstep';
  readonly targetHz: number;
  /** Periods looked at, and the bench seconds they cover. */
  readonly periods: number;
  readonly seconds: number;
  /** Since the bench was opened, and among the periods looked at. */
  readonly missedTicks: number;
  readonly missedLately: number;
  /** Without a section that this clock does not have. */
  readonly sections: readonly SectionView[];
}

/** What waits somewhere, and how much may. */
export interface QueueView {
  readonly name: string;
  readonly bytes: number;
  readonly boundBytes: number;
}

/** One camera's way to one client, counted by the door since the client asked for it. */
export interface StreamView {
  readonly role: string;
  /** Granted and not used yet. */
  readonly credits: number;
  /** The newest frame waits for a credit or for room. */
  readonly waiting: boolean;
  readonly sent: number;
  /** Replaced by a newer one before a credit came. */
  readonly dropped: number;
}

export interface ClientView {
  readonly kind: 'window' | 'cli' | 'script' | 'unnamed';
  readonly outboxBytes: number;
  /** Above `frames` no picture is sent, above `topics` no state; at `drop` the client is let go. */
  readonly bounds: { readonly frames: number; readonly topics: number; readonly drop: number };
  readonly calls: { readonly running: number; readonly bound: number };
  readonly subscriptions: { readonly held: number; readonly bound: number };
  readonly streams: readonly StreamView[];
}

/** What the debug screen shows: each figure from where it is measured, told only while somebody asks. */
export interface DebugView {
  /** Null while no control loop runs. */
  readonly loop: LoopView | null;
  readonly queues: readonly QueueView[];
  readonly clients: readonly ClientView[];
  readonly processes: readonly ProcessView[];
  /** Monotonic, to tell CPU seconds of one reading from the next one's. */
  readonly readAtMs: number;
  /** Switches of the simulated bench that are on; null where there are none. */
  readonly faults: readonly FaultSwitch[] | null;
}

export interface TaskView {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly instruction: string;
  readonly successWords: string;
  readonly attempts: number;
  /** Where the object shall end, from task.json's success block; the window says how far off it is. */
  readonly goal?: { readonly xM: number; readonly yM: number; readonly yawRad: number } | undefined;
  /** What the object looks like, as the task says, in its own frame. */
  readonly shape?: ObjectShape | undefined;
  /** Listed apart; nothing of it is deleted. */
  readonly archived?: boolean | undefined;
  /** own: made here by the form, a copy or an import. */
  readonly origin?: 'shipped' | 'own' | undefined;
  /** The shipped table that an own one was made on. */
  readonly basedOn?: string | undefined;
  readonly cameras?: readonly string[] | undefined;
  readonly nearMisses?: readonly { readonly name: string; readonly want: number }[] | undefined;
  /** Its manifest cannot be read, and why; what is above is empty then. */
  readonly problem?: string | undefined;
}

export interface VerifyReport {
  readonly ok: boolean;
  readonly trials: { readonly finished: number; readonly aborted: number };
  readonly chainHead: string;
  /** The first thing that does not fit. */
  readonly firstProblem?: string | undefined;
}

/** A trial's files against the hashes that were promised when it ended. */
export interface RecordCheck {
  /** nothing-promised: an aborted trial; no hash was ever given for its files, so none could be compared. */
  readonly result: 'as-recorded' | 'changed' | 'nothing-promised';
  /** The first thing that does not fit, in words. */
  readonly problem: string | null;
  readonly files: readonly RecordFile[];
}

export interface RecordFile {
  readonly name: string;
  /** As it lies there now; 0 when it is missing. */
  readonly bytes: number;
  /** unpromised: no hash was ever given for it, as in an aborted trial. */
  readonly state: 'verified' | 'changed' | 'missing' | 'unpromised';
}

export interface CoreInfo {
  readonly version: string;
  readonly pid: number;
  readonly url: string;
  readonly dataDir: string;
  readonly isolation: JailLevel;
}
