/** A session that writes a reset, from its hub to its desk. It gets the bench only by tries and measurings of resets. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Hub } from '../../hub/hub.ts';
import { resetStartDir } from '../agentFolders.ts';
import type { AgentTask } from '../agentPorts.ts';
import { seedOf } from '../agentTrials.ts';
import { agentsInterface } from '../desk/agentsInterface.ts';
import type { AgentDesk, DeskBase, Seat } from '../openAgentDesk.ts';
import type { StarterParts } from '../startAgent.ts';
import type { JobRoom } from '../writing/programJobs.ts';
import { createProgramTaker } from '../writing/takeProgram.ts';
import { createResetDesk } from './createResetVerbs.ts';
import { writeResetStart } from './resetStart.ts';

/** @throws BenchError `bad-input`, `storage`. */
export async function resetHubOf(task: AgentTask, { ports, house }: StarterParts): Promise<Hub> {
  const dir = resetStartDir(ports.dataDir, task.manifest.id);
  await writeResetStart(dir, task, (id, ref) => ports.resetting().find(id, ref));
  return await house.writerHub('reset', task, dir);
}

export async function openResetDesk(
  { ports, house, book }: StarterParts,
  room: JobRoom,
  { agentId, files, ready }: Seat,
  base: DeskBase,
): Promise<AgentDesk> {
  const { clock, dataDir, ledger } = ports;
  const { manifest } = ready.task;
  const brief = (): Promise<string> =>
    readFile(path.join(resetStartDir(dataDir, manifest.id), 'reset.md'), 'utf8').catch(() => '');
  const desk = createResetDesk({
    ...base,
    ...{ task: manifest, brief, bench: ports.bench, clock, room },
    lockstep: book.agent(agentId)?.started.lockstep ?? false,
    resetting: ports.resetting(),
    seedOf: (name) => seedOf(ledger.head().hash, agentId, name),
    taker: createProgramTaker({
      ...{ part: 'reset', hub: ready.hub, book, agentId, clone: files.clone },
      workDir: await house.runtimeDir(),
    }),
  });
  return {
    verbs: desk.verbs,
    brief: `${agentsInterface('reset')}\n${await brief()}`,
    shown: [],
    env: {},
    [Symbol.asyncDispose]: () => desk[Symbol.asyncDispose](),
  };
}
