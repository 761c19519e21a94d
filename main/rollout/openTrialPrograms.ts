/**
 * The fresh processes of one trial: policy, judge and reset, each from the shelf, in its jail, told what it may know.
 * Only the reset hears the start state; none hears the batch's seed. All three are open or none is left.
 */
import path from 'node:path';
import type { ProcessTable } from '../base/host/processTable.ts';
import type { Clock } from '../base/lib/clock.ts';
import type { Log } from '../base/lib/log.ts';
import type { PlanarPose } from '../base/model/scene.ts';
import type { ProgramStart } from '../base/wire/program.ts';
import type { BenchLink } from '../bench/link.ts';
import type { JailedCommand, JailedProgram } from '../environment/jail/jail.ts';
import { openProgram, type Program } from '../environment/program/openProgram.ts';
import { startOf } from '../environment/program/startOf.ts';
import type { ShelvedTask } from '../environment/task/shelveTask.ts';
import { programSeed } from './programSeed.ts';
import type { TrialPrograms } from './runTrial.ts';

export interface ProgramPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly table: ProcessTable;
  /** The command that runs a program in its jail. */
  readonly programCommand: (program: JailedProgram) => JailedCommand;
  /** Lockstep waits for answers; this only catches a hang. 30 s where it is not said; less spares tests time. */
  readonly programPatienceMs?: number | undefined;
}

export interface TrialFacts {
  readonly link: BenchLink;
  readonly start: PlanarPose;
  /** Of the trial's draw in its batch. */
  readonly index: number;
  /** Hears what the policy prints, for whoever wrote it. */
  readonly onPolicyWords?: ((text: string) => void) | undefined;
  /** Hears what the reset prints, where its writer tries it. */
  readonly onResetWords?: ((text: string) => void) | undefined;
}

/** Wall time a program has to say that it is ready; a cold machine is slow. */
const readyMs = 15_000;
const patienceMs = 30_000;

/** One of them alone. */
export function openTrialProgram(
  ports: ProgramPorts,
  task: ShelvedTask,
  kind: ProgramStart['kind'],
  { link, start, index, onPolicyWords, onResetWords }: TrialFacts,
): Program {
  const { manifest } = task;
  const { main, memoryMb, answerMs } = manifest[kind];
  const { dir, hash } = task[kind];
  return openProgram({
    name: kind,
    command: ports.programCommand({ dir, main: path.basename(main), memoryMb }),
    start: {
      ...startOf(kind, manifest, link.cameras, programSeed(kind, hash, index)),
      ...(kind === 'reset' ? { startState: start } : {}),
    },
    answerMs: link.pace === 'lockstep' ? (ports.programPatienceMs ?? patienceMs) : answerMs,
    readyMs,
    onWords: { policy: onPolicyWords, reset: onResetWords, judge: undefined }[kind],
    clock: ports.clock,
    log: ports.log,
    table: ports.table,
  });
}

export async function openTrialPrograms(
  ports: ProgramPorts,
  task: ShelvedTask,
  facts: TrialFacts,
): Promise<TrialPrograms & AsyncDisposable> {
  await using undo = new AsyncDisposableStack();
  // A start blocks until the new process runs, on a busy machine for tens of milliseconds. Between two of them the servo
  // process hears that the core lives: three in a row are longer than it waits.
  const turn = (): Promise<void> => ports.clock.sleep(0);
  const policy = undo.use(openTrialProgram(ports, task, 'policy', facts));
  await turn();
  const judge = undo.use(openTrialProgram(ports, task, 'judge', facts));
  await turn();
  const reset = undo.use(openTrialProgram(ports, task, 'reset', facts));
  await turn();
  const open = undo.move();
  return {
    policy,
    judge,
    reset,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}
