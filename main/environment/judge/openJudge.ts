/**
 * A judge alone, outside a trial: the same jailed process, told and asked the same way, for clips, exams and looking on.
 * What it does wrong is a typed failure, never an exception of ours.
 */
import type { ProcessTable } from '../../base/host/processTable.ts';
import type { Clock } from '../../base/lib/clock.ts';
import type { Log } from '../../base/lib/log.ts';
import type { CameraFrame, CameraModel } from '../../base/model/camera.ts';
import type { Verdict } from '../../base/model/trial.ts';
import type { Observation } from '../../base/wire/program.ts';
import type { JailedCommand, JailedProgram } from '../jail/jail.ts';
import { openProgram, type ProgramFailure } from '../program/openProgram.ts';
import { startOf } from '../program/startOf.ts';
import type { FoundJudge } from './foundJudge.ts';

export interface JudgePorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly table: ProcessTable;
  readonly programCommand: (program: JailedProgram) => JailedCommand;
}

/** What a judge is asked: one picture of each camera it has, and the arm; zeros where no arm is known. */
export interface JudgeQuestion {
  readonly toolClear: boolean;
  readonly observation: Observation;
  readonly frames: readonly CameraFrame[];
}

export type JudgeAnswer =
  | { readonly ok: true; readonly verdict: Verdict }
  | { readonly ok: false; readonly failure: ProgramFailure };

export interface OpenJudge extends AsyncDisposable {
  readonly pid: number;
  /** Null when it is ready, else why it never will be. */
  readonly ready: Promise<ProgramFailure | null>;
  ask(question: JudgeQuestion): Promise<JudgeAnswer>;
}

const readyMs = 30_000;
/** A judge draws nothing; those that do draw the same each time. */
const randomSeed = 1;

export function openJudge(
  ports: JudgePorts,
  judge: FoundJudge,
  cameras: readonly CameraModel[],
): OpenJudge {
  const { manifest, dir, main } = judge;
  const program = openProgram({
    name: 'judge',
    command: ports.programCommand({ dir, main, memoryMb: manifest.judge.memoryMb }),
    start: startOf('judge', manifest, cameras, randomSeed),
    answerMs: manifest.judge.answerMs,
    readyMs,
    clock: ports.clock,
    log: ports.log,
    table: ports.table,
  });
  return {
    pid: program.pid,
    ready: program.ready,
    async ask({ toolClear, observation, frames }) {
      const answer = await program.ask(
        {
          type: 'judge',
          toolClear,
          observation,
          frames: frames.map(({ role, seq, capturedAtMs }) => ({ role, seq, capturedAtMs })),
        },
        frames.map(({ jpeg }) => jpeg),
      );
      if (!answer.ok) return answer;
      if (answer.reply.type === 'verdict') return { ok: true, verdict: answer.reply.verdict };
      const why = `answered ${answer.reply.type} to judge`;
      return { ok: false, failure: { kind: 'crashed', why } };
    },
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}
