/** What phase one is handed in: ports of this machine, facts of this core, and the parts of the house it works with. */
import type { BenchError } from '../../base/model/errors.ts';
import type { Alerts } from '../../bench/alerts.ts';
import type { BoardEye } from '../../bench/board/boardEye.ts';
import type { MeasurePicture } from '../../bench/check/listenToBench.ts';
import type { BenchBook } from '../../bench/choice/benchBook.ts';
import type { FindPorts } from '../../bench/choice/findDevices.ts';
import type { Station, StationPorts } from '../../bench/stationPorts.ts';
import type { OpenAuthor } from '../../environment/author/openAuthorRoom.ts';
import type { LockedBook } from '../../environment/clips/lockedBook.ts';
import type { OpenExchange } from '../../environment/exchange/runExchange.ts';
import type { TaskRoomPorts } from '../../environment/steps/openTaskRoom.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import type { OpenExamScenes } from '../judging/examScenes.ts';
import type { ProgramPorts } from '../openTrialPrograms.ts';
import type { PlannerFacts } from '../planRun.ts';
import type { DemoRecorder } from '../recording.ts';

export interface PhaseOnePorts extends ProgramPorts {
  readonly ledger: Ledger;
  readonly benches: BenchBook;
  readonly openExchange: OpenExchange;
  readonly openLeader: StationPorts['openLeader'];
  readonly listSerialPorts: FindPorts['listSerialPorts'];
  readonly measurePicture: MeasurePicture;
  /** The process that finds the calibration board in pictures. */
  readonly openBoardEye: () => BoardEye;
  /** The process that writes judges. */
  readonly openAuthor: OpenAuthor;
  readonly openExamScenes: OpenExamScenes;
}

export type PhaseOneFacts = Pick<
  PlannerFacts,
  'version' | 'dataDir' | 'appDir' | 'templatesDir' | 'restTask'
>;

export interface PhaseOneParts {
  readonly station: Station;
  readonly alerts: Alerts;
  /** The recorder process; a demo and a trial are never recorded at once. */
  readonly recorder: () => DemoRecorder;
  /** Why nothing may begin now, or null. */
  readonly refusal: () => BenchError | null;
  /** Ends a run that gives way to whoever asks for the bench. */
  readonly giveWay: () => Promise<void>;
  readonly locked: LockedBook;
  /** A task's hub follows its working copy. */
  readonly seedHub: TaskRoomPorts['seedHub'];
  /** The disk refused something. */
  readonly onTrouble: (error: BenchError) => void;
}
