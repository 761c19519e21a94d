/**
 * The desk of a session that writes a reset: where it stands, what the task is, a try of its commit on the bench told turn
 * by turn, and a measuring in a row, in numbers. Each answer says what to do next; no trial, no idea and no clip is here.
 * What it tries moves the arm: booked before it does, and ended with the session.
 */
import { type AgentAnswer, type AgentVerbArgs, deskLimits } from '../../../base/api/agentVerbs.ts';
import type { Clock } from '../../../base/lib/clock.ts';
import { keepNewest } from '../../../base/lib/keepNewest.ts';
import type { AgentView } from '../../../base/model/agent.ts';
import { BenchError } from '../../../base/model/errors.ts';
import { type ResetVersion, resetGate } from '../../../base/model/reset.ts';
import type { TaskManifest } from '../../../base/model/task.ts';
import type { AgentBook } from '../agentBook.ts';
import type { Resetting } from '../agentPorts.ts';
import { type DeskVerbs, notOfThisSession, notOfWriters } from '../desk/answerVerb.ts';
import { minutesOf, readingVerbs } from '../desk/createDeskVerbs.ts';
import type { BenchNow, DeskPlaces, Literature } from '../desk/deskPorts.ts';
import { budgetText } from '../desk/deskTexts.ts';
import { callJob, notOver } from '../writing/callJob.ts';
import { createProgramJobs, type JobRoom } from '../writing/programJobs.ts';
import type { ProgramTaker, TakenProgram } from '../writing/takeProgram.ts';
import {
  measuredText,
  resetStatusLines,
  resetTaskText,
  type TriedReset,
  tryText,
} from './resetTexts.ts';

export interface ResetDeskPorts {
  readonly agentId: string;
  readonly task: TaskManifest;
  readonly brief: () => Promise<string>;
  readonly book: AgentBook;
  readonly literature: Literature;
  readonly view: () => AgentView;
  readonly places: DeskPlaces;
  readonly bench: () => BenchNow;
  readonly clock: Clock;
  /** As a person chose it for this session. */
  readonly lockstep: boolean;
  readonly resetting: Resetting;
  /** Of the bench's choosing, another for each name; nobody is told it. */
  readonly seedOf: (name: string) => number;
  readonly taker: ProgramTaker;
  readonly room: JobRoom;
  readonly waitsFor: (what: string | null) => void;
  readonly changed: () => void;
}

/** Disposed when nothing of it moves the arm any more. */
export interface ResetDesk extends AsyncDisposable {
  readonly verbs: DeskVerbs;
}

/** The newest tries are kept for their pictures. */
const triesKept = 4;

/** What one camera showed the last check of all. */
function pictureOf({ looks }: TriedReset, camera: string): AgentAnswer {
  const last = looks.at(-1);
  const frames = last?.turns.at(-1)?.frames ?? [];
  const frame = frames.find(({ role }) => role === camera);
  if (last === undefined || frame === undefined)
    throw new BenchError('not-found', `the last check saw no picture of camera ${camera}`, {
      hint: `there is: ${frames.map(({ role }) => role).join(', ') || 'none'}`,
    });
  const text = `${camera} at the last check of reset ${last.tried.index + 1}, from the clear view`;
  return { text, jpeg: frame.jpeg };
}

const noMore = (message: string): BenchError =>
  new BenchError('refused', message, {
    hint: 'say in notes/ how far you came, and end; a person can start another session',
  });

export function createResetDesk(ports: ResetDeskPorts): ResetDesk {
  const { agentId, task, book, resetting, taker, clock, lockstep, waitsFor, changed } = ports;
  const jobs = createProgramJobs(clock, ports.room);
  const calls = { jobs, waitsFor };
  const tried = new Map<string, TriedReset>();
  /** Tries that were used. @throws where no other may begin now. */
  const checkTry = (): number => {
    const used = book.resetTries(agentId);
    if (used >= deskLimits.resetTries)
      throw noMore(`${used} tries are used, and no more are given`);
    const refused = resetting.refusal();
    if (refused !== null) throw refused;
    return used;
  };
  /** The arm is about to move: all that can be refused was refused, and it is on disk. */
  const bookTry = ({ commit, tree }: TakenProgram, times: number): number => {
    const seed = ports.seedOf(`reset-try ${checkTry() + 1}`);
    book.append({ kind: 'reset-tried', agentId, commit, resetTree: tree, times });
    changed();
    return seed;
  };
  const tryIt = async (
    taken: TakenProgram,
    { times, between }: Pick<AgentVerbArgs<'reset_try'>, 'times' | 'between'>,
    signal: AbortSignal,
  ): Promise<TriedReset> =>
    await taker.withFiles(taken, async (dir) => {
      const seed = bookTry(taken, times);
      const looks: TriedReset['looks'][number][] = [];
      const wish = { times, between, seed, lockstep, second: true, name: `a try of ${agentId}` };
      const measure = await resetting.tryFolder(task.id, dir, wish, signal, (_tried, look) => {
        looks.push(look);
      });
      return keepNewest(tried, taken.tree, { measure, looks }, triesKept);
    });
  const versionOf = async (resetId: string): Promise<ResetVersion> => {
    const { versions } = await resetting.show(task.id);
    const version = versions.find(({ id }) => id === resetId);
    if (version === undefined) throw new BenchError('not-found', `there is no ${resetId} any more`);
    return version;
  };
  const submitted = ({ tree }: TakenProgram): string | undefined =>
    book.resetsOf(agentId).find(({ resetTree }) => resetTree === tree)?.resetId;
  /** Becomes a version once. */
  const submit = async (taken: TakenProgram, signal: AbortSignal): Promise<string> => {
    const { commit, tree } = taken;
    let resetId = submitted(taken);
    if (resetId === undefined) {
      const made = book.resetsOf(agentId).length;
      if (made >= deskLimits.resetVersions)
        throw noMore(`you have submitted ${made} resets, and no more are taken`);
      checkTry();
      const by = { kind: 'agent', agentId } as const;
      const add = (dir: string) => resetting.add({ task: task.id, dir, by }, signal);
      resetId = (await taker.withFiles(taken, add)).id;
      book.append({ kind: 'reset-submitted', agentId, commit, resetTree: tree, resetId });
      changed();
    }
    const seed = bookTry(taken, resetGate.row);
    const wish = { task: task.id, reset: resetId, times: resetGate.row, seed, lockstep } as const;
    await resetting.measure({ ...wish, between: 'policy', by: agentId }, signal);
    return resetId;
  };
  const verbs: DeskVerbs = {
    async status() {
      const mine = book.resetsOf(agentId).map(({ resetId }) => resetId);
      const view = await resetting.show(task.id);
      const { mode, stopped, running } = ports.bench();
      const arm = stopped === null ? `the arm is ${mode}` : `stopped by a person (${stopped})`;
      return {
        text: [
          `you are ${agentId} (${ports.view().name}) and write the reset of task ${task.id}`,
          `bench: ${arm}; ${running ?? 'no run of trials'}`,
          ...resetStatusLines({ view, mine, tries: book.resetTries(agentId) }),
          budgetText(ports.view(), minutesOf(ports, clock.wallTime())),
        ].join('\n'),
      };
    },
    async task() {
      const { box } = await resetting.show(task.id);
      return { text: resetTaskText(task, await ports.brief(), { places: ports.places, box }) };
    },
    budget: () => ({ text: budgetText(ports.view(), minutesOf(ports, clock.wallTime())) }),
    ...readingVerbs(ports),
    async reset_try({ times, between, frame }, signal) {
      const taken = await taker.take(signal);
      if (frame !== undefined) {
        const report = tried.get(taken.tree);
        if (report !== undefined) return pictureOf(report, frame);
        throw new BenchError('not-found', 'this commit was not tried lately', {
          hint: 'reset_try without frame first',
        });
      }
      const work = (ended: AbortSignal) => tryIt(taken, { times, between }, ended);
      const job = { kind: 'try', key: taken.tree, work } as const;
      const report = await callJob(calls, 'its reset on the bench', job, signal);
      return report === null ? notOver('the try') : { text: tryText(report, taken.commit) };
    },
    async reset_submit(_none, signal) {
      const taken = await taker.take(signal);
      const known = submitted(taken);
      const isAsked = jobs.current?.kind === 'submit' && jobs.current.key === taken.tree;
      if (known !== undefined && !isAsked) {
        const version = await versionOf(known);
        if (version.measure !== null) return { text: measuredText(version, true) };
      } else if (!isAsked && !tried.has(taken.tree))
        throw new BenchError('refused', 'this reset was not tried lately', {
          hint: 'reset_try first: versions are few, and meant for what is known good',
        });
      const work = (ended: AbortSignal) => submit(taken, ended);
      const job = { kind: 'submit', key: taken.tree, work } as const;
      const resetId = await callJob(calls, 'a measuring of its reset', job, signal);
      if (resetId === null) return notOver('the measuring');
      return { text: measuredText(await versionOf(resetId), false) };
    },
    ...notOfWriters('reset'),
    judge_try: notOfThisSession('reset'),
    judge_submit: notOfThisSession('reset'),
  };
  return {
    verbs,
    async [Symbol.asyncDispose]() {
      jobs[Symbol.dispose]();
      await jobs.quiet();
    },
  };
}
