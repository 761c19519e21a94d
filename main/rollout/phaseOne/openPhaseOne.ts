/**
 * Phase one joined to the house: its rooms with what each needs of the others, and their answers and topics in one
 * piece. No rule of its own.
 */
import { createStateTopic } from '../../base/lib/topic.ts';
import type { ClipSummary } from '../../base/model/episode.ts';
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
import { answerClips } from '../../environment/clips/answerClips.ts';
import { openDemoBook } from '../../environment/demos/demoBook.ts';
import { answerExchange } from '../../environment/exchange/answerExchange.ts';
import { createPhaseOneTopic } from '../../environment/steps/phaseOneTopic.ts';
import { answerTasks } from '../../environment/task/answerTasks.ts';
import { answerTeleop } from '../teleop/answerTeleop.ts';

export interface PhaseOneParts {
  readonly station: Station;
  readonly benches: BenchBook;
}

export type PhaseOne = ReturnType<typeof openPhaseOne>;

export function openPhaseOne({ benches }: PhaseOneParts) {
  const demos = openDemoBook();
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
    clips: createStateTopic<ClipSummary | null>(null),
  };
  const answers = {
    ...answerTasks(),
    ...answerBenches(),
    ...answerCheck(),
    ...answerCalibration(),
    ...answerBoard(),
    ...answerTeleop(),
    ...answerExchange(),
    ...answerClips(),
  };
  return {
    demos,
    topics,
    answers,
    async [Symbol.asyncDispose]() {
      await Promise.resolve();
    },
  };
}
