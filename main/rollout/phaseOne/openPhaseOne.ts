/**
 * Phase one joined to the house: its rooms with what each needs of the others, and their answers and topics in one
 * piece. No rule of its own.
 */
import type { Clock } from '../../base/lib/clock.ts';
import { createStateTopic } from '../../base/lib/topic.ts';
import type { BenchError } from '../../base/model/errors.ts';
import type {
  CameraCalibrationView,
  CheckView,
  ServoCalibrationView,
  SweepView,
  TeleopView,
} from '../../base/model/phaseOne.ts';
import { answerBoard } from '../../bench/board/answerBoard.ts';
import { answerCalibration } from '../../bench/calibration/answerCalibration.ts';
import { answerCheck } from '../../bench/check/answerCheck.ts';
import { answerBenches } from '../../bench/choice/answerBenches.ts';
import type { BenchBook } from '../../bench/choice/benchBook.ts';
import type { Station } from '../../bench/stationPorts.ts';
import type { LockedBook } from '../../environment/clips/lockedBook.ts';
import { openClipRoom } from '../../environment/clips/openClipRoom.ts';
import { openDemoBook } from '../../environment/demos/demoBook.ts';
import { answerExchange } from '../../environment/exchange/answerExchange.ts';
import { createPhaseOneTopic } from '../../environment/steps/phaseOneTopic.ts';
import { answerTasks } from '../../environment/task/answerTasks.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import { answerTeleop } from '../teleop/answerTeleop.ts';

export interface PhaseOneParts {
  readonly station: Station;
  readonly benches: BenchBook;
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly dataDir: string;
  /** What is locked is hidden from everybody; opened before all that could show it. */
  readonly locked: LockedBook;
  /** The disk refused. */
  readonly onTrouble: (error: BenchError) => void;
}

export type PhaseOne = ReturnType<typeof openPhaseOne>;

export function openPhaseOne(parts: PhaseOneParts) {
  const { benches, clock, ledger, dataDir, locked, onTrouble } = parts;
  const demos = openDemoBook();
  const clips = openClipRoom({
    ...{ ledger, demos, locked, dataDir, onTrouble },
    wallTime: clock.wallTime,
    pause: () => clock.sleep(0),
    quotasOf: async () => ({ success: 0, failure: 0, nearMisses: [] }),
  });
  const check = createStateTopic<CheckView>({
    benchId: benches.current.id,
    lines: [],
    servos: [],
    pictures: {},
    stopTest: null,
  });
  const topics = {
    phaseOne: createPhaseOneTopic(),
    check,
    teleop: createStateTopic<TeleopView | null>(null),
    sweep: createStateTopic<SweepView | null>(null),
    calibration: createStateTopic<ServoCalibrationView | null>(null),
    board: createStateTopic<CameraCalibrationView | null>(null),
    clips: clips.topic,
  };
  const answers = {
    ...answerTasks(),
    ...answerBenches(),
    ...answerCheck(),
    ...answerCalibration(),
    ...answerBoard(),
    ...answerTeleop(),
    ...answerExchange(),
    ...clips.answers,
  };
  return {
    demos,
    clips,
    topics,
    answers,
    async [Symbol.asyncDispose]() {
      clips[Symbol.dispose]();
      await Promise.resolve();
    },
  };
}
