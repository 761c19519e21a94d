/**
 * What a batch is told and asked for, as types: the task and its policy, the bench, the places to write to, who listens,
 * and who decides trial by trial where a night does.
 */
import type { Log } from '../base/lib/log.ts';
import type { Envelope } from '../base/model/arm.ts';
import type { BenchError } from '../base/model/errors.ts';
import type { SceneSettings } from '../base/model/scene.ts';
import type {
  AttemptRecord,
  InvalidReason,
  Provenance,
  TrialRow,
  VerdictTraceRow,
} from '../base/model/trial.ts';
import type { BatchSummary } from '../base/model/view.ts';
import type { LedgerBody } from '../base/wire/recorder.ts';
import type { BenchLink } from '../bench/link.ts';
import type { ChosenPolicy } from '../environment/task/choosePolicy.ts';
import type { ShelvedTask } from '../environment/task/shelveTask.ts';
import type { DrawStart } from '../environment/task/startStates.ts';
import type { TrialSpent } from '../store/recoverStore.ts';
import type { TrialFacts } from './openTrialPrograms.ts';
import type { Recorder } from './recording.ts';
import type { TrialPrograms } from './runTrial.ts';
import type { Stage } from './trialLoop.ts';

/** A trial as somebody chose it who decides over a batch. */
export interface NextTrial {
  /** Its number, which names it. */
  readonly index: number;
  /**
   * Which draw of the seed it has: start state, the simulator's noise and its programs' own seeds. One for two trials that
   * are compared, and for a trial that is run again.
   */
  readonly draw: number;
  /** Instead of the batch's own. */
  readonly policy?: ChosenPolicy | undefined;
  /** Whose it is, and what it is for. */
  readonly facts?: Pick<Provenance, 'agentId' | 'ideaId' | 'part'> | undefined;
  /** Hears what its policy prints to standard error. */
  readonly onPolicyWords?: ((text: string) => void) | undefined;
}

/** Somebody who decides over a batch trial by trial: a night. The batch's own rule on invalid trials is off then. */
export interface BatchWatch {
  /** Asked before each trial: which one, or why the batch ends here. Aborted when the batch is ended meanwhile. */
  readonly next: (signal: AbortSignal, task: ShelvedTask) => Promise<NextTrial | string>;
  /** At the moment of a verdict. @throws BenchError when it must not count: then the trial is void. */
  readonly mayCount: () => Promise<void>;
}

export interface BatchOptions {
  readonly batchId: string;
  readonly task: ShelvedTask;
  /** @throws BenchError `refused` when what is on the shelf is not what was hashed. */
  readonly checkTask: (task: ShelvedTask) => Promise<void>;
  readonly drawStart: DrawStart;
  readonly trials: number | null;
  readonly seed: number;
  readonly bench: Envelope;
  /** The bench as it is now: it may be opened again between trials. Null when it is gone for good. */
  readonly link: (signal: AbortSignal) => Promise<BenchLink | null>;
  readonly recorder: () => Recorder;
  readonly openPrograms: (
    task: ShelvedTask,
    facts: TrialFacts,
  ) => Promise<TrialPrograms & AsyncDisposable>;
  readonly trialDir: (id: string) => string;
  readonly ledger: { append(body: LedgerBody): unknown };
  /** Ends an open trial by what lies on the disk, when its recorder writes there no more. */
  readonly settle: (id: string, why: string, spent: TrialSpent) => Promise<TrialRow>;
  /** Of the simulated scene, as they are now. */
  readonly settings: () => SceneSettings;
  readonly facts: Pick<
    Provenance,
    | 'benchId'
    | 'clock'
    | 'softwareVersion'
    | 'calibrationHash'
    | 'cameraCalibrationHash'
    | 'isolation'
    | 'agentId'
    | 'ideaId'
    | 'nightId'
    | 'sealHash'
  >;
  readonly watch?: BatchWatch | undefined;
  /** Ends the batch; a running trial becomes invalid(aborted). */
  readonly signal: AbortSignal;
  readonly onVoid: (on: (reason: InvalidReason, why: string) => void) => Disposable;
  readonly nowMs: () => number;
  readonly wallTime: () => string;
  readonly log: Log;
  readonly onTrial: (id: string, index: number) => void;
  readonly onStage: (stage: Stage, nowMs: number) => void;
  readonly onVerdict: (row: VerdictTraceRow) => void;
  readonly onAttempt: (record: AttemptRecord) => void;
  readonly onFinished: (row: TrialRow, why: string) => void;
}

export interface BatchEnd {
  readonly why: string;
  /** What ended it before its time, for alerts; the summary holds what happened until then. */
  readonly failure: BenchError | null;
  readonly summary: BatchSummary;
}
