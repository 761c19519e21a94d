/** What the agents' wing is given: the house around it as ports. It builds no process of the bench and opens no door. */
import type { ProcessTable } from '../../base/host/processTable.ts';
import type { Clock } from '../../base/lib/clock.ts';
import type { Log } from '../../base/lib/log.ts';
import type { BenchError } from '../../base/model/errors.ts';
import type { TaskManifest } from '../../base/model/task.ts';
import type { ClipBook } from '../../environment/clips/clipBook.ts';
import type { JudgeRoom } from '../../environment/judge/openJudgeRoom.ts';
import type { AgentRun } from '../../rollout/planRun.ts';
import type { ResetRoom } from '../../rollout/resetting/openResetRoom.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import type { BenchNow } from './desk/deskPorts.ts';
import type { OpenPty } from './terminal/pty.ts';

export interface AgentTask {
  readonly manifest: TaskManifest;
  /** The working copy. */
  readonly dir: string;
}

export interface TrialWanted extends AgentRun {
  readonly task: string;
  readonly seed: number;
  readonly lockstep: boolean;
}

/** What agents that write judges need of the day's rooms. */
export interface Judging {
  readonly judges: Pick<JudgeRoom, 'find' | 'add' | 'clipsShown' | 'measure' | 'tryFolder'> & {
    readonly answers: Pick<JudgeRoom['answers'], 'judge.show'>;
  };
  readonly clips: Pick<ClipBook, 'clips' | 'onChange'>;
}

/** What agents that write resets need of the bench. */
export interface Resetting
  extends Pick<ResetRoom, 'show' | 'find' | 'add' | 'tryFolder' | 'measure'> {
  /** Why no reset may begin now, or null: somebody else has the bench, or it is stopped. */
  refusal(): BenchError | null;
}

export interface AgentPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly table: ProcessTable;
  readonly ledger: Ledger;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly dataDir: string;
  readonly appDir: string;
  readonly nodePath: string;
  readonly version: string;
  readonly benchId: string;
  readonly openPty: OpenPty;
  readonly installTask: (id: string) => Promise<AgentTask>;
  readonly bench: () => BenchNow;
  /** Begins a batch of one trial; gives its id. @throws BenchError `busy`, `refused`. */
  readonly beginTrial: (wanted: TrialWanted) => Promise<string>;
  /** Nothing of such a recording is told to an agent. */
  readonly isLocked: (recordingId: string) => boolean;
  /** Asked for when a session that writes a judge starts. */
  readonly judging: () => Judging;
  /** Asked for when a session that writes a reset starts. */
  readonly resetting: () => Resetting;
  readonly onFree: (on: () => void) => Disposable;
  readonly alerts: {
    raise(key: string, level: 'info' | 'warning' | 'danger', message: string, todo: string): void;
    clear(key: string): void;
  };
  /** The disk refused. */
  readonly onTrouble: (error: BenchError) => void;
}
