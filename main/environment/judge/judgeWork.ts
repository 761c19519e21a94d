/**
 * What is done with judges, one thing at a time: adding, trying, measuring, accepting. Each waits for its turn, is given up
 * by whoever cancels, and leaves folders, ledger and working copy whole. Answers for windows are in `openJudgeRoom.ts`.
 */
import { createQueue } from '../../base/host/queue.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { JudgeBy, LockedMeasure, TryReport } from '../../base/model/judge.ts';
import { judgeMainName } from '../../base/model/judgeFile.ts';
import { blankPicture } from '../../store/record/blankPicture.ts';
import type { Accepting } from '../task/acceptingNote.ts';
import { findTask } from '../task/installTask.ts';
import { readManifest } from '../task/readManifest.ts';
import type { TaskChanges } from '../task/taskChanges.ts';
import { mustAnswer, rolesOf, setsPlanOf } from './askClips.ts';
import { openClipSets } from './clipSets.ts';
import { findJudge, inForceBeside } from './findJudge.ts';
import type { FoundJudge } from './foundJudge.ts';
import type { MadeJudge } from './judgeBook.ts';
import { judgeFolders } from './judgeFolders.ts';
import type { ViewPorts } from './judgeViews.ts';
import { type MeasurePorts, measureJudge } from './measureJudge.ts';
import type { JudgeQuestion } from './openJudge.ts';
import { putInForce } from './putInForce.ts';
import { readJudgeFolder } from './readJudgeFolder.ts';
import type { TraceCache } from './traceCache.ts';
import { reportOf, type TryPorts, traceUnlocked } from './tryJudge.ts';

export interface WorkPorts extends ViewPorts, TryPorts, MeasurePorts {
  readonly book: ViewPorts['book'];
  readonly clips: ViewPorts['clips'];
  readonly cache: TraceCache;
  readonly cameras: ViewPorts['cameras'];
  readonly unlocked: ViewPorts['unlocked'];
  readonly locked: MeasurePorts['locked'];
  readonly changes: TaskChanges;
  readonly ledgerSeq: () => number;
  /** A task's judges are others now. */
  readonly changed: (task: string) => void;
}

export interface Adding {
  readonly task: string;
  readonly dir: string;
  readonly by: JudgeBy;
  /** Recordings; where it is not known, all that any writer of judges was given so far. */
  readonly learntFrom?: readonly string[] | undefined;
}

const still = [0, 0, 0, 0, 0, 0];

/** One question to see whether it answers at all: of a clip where there is one, else of blank pictures. */
async function firstQuestion(
  { unlocked, cameras }: WorkPorts,
  judge: FoundJudge,
  signal: AbortSignal,
): Promise<JudgeQuestion> {
  const [clip] = unlocked.labelled(judge.manifest.id);
  if (clip !== undefined) {
    const clips = await openClipSets(unlocked.span(clip.id), setsPlanOf(judge), signal);
    const [set] = clips.sets;
    if (set !== undefined) return await clips.read(set);
  }
  const models = cameras();
  const frames = rolesOf(judge).map(async (role) => {
    const { widthPx = 320, heightPx = 240 } = models.find((each) => each.role === role) ?? {};
    return { role, seq: 0, capturedAtMs: 0, jpeg: await blankPicture(widthPx, heightPx) };
  });
  return {
    toolClear: true,
    observation: { atMs: 0, positionRad: still, velocityRadS: still, load: still },
    frames: await Promise.all(frames),
  };
}

export function createJudgeWork(ports: WorkPorts, ended: AbortSignal) {
  const { book, dataDir, templatesDir } = ports;
  const inTurn = createQueue(ended);
  const folders = judgeFolders(dataDir);
  const find = (task: string, judge: string): Promise<FoundJudge> =>
    findJudge({ book, dataDir, templatesDir }, task, judge);
  const answers = async (judge: FoundJudge, signal: AbortSignal): Promise<void> => {
    const question = await firstQuestion(ports, judge, signal);
    await mustAnswer(ports, judge, question, { cameras: ports.cameras(), signal });
  };
  /** A folder that is no version, checked against its task. */
  const readFolder = async (task: string, dir: string): Promise<FoundJudge> => {
    const { manifestDir } = await findTask(templatesDir, dataDir, task);
    const manifest = await readManifest(manifestDir);
    const { file, hash } = await readJudgeFolder(dir, manifest);
    return { id: 'tried', dir, hash, main: judgeMainName, dwell: file.dwell, file, manifest };
  };
  const tried = async (judge: FoundJudge, signal: AbortSignal): Promise<TryReport> => {
    const traced = await traceUnlocked(ports, judge, signal);
    ports.changed(judge.manifest.id);
    return reportOf(judge.id, judge, traced);
  };
  /** Both sides of "must not lose what the one in force knew". */
  const tryBeside = async (judge: FoundJudge, signal: AbortSignal): Promise<void> => {
    const task = judge.manifest.id;
    const older = inForceBeside(book, task, judge.hash);
    if (older === null || ports.unlocked.labelled(task).length === 0) return;
    for (const each of [await find(task, older.id), judge])
      await traceUnlocked(ports, each, signal);
  };
  const enforce = async (accepting: Accepting): Promise<void> => {
    const { task, id: judgeId, hash, by, overrode, afterSeq } = accepting;
    const { dir, main, dwell } = await find(task, judgeId);
    const judge = { dir, hash, main, dwell };
    const installed = await putInForce({ dataDir, templatesDir }, task, judge);
    if ((book.accepted(task)?.seq ?? 0) <= afterSeq)
      book.append({ kind: 'judge-accepted', task, judgeId, hash, by, overrode });
    folders.accepting.forget(task);
    await ports.changes.written(installed, 'judge');
    ports.changed(task);
  };
  /** What a crash left. */
  const mend = async (): Promise<void> => {
    await folders.sweep((task, id) => book.version(task, id) !== null);
    for (const task of book.tasks()) {
      const accepting = await folders.accepting.read(task);
      if (accepting !== null) await ports.changes.inTurn(() => enforce(accepting));
    }
  };
  return {
    inTurn,
    find,
    mend,
    /** `learntFrom`: of a writer who is known to have had nothing else. */
    add: ({ task, dir, by, learntFrom }: Adding, signal: AbortSignal): Promise<MadeJudge> =>
      inTurn(signal, async (either) => {
        const judge = await readFolder(task, dir);
        await answers(judge, either);
        const judgeId = book.nextId(task);
        await folders.place(task, judgeId, dir, (hash) => {
          if (hash !== judge.hash)
            throw new BenchError('bad-input', `${dir} was changed while it was read`);
          const words = judge.file?.words ?? '';
          const from = [...(learntFrom ?? book.shown(task))].sort();
          book.append({ kind: 'judge-made', task, judgeId, hash, by, words, learntFrom: from });
        });
        ports.changed(task);
        return book.version(task, judgeId) as MadeJudge;
      }),
    try: (task: string, judge: string, signal: AbortSignal): Promise<TryReport> =>
      inTurn(signal, async (either) => await tried(await find(task, judge), either)),
    tryFolder: (task: string, dir: string, signal: AbortSignal): Promise<TryReport> =>
      inTurn(signal, async (either) => {
        const judge = await readFolder(task, dir);
        await answers(judge, either);
        return await tried(judge, either);
      }),
    measure: (task: string, judge: string, by: string, signal: AbortSignal) =>
      inTurn(signal, async (either): Promise<LockedMeasure> => {
        const found = await find(task, judge);
        // One that does not even answer costs no look.
        await answers(found, either);
        const measure = await measureJudge(ports, found, by, either);
        const { id: judgeId, hash } = found;
        book.append({ kind: 'judge-measured', task, judgeId, hash, measure });
        await tryBeside(found, either);
        ports.changed(task);
        return book.measure(task, judgeId, hash) as LockedMeasure;
      }),
    /** Both sides of the comparison are tried where they were not yet. */
    tryBeside: (task: string, judge: string, signal: AbortSignal): Promise<void> =>
      inTurn(signal, async (either) => await tryBeside(await find(task, judge), either)),
    accept: (task: string, judgeId: string, by: string, overrode: string | null): Promise<void> =>
      ports.changes.inTurn(async () => {
        const { hash } = await find(task, judgeId);
        const afterSeq = ports.ledgerSeq();
        const accepting: Accepting = {
          ...{ version: 1, task, id: judgeId, hash, by, overrode, afterSeq },
        };
        folders.accepting.write(accepting);
        await enforce(accepting);
      }),
  };
}
