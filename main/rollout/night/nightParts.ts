/** What the rooms of the night are handed in: parts of the house, and of its day. */
import type { CameraModel } from '../../base/model/camera.ts';
import type { BenchError } from '../../base/model/errors.ts';
import type { NightKeeping } from '../../base/model/night.ts';
import type { Alerts } from '../../bench/alerts.ts';
import type { BenchBook } from '../../bench/choice/benchBook.ts';
import type { Station } from '../../bench/stationPorts.ts';
import type { ClipBook } from '../../environment/clips/clipBook.ts';
import type { LockedBook } from '../../environment/clips/lockedBook.ts';
import type { JudgeRoom } from '../../environment/judge/openJudgeRoom.ts';
import type { TaskBook } from '../../environment/task/taskBook.ts';
import type { TaskChanges } from '../../environment/task/taskChanges.ts';
import type { EventLog } from '../../store/eventLog.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import type { ExportGit } from '../exporting/exportGit.ts';
import type { ProgramPorts } from '../openTrialPrograms.ts';
import type { PlannerFacts, RunPlanner } from '../planRun.ts';
import type { Runner } from '../runner.ts';
import type { NightAgents } from './referee.ts';

export interface NightPorts extends ProgramPorts {
  readonly ledger: Ledger;
  readonly benches: BenchBook;
  /** Of the core's own process: a few words of it go on to the lab's pager. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Name or path of the program. */
  readonly ffmpeg: string;
}

export interface NightFacts extends PlannerFacts {
  readonly nights: NightKeeping;
}

export interface NightParts {
  readonly station: Station;
  readonly alerts: Alerts;
  readonly runner: Runner;
  readonly planner: RunPlanner;
  readonly events: EventLog;
  readonly locked: LockedBook;
  readonly judges: JudgeRoom;
  /** Labels tell where demos fail. */
  readonly clips: Pick<ClipBook, 'clips'>;
  /** Of the bench as it is set now, also while none is open. */
  readonly cameras: () => readonly CameraModel[];
  readonly tasks: { readonly book: TaskBook; readonly changes: TaskChanges };
  /** Why nothing may begin now, or null. */
  readonly refusal: () => BenchError | null;
  /** Ends a run that gives way to whoever asks for the bench. */
  readonly giveWay: () => Promise<void>;
  /** Keeps the head of the ledger in the task's git. Returns at once, never throws. */
  readonly anchorHead: (task: string) => void;
  readonly git: Pick<ExportGit, 'bundle'>;
  readonly agents: NightAgents;
  /** The disk refused something. */
  readonly onTrouble: (error: BenchError) => void;
}
