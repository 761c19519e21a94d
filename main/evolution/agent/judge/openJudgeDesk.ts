/**
 * A session that writes a judge, from its hub to its desk: the clips are written for it when it starts, taken away one by
 * one when they are locked, and all of them when it is over.
 */
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { BenchError, toBenchError } from '../../../base/model/errors.ts';
import type { Hub } from '../../hub/hub.ts';
import { judgeStartDir } from '../agentFolders.ts';
import type { AgentTask } from '../agentPorts.ts';
import { agentsInterface } from '../desk/agentsInterface.ts';
import type { AgentDesk, DeskBase, Seat } from '../openAgentDesk.ts';
import type { StarterParts } from '../startAgent.ts';
import type { JobRoom } from '../writing/programJobs.ts';
import { createProgramTaker } from '../writing/takeProgram.ts';
import { createJudgeDesk } from './createJudgeVerbs.ts';
import {
  dropClips,
  type JudgeClips,
  showClips,
  taughtClips,
  writeJudgeClips,
} from './judgeClips.ts';
import { writeJudgeStart } from './judgeStart.ts';

const clipsInside = '/clips';

/** @throws BenchError `refused` when there is nothing to learn from. */
export async function judgeHubOf(task: AgentTask, { ports, house }: StarterParts): Promise<Hub> {
  const { id } = task.manifest;
  const { judges, clips } = ports.judging();
  const taught = taughtClips(clips.clips(id), ports.isLocked);
  for (const value of ['success', 'failure'] as const)
    if (!taught.some((each) => each.value === value))
      throw new BenchError('refused', `no clip of ${id} shows a ${value} that is not locked`, {
        hint: 'label clips first: a judge is written from both',
      });
  const dir = judgeStartDir(ports.dataDir, id);
  await writeJudgeStart(dir, task, judges.find);
  return await house.writerHub('judge', task, dir);
}

/** Follows the book of clips: what may not be seen any more goes at once. */
function followClips({ ports }: StarterParts, task: string, written: JudgeClips): Disposable {
  const { clips } = ports.judging();
  let last: Promise<unknown> = Promise.resolve();
  return clips.onChange((changed) => {
    if (changed !== task) return;
    last = last
      .then(() => dropClips(written, clips.clips(task), ports.isLocked))
      .catch((thrown: unknown) => ports.onTrouble(toBenchError(thrown)));
  });
}

export async function openJudgeDesk(
  parts: StarterParts,
  room: JobRoom,
  seat: Seat,
  base: DeskBase,
): Promise<AgentDesk> {
  const { ports, house, book } = parts;
  const { clock, dataDir, isLocked } = ports;
  const { agentId, files, ready } = seat;
  const { manifest } = ready.task;
  const judging = ports.judging();
  await using undo = new AsyncDisposableStack();
  undo.defer(() => rm(files.clips, { recursive: true, force: true }));
  showClips(judging, manifest.id, agentId, isLocked);
  const clips = await writeJudgeClips({
    ...{ dataDir, isLocked, into: files.clips, clips: judging.clips.clips(manifest.id) },
    plan: { roles: manifest.cameras, clearViewRad: manifest.clearViewRad },
    signal: new AbortController().signal,
    pause: () => clock.sleep(0),
  });
  undo.use(followClips(parts, manifest.id, clips));
  // Locked while they were written.
  await dropClips(clips, judging.clips.clips(manifest.id), isLocked);
  const { pictures, bytes, unread } = clips;
  ports.log.scoped(agentId).log('info', 'clips for a judge', { pictures, bytes, unread });
  const to = ready.jail.level === 'bubblewrap' ? clipsInside : files.clips;
  const brief = (): Promise<string> =>
    readFile(path.join(judgeStartDir(dataDir, manifest.id), 'judge.md'), 'utf8').catch(() => '');
  const desk = undo.use(
    createJudgeDesk({
      ...base,
      ...{ task: manifest, brief, dataDir, clock, clips, judging, isLocked, room },
      places: { ...base.places, clips: to },
      taker: createProgramTaker({
        ...{ part: 'judge', hub: ready.hub, book, agentId, clone: files.clone },
        workDir: await house.runtimeDir(),
      }),
    }),
  );
  const held = undo.move();
  return {
    verbs: desk.verbs,
    brief: `${agentsInterface('judge')}\n${await brief()}`,
    shown: [{ from: files.clips, to }],
    env: { BENCH_CLIPS: to },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}
