/**
 * Phase one joined to the house: its rooms with what each needs of the others, and their answers and topics in one
 * piece. No rule of its own.
 */

import { existsSync } from 'node:fs';
import type { BenchError } from '../../base/model/errors.ts';
import type { Alerts } from '../../bench/alerts.ts';
import { openBoardRoom } from '../../bench/board/answerBoard.ts';
import type { BoardEye } from '../../bench/board/boardEye.ts';
import { openCalibrationRoom } from '../../bench/calibration/openCalibrationRoom.ts';
import type { MeasurePicture } from '../../bench/check/listenToBench.ts';
import { openCheckRoom } from '../../bench/check/openCheckRoom.ts';
import { answerBenches } from '../../bench/choice/answerBenches.ts';
import type { BenchBook } from '../../bench/choice/benchBook.ts';
import type { FindPorts } from '../../bench/choice/findDevices.ts';
import { raiseBenchProblems } from '../../bench/choice/raiseBenchProblems.ts';
import type { Station, StationPorts } from '../../bench/stationPorts.ts';
import { answerCarry } from '../../environment/carry/answerCarry.ts';
import type { LockedBook } from '../../environment/clips/lockedBook.ts';
import { openClipRoom } from '../../environment/clips/openClipRoom.ts';
import { openDemoBook } from '../../environment/demos/demoBook.ts';
import { answerExchange } from '../../environment/exchange/answerExchange.ts';
import { clipLabel } from '../../environment/exchange/clipLabel.ts';
import { openExchangeJobs } from '../../environment/exchange/exchangeJobs.ts';
import type { OpenExchange } from '../../environment/exchange/runExchange.ts';
import { openTaskRoom, type TaskRoomPorts } from '../../environment/steps/openTaskRoom.ts';
import { answerDrafts } from '../../store/answerDrafts.ts';
import { demoDir } from '../../store/dataLayout.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import type { ProgramPorts } from '../openTrialPrograms.ts';
import type { PlannerFacts } from '../planRun.ts';
import type { DemoRecorder } from '../recording.ts';
import { answerSynth } from '../synth/answerSynth.ts';
import { answerTeleop } from '../teleop/answerTeleop.ts';
import { openTeleop } from '../teleop/openTeleop.ts';
import { type OpenTeleopScript, openTeleopScript } from '../teleop/openTeleopScript.ts';

export interface PhaseOnePorts extends ProgramPorts {
  readonly ledger: Ledger;
  readonly benches: BenchBook;
  readonly openExchange: OpenExchange;
  readonly openLeader: StationPorts['openLeader'];
  readonly listSerialPorts: FindPorts['listSerialPorts'];
  readonly measurePicture: MeasurePicture;
  /** The process that finds the calibration board in pictures. */
  readonly openBoardEye: () => BoardEye;
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

export type PhaseOne = ReturnType<typeof openPhaseOne>;

export function openPhaseOne(ports: PhaseOnePorts, facts: PhaseOneFacts, parts: PhaseOneParts) {
  const { ledger, benches, clock } = ports;
  const { locked, onTrouble } = parts;
  const { dataDir, templatesDir } = facts;
  // The clips' book reads the demos while it opens: until it stands, none was counted.
  let clipsOf = (_demoId: string): number => 0;
  const demos = openDemoBook({
    ledger,
    isLocked: locked.isLocked,
    clipsOf: (demoId) => clipsOf(demoId),
    isTaken: (recordingId) => existsSync(demoDir(dataDir, recordingId)),
  });
  const tasks = openTaskRoom({
    ...{ clock, log: ports.log, ledger, benches, templatesDir, dataDir },
    seedHub: parts.seedHub,
    roles: () => parts.station.view.value.cameras.map(({ role }) => role),
  });
  const clips = openClipRoom({
    ledger,
    demos,
    locked,
    dataDir,
    wallTime: clock.wallTime,
    pause: () => clock.sleep(0),
    quotasOf: tasks.quotasOf,
    onTrouble,
  });
  clipsOf = clips.book.ofDemo;
  const hands = {
    place: { ports, facts, station: parts.station },
    demos: { clock, dataDir, book: demos, recorder: parts.recorder },
    refusal: parts.refusal,
    giveWay: parts.giveWay,
  };
  const teleop = openTeleop({
    ...hands,
    ...{ ledger, alerts: parts.alerts, openLeader: ports.openLeader },
  });
  const jobs = openExchangeJobs(clock);
  const problems = raiseBenchProblems(parts.alerts, benches);
  const check = openCheckRoom({ ...ports, ...parts, dataDir });
  const calibration = openCalibrationRoom({ ...ports, ...parts });
  const steps = tasks.openSteps({ check: check.topic, demos, clips: clips.topic });
  clips.show(tasks.book.current);
  const shown = tasks.book.onChange(() => clips.show(tasks.book.current));
  const board = openBoardRoom({
    clock,
    openEye: ports.openBoardEye,
    station: parts.station,
    benches,
  });
  const topics = {
    phaseOne: steps.topic,
    check: check.topic,
    teleop: teleop.topic,
    ...calibration.topics,
    board: board.topic,
    clips: clips.topic,
    exchange: jobs.topic,
  };
  const exchange = answerExchange({
    ...{ clock, demos, jobs, dataDir, templatesDir, version: facts.version },
    openExchange: ports.openExchange,
    labelOf: (demo) => clipLabel(clips.book.clips(demo.task), demo),
  });
  const synth = answerSynth({
    ...{ clock, jobs, dataDir, book: clips.book, split: clips.split },
    openScript: (options) => openTeleopScript(hands, options),
  });
  const answers = {
    ...tasks.answers,
    ...answerCarry({
      ...{ log: ports.log, ledger, demos, locked, dataDir, templatesDir, changes: tasks.changes },
      ...{ wallTime: clock.wallTime, pause: () => clock.sleep(0), clips: clips.book },
    }),
    ...answerBenches({ ...ports, ...parts }),
    ...check.answers,
    ...calibration.answers,
    ...board.answers,
    ...answerTeleop({ room: teleop, demos: hands.demos }),
    ...exchange,
    ...synth,
    ...clips.answers,
    ...answerDrafts(dataDir),
  };
  return {
    demos,
    /** A scripted operator at the bench, in lockstep. */
    openScript: (options: OpenTeleopScript) => openTeleopScript(hands, options),
    clips,
    topics,
    answers,
    async [Symbol.asyncDispose]() {
      await teleop[Symbol.asyncDispose]();
      await jobs[Symbol.asyncDispose]();
      check[Symbol.dispose]();
      problems[Symbol.dispose]();
      shown[Symbol.dispose]();
      steps[Symbol.dispose]();
      tasks[Symbol.dispose]();
      clips[Symbol.dispose]();
      await board[Symbol.asyncDispose]();
      await calibration[Symbol.asyncDispose]();
    },
  };
}
