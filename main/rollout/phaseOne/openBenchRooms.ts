/** The bench's rooms of phase one in one piece: choosing a bench, checking it, calibrating its servos and cameras. */

import { openBoardRoom } from '../../bench/board/answerBoard.ts';
import { openCalibrationRoom } from '../../bench/calibration/openCalibrationRoom.ts';
import { openCheckRoom } from '../../bench/check/openCheckRoom.ts';
import { answerBenches } from '../../bench/choice/answerBenches.ts';
import { raiseBenchProblems } from '../../bench/choice/raiseBenchProblems.ts';
import type { PhaseOneFacts, PhaseOneParts, PhaseOnePorts } from './phaseOneParts.ts';

export function openBenchRooms(
  ports: PhaseOnePorts,
  { dataDir }: PhaseOneFacts,
  parts: PhaseOneParts,
) {
  const { benches, clock } = ports;
  const { station } = parts;
  const problems = raiseBenchProblems(parts.alerts, benches);
  const check = openCheckRoom({ ...ports, ...parts, dataDir });
  const calibration = openCalibrationRoom({ ...ports, ...parts });
  const board = openBoardRoom({ clock, openEye: ports.openBoardEye, station, benches });
  return {
    topics: { check: check.topic, ...calibration.topics, board: board.topic },
    answers: {
      ...answerBenches({ ...ports, ...parts }),
      ...check.answers,
      ...calibration.answers,
      ...board.answers,
    },
    async [Symbol.asyncDispose]() {
      check[Symbol.dispose]();
      problems[Symbol.dispose]();
      await board[Symbol.asyncDispose]();
      await calibration[Symbol.asyncDispose]();
    },
  };
}
