/**
 * The desk of a session that writes a judge: where it stands, what the task is, a try on the clips it has, a measuring on
 * the locked ones. Of those it hears numbers alone. Each answer says what to do next; no trial and no idea is here.
 */
import type { Clock } from '../../../base/lib/clock.ts';
import { keepNewest } from '../../../base/lib/keepNewest.ts';
import type { AgentView } from '../../../base/model/agent.ts';
import { BenchError, toBenchError } from '../../../base/model/errors.ts';
import type { ClipVerdict, JudgeView, TryReport } from '../../../base/model/judge.ts';
import type { TaskManifest } from '../../../base/model/task.ts';
import { openClipSets } from '../../../environment/judge/clipSets.ts';
import type { AgentBook } from '../agentBook.ts';
import type { Judging } from '../agentPorts.ts';
import { type DeskVerbs, notOfThisSession, notOfWriters } from '../desk/answerVerb.ts';
import { minutesOf, readingVerbs } from '../desk/createDeskVerbs.ts';
import type { Literature } from '../desk/deskPorts.ts';
import { budgetText } from '../desk/deskTexts.ts';
import { callJob, notOver } from '../writing/callJob.ts';
import { createProgramJobs, type JobRoom } from '../writing/programJobs.ts';
import type { ProgramTaker, TakenProgram } from '../writing/takeProgram.ts';
import { type JudgeClips, recordingDirOf, showClips, taughtClips } from './judgeClips.ts';
import {
  clipText,
  type JudgePlaces,
  judgeStatusLines,
  judgeTaskText,
  measuredText,
  tryText,
} from './judgeTexts.ts';

export interface JudgeDeskPorts {
  readonly agentId: string;
  readonly task: TaskManifest;
  readonly brief: () => Promise<string>;
  readonly book: AgentBook;
  readonly literature: Literature;
  readonly view: () => AgentView;
  readonly places: JudgePlaces;
  readonly dataDir: string;
  readonly clock: Clock;
  /** As they were written for this session. */
  readonly clips: JudgeClips;
  readonly judging: Judging;
  readonly isLocked: (recordingId: string) => boolean;
  readonly taker: ProgramTaker;
  readonly room: JobRoom;
  readonly waitsFor: (what: string | null) => void;
  readonly changed: () => void;
}

export interface JudgeDesk extends Disposable {
  readonly verbs: DeskVerbs;
}

/** Reports of so many judges are kept; an older one is tried anew. */
const reportsKept = 8;

/** One picture of what the judge looked at. */
async function pictureOf(
  ports: JudgeDeskPorts,
  { clipId, atMs }: ClipVerdict,
  camera: string | undefined,
  signal: AbortSignal,
): Promise<{ readonly role: string; readonly jpeg: Uint8Array }> {
  const { task, judging, dataDir, isLocked } = ports;
  const clips = taughtClips(judging.clips.clips(task.id), isLocked);
  const found = clips.find(({ clip }) => clip.id === clipId);
  if (found === undefined)
    throw new BenchError('not-found', `${clipId} is not among your clips any more`);
  const { clip, decidedMs } = found;
  const { id, fromMs, toMs } = clip;
  const span = { id, dir: recordingDirOf(dataDir, clip), fromMs, toMs, decidedMs };
  const plan = { roles: task.cameras, clearViewRad: task.clearViewRad };
  const { sets, read } = await openClipSets(span, plan, signal);
  const [nearest] = [...sets].sort((a, b) => Math.abs(a.atMs - atMs) - Math.abs(b.atMs - atMs));
  const frames = nearest === undefined ? [] : (await read(nearest)).frames;
  const frame = camera === undefined ? frames[0] : frames.find(({ role }) => role === camera);
  if (frame !== undefined) return frame;
  throw new BenchError('not-found', `${clipId} has no picture of camera ${camera ?? 'any'}`, {
    hint: `there is: ${frames.map(({ role }) => role).join(', ') || 'none'}`,
  });
}

function checkSet({ lockedSet }: JudgeView): void {
  if (lockedSet === null)
    throw new BenchError('refused', 'no clips are locked, so there is nothing to measure on', {
      hint: 'a person locks clips under Labels; go on with judge_try until then',
    });
  if (lockedSet.uses >= lockedSet.mostUses)
    throw new BenchError(
      'refused',
      `the locked set was used ${lockedSet.uses} times and proves nothing more`,
      {
        hint: 'people must label and lock new clips first; say in notes/ how far you came, and end',
      },
    );
}

/** What went wrong while locked clips were read may name them. */
function withoutNames(thrown: unknown): never {
  const error = toBenchError(thrown);
  if (tellable.has(error.code)) throw error;
  throw new BenchError('unavailable', 'the measuring failed on the bench’s side', {
    hint: 'say so in notes/ and go on with judge_try: a person sees why in the log',
    cause: error,
  });
}

/** Said before a locked clip is opened: by the rule of five, or of a judge that does not answer at all. */
const tellable: ReadonlySet<string> = new Set(['refused', 'bad-input', 'cancelled', 'busy']);

export function createJudgeDesk(ports: JudgeDeskPorts): JudgeDesk {
  const { agentId, task, book, clips, judging, taker, clock, waitsFor, changed } = ports;
  const jobs = createProgramJobs(clock, ports.room);
  const calls = { jobs, waitsFor };
  const reports = new Map<string, TryReport>();
  const show = async (signal: AbortSignal): Promise<JudgeView> =>
    await judging.judges.answers['judge.show']({ task: task.id }, signal);
  const reportOf = async (taken: TakenProgram, signal: AbortSignal): Promise<TryReport | null> => {
    const known = reports.get(taken.tree);
    if (known !== undefined) return known;
    const work = async (ended: AbortSignal): Promise<TryReport> => {
      // Clips that were labelled since its files were written are told of too.
      showClips(judging, task.id, agentId, ports.isLocked);
      return await taker.withFiles(taken, async (dir) => {
        const report = await judging.judges.tryFolder(task.id, dir, ended);
        return keepNewest(reports, taken.tree, report, reportsKept);
      });
    };
    const job = { kind: 'try', key: taken.tree, work } as const;
    return await callJob(calls, 'its judge on its clips', job, signal);
  };
  const versionOf = async (judgeId: string, signal: AbortSignal) => {
    const version = (await show(signal)).versions.find(({ id }) => id === judgeId);
    if (version === undefined) throw new BenchError('not-found', `there is no ${judgeId} any more`);
    return version;
  };
  /** Becomes a version once; measured once. */
  const submit = async (taken: TakenProgram, signal: AbortSignal): Promise<string> => {
    const { commit, tree } = taken;
    const known = book.submitted(agentId).find(({ judgeTree }) => judgeTree === tree);
    let judgeId = known?.judgeId;
    if (judgeId === undefined) {
      const by = { kind: 'agent', agentId } as const;
      const add = (dir: string) => judging.judges.add({ task: task.id, dir, by });
      judgeId = (await taker.withFiles(taken, add)).id;
      book.append({ kind: 'judge-submitted', agentId, commit, judgeTree: tree, judgeId });
      changed();
    }
    signal.throwIfAborted();
    // A use that was counted is used: the end of the session does not waste it.
    const unended = new AbortController().signal;
    await judging.judges.measure(task.id, judgeId, agentId, unended).catch(withoutNames);
    return judgeId;
  };
  const verbs: DeskVerbs = {
    async status(_none, signal) {
      const mine = book.submitted(agentId).map(({ judgeId }) => judgeId);
      const parts = [...clips.parts.values()];
      const count = (part: string): number => parts.filter((each) => each === part).length;
      return {
        text: [
          `you are ${agentId} (${ports.view().name}) and write the judge of task ${task.id}`,
          ...judgeStatusLines(await show(signal), mine, {
            learn: count('learn'),
            check: count('check'),
          }),
          budgetText(ports.view(), minutesOf(ports, clock.wallTime())),
        ].join('\n'),
      };
    },
    task: async () => ({ text: judgeTaskText(task, await ports.brief(), ports.places) }),
    budget: () => ({ text: budgetText(ports.view(), minutesOf(ports, clock.wallTime())) }),
    ...readingVerbs(ports),
    async judge_try({ clip, camera }, signal) {
      const taken = await taker.take(signal);
      const report = await reportOf(taken, signal);
      if (report === null) return notOver('the try');
      if (clip === undefined) return { text: tryText(report, clips.parts, taken.commit) };
      const verdict = report.clips.find(({ clipId }) => clipId === clip);
      if (verdict === undefined)
        throw new BenchError('not-found', `${clip} is not among the clips that were judged`, {
          hint: 'index.json of your clips lists them',
        });
      const { role, jpeg } = await pictureOf(ports, verdict, camera, signal);
      return { text: clipText(verdict, clips.parts.get(clip) ?? '-', role), jpeg };
    },
    async judge_submit(_none, signal) {
      const taken = await taker.take(signal);
      const known = book.submitted(agentId).find(({ judgeTree }) => judgeTree === taken.tree);
      if (known !== undefined) {
        const version = await versionOf(known.judgeId, signal);
        if (version.locked !== null) return { text: measuredText(version, true) };
      } else if (!reports.has(taken.tree))
        throw new BenchError('refused', 'this judge was not tried yet', {
          hint: 'judge_try first: it costs nothing, and a measuring is spent on what is known good',
        });
      const work = async (ended: AbortSignal): Promise<string> => {
        checkSet(await show(ended));
        return await submit(taken, ended);
      };
      const job = { kind: 'submit', key: taken.tree, work } as const;
      const judgeId = await callJob(calls, 'a measuring of its judge', job, signal);
      if (judgeId === null) return notOver('the measuring');
      return { text: measuredText(await versionOf(judgeId, signal), false) };
    },
    ...notOfWriters('judge'),
    reset_try: notOfThisSession('judge'),
    reset_submit: notOfThisSession('judge'),
  };
  return { verbs, [Symbol.dispose]: () => jobs[Symbol.dispose]() };
}
