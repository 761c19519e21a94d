/**
 * Phase one joined to the house: its rooms with what each needs of the others, and their answers and topics in one
 * piece. No rule of its own.
 */
import { answerCarry } from '../../environment/carry/answerCarry.ts';
import { answerExchange } from '../../environment/exchange/answerExchange.ts';
import { clipLabel } from '../../environment/exchange/clipLabel.ts';
import { openExchangeJobs } from '../../environment/exchange/exchangeJobs.ts';
import type { Steps, StepsPorts } from '../../environment/steps/openSteps.ts';
import { answerDrafts } from '../../store/answerDrafts.ts';
import { answerSynth } from '../synth/answerSynth.ts';
import { answerTeleop } from '../teleop/answerTeleop.ts';
import { openTeleop } from '../teleop/openTeleop.ts';
import { type OpenTeleopScript, openTeleopScript } from '../teleop/openTeleopScript.ts';
import { openBenchRooms } from './openBenchRooms.ts';
import { openJudgeRooms } from './openJudgeRooms.ts';
import { openTaughtRooms } from './openTaughtRooms.ts';
import type { PhaseOneFacts, PhaseOneParts, PhaseOnePorts } from './phaseOneParts.ts';

export type PhaseOne = ReturnType<typeof openPhaseOne>;

export function openPhaseOne(ports: PhaseOnePorts, facts: PhaseOneFacts, parts: PhaseOneParts) {
  const { ledger, clock, log } = ports;
  const { locked, station, alerts, recorder, refusal, giveWay } = parts;
  const { dataDir, templatesDir, version } = facts;
  const taught = openTaughtRooms(ports, facts, parts);
  const { demos, tasks, clips } = taught;
  const bench = openBenchRooms(ports, facts, parts);
  const judging = openJudgeRooms(ports, facts, parts, taught);
  const hands = {
    place: { ports, facts, station },
    demos: { clock, dataDir, book: demos, recorder },
    ...{ refusal, giveWay },
  };
  const teleop = openTeleop({ ...hands, ledger, alerts, openLeader: ports.openLeader });
  const openScript = (options: OpenTeleopScript) => openTeleopScript(hands, options);
  const jobs = openExchangeJobs(clock);
  const answers = {
    ...tasks.answers,
    ...answerCarry({
      ...{ log, ledger, demos, locked, dataDir, templatesDir, changes: tasks.changes },
      ...{ wallTime: clock.wallTime, pause: () => clock.sleep(0), clips: clips.book },
    }),
    ...bench.answers,
    ...answerTeleop({ room: teleop, demos: hands.demos }),
    ...answerExchange({
      ...{ clock, demos, jobs, dataDir, templatesDir, version, isLocked: locked.isLocked },
      openExchange: ports.openExchange,
      labelOf: (demo) => clipLabel(clips.book.clips(demo.task), demo),
    }),
    ...answerSynth({
      ...{ clock, jobs, dataDir, book: clips.book, split: clips.split, openScript },
    }),
    ...clips.answers,
    ...judging.answers,
    ...answerDrafts(dataDir),
  };
  return {
    demos,
    clips,
    judges: judging.judges,
    cameras: judging.cameras,
    tasks: { book: tasks.book, changes: tasks.changes },
    /** A scripted operator at the bench, in lockstep. */
    openScript,
    /** The rail: opened last, because it watches rooms that are opened after the day's. */
    openSteps: (night: Pick<StepsPorts, 'reset' | 'seal'>): Steps =>
      tasks.openSteps({
        ...{ check: bench.topics.check, demos, ...night },
        ...{ clips: clips.topic, judge: judging.topics.judge },
      }),
    topics: {
      ...bench.topics,
      teleop: teleop.topic,
      clips: clips.topic,
      exchange: jobs.topic,
      ...judging.topics,
    },
    answers,
    async [Symbol.asyncDispose]() {
      await teleop[Symbol.asyncDispose]();
      await jobs[Symbol.asyncDispose]();
      await judging[Symbol.asyncDispose]();
      taught[Symbol.dispose]();
      await bench[Symbol.asyncDispose]();
    },
  };
}
