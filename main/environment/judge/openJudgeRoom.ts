/**
 * The room of judges: versions of each task's judge, what was measured of them, which is in force. All state is the
 * ledger's and the folders'.
 */
import path from 'node:path';
import type { Answers } from '../../base/api/answers.ts';
import { orAborted } from '../../base/lib/orAborted.ts';
import { createSignal, createStateTopic, type StateTopic } from '../../base/lib/topic.ts';
import type { CameraModel } from '../../base/model/camera.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type {
  DriftView,
  JudgeVersion,
  JudgeView,
  LockedMeasure,
  TryReport,
} from '../../base/model/judge.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import type { ClipBook } from '../clips/clipBook.ts';
import type { LockedBook } from '../clips/lockedBook.ts';
import type { Split } from '../clips/openSplit.ts';
import type { MakersReports } from '../task/makersReports.ts';
import { needVersion, overrodeFor } from '../task/namedVersions.ts';
import type { TaskChanges } from '../task/taskChanges.ts';
import type { FindJudge } from './foundJudge.ts';
import { openJudgeBook } from './judgeBook.ts';
import { createJudgeViews } from './judgeViews.ts';
import { type Adding, createJudgeWork } from './judgeWork.ts';
import { createNearClips, heatOfClip } from './lookAtClip.ts';
import type { MeasureLive } from './measureJudge.ts';
import type { JudgePorts } from './openJudge.ts';
import { whyNotMet } from './planGate.ts';
import { createTraceCache } from './traceCache.ts';
import { compareOf } from './tryJudge.ts';
import { createUnlockedClips } from './unlockedClips.ts';

export interface JudgeRoomPorts extends JudgePorts {
  readonly ledger: Pick<Ledger, 'notes' | 'append' | 'entries' | 'head'>;
  readonly clips: ClipBook;
  readonly split: Split;
  readonly locked: LockedBook;
  readonly makers: MakersReports;
  /** Of the bench, where known: a judge by geometry needs them. */
  readonly cameras: () => readonly CameraModel[];
  readonly changes: TaskChanges;
  readonly dataDir: string;
  readonly templatesDir: string;
  readonly version: string;
  readonly onTrouble: (error: BenchError) => void;
}

type Names =
  | 'judge.show'
  | 'judge.add'
  | 'judge.try'
  | 'judge.measure'
  | 'judge.report'
  | 'judge.accept'
  | 'judge.compare'
  | 'judge.heat'
  | 'judge.near';

export interface JudgeRoom extends Disposable {
  readonly answers: Answers<Names>;
  /** Of the task that is shown; null before one was. */
  readonly topic: StateTopic<JudgeView | null>;
  show(task: string | null): void;
  readonly find: FindJudge;
  /** Copies the folder into the versions, checked; durable on return. @throws BenchError `bad-input`, `storage`. */
  add(adding: Adding): Promise<JudgeVersion>;
  /** A writer of judges is given these recordings: in the ledger on return, and before the first of their pictures. */
  clipsShown(task: string, to: string, recordings: readonly string[]): void;
  /**
   * One counted use of the task's newest usable locked set.
   * @throws BenchError `not-found`, `bad-input` when it does not even answer, `refused` when spent or none is locked.
   */
  measure(task: string, judge: string, by: string, signal: AbortSignal): Promise<LockedMeasure>;
  /** Labels that an author doubts. */
  doubt(task: string, clips: readonly string[]): void;
  /**
   * An agent's try: a judge folder judged on unlocked clips, not kept as a version; `judge` of the report is `tried`.
   * @throws BenchError `bad-input` with what is wrong in the folder.
   */
  tryFolder(task: string, dir: string, signal: AbortSignal): Promise<TryReport>;
  /** What the watch over cameras and light found: in the ledger on return. */
  watched(task: string, found: Omit<DriftView, 'wallTime'>): void;
  /** Latency on running cameras is measured by this from now on, where it can. */
  measureLiveWith(live: MeasureLive): void;
  onChange(on: (task: string) => void): Disposable;
}

/** Labels and trials come in bursts: what is shown of judges may be so old. */
const tellAfterMs = 250;

export function openJudgeRoom(ports: JudgeRoomPorts): JudgeRoom {
  const { ledger, clips, locked, dataDir, clock, onTrouble } = ports;
  const ended = new AbortController();
  const stack = new DisposableStack();
  const changed = createSignal<string>();
  const topic = createStateTopic<JudgeView | null>(null);
  const book = openJudgeBook(ledger);
  const unlocked = createUnlockedClips({ clips, locked, dataDir });
  const cache = createTraceCache(path.join(dataDir, 'cache', 'judges'));
  const views = createJudgeViews({ ...ports, book, unlocked, cache });
  const near = createNearClips(unlocked);
  let live: MeasureLive | null = null;
  const work = createJudgeWork(
    {
      ...{ ...ports, book, unlocked, cache },
      get live() {
        return live;
      },
      ledgerSeq: () => ledger.head().seq,
      changed: (task) => changed.emit(task),
    },
    ended.signal,
  );
  const mended = work.mend().catch((thrown: unknown) => onTrouble(toBenchError(thrown)));
  let shown: string | null = null;
  /** Rises with every wish to tell: an older view never follows a newer one. */
  let wishes = 0;
  let waiting: Disposable | null = null;
  const tell = async (): Promise<void> => {
    const wish = ++wishes;
    const task = shown;
    await mended;
    const view = task === null ? null : await views.view(task);
    if (wish === wishes && !ended.signal.aborted) topic.set(view);
  };
  const soon = (): void => {
    waiting ??= clock.after(tellAfterMs, () => {
      waiting = null;
      tell().catch((thrown: unknown) => {
        if (!ended.signal.aborted) onTrouble(toBenchError(thrown));
      });
    });
  };
  stack.use(clips.onChange((task) => task === shown && soon()));
  stack.use(changed.on((task) => task === shown && soon()));
  const versionOf = async (task: string, id: string): Promise<JudgeVersion> =>
    await views.version(needVersion('judge', book, task, id));
  const clipsShown = (task: string, to: string, all: readonly string[]): void => {
    const before = book.shown(task);
    const recordings = [...new Set(all)].filter((id) => !before.has(id)).sort();
    if (recordings.length > 0) book.append({ kind: 'clips-shown', task, to, recordings });
  };
  const room: Omit<JudgeRoom, 'answers'> = {
    topic,
    show(task) {
      shown = task;
      soon();
    },
    async find(task, judge) {
      await mended;
      return await work.find(task, judge);
    },
    async add(adding) {
      await mended;
      return await views.version(await work.add(adding, ended.signal));
    },
    clipsShown,
    async measure(task, judge, by, signal) {
      await mended;
      return await work.measure(task, judge, by, signal);
    },
    doubt(task, doubted) {
      if (doubted.length === 0 && book.doubts(task).clips.length === 0) return;
      book.append({ kind: 'labels-doubted', task, clips: doubted });
      changed.emit(task);
    },
    async tryFolder(task, dir, signal) {
      await mended;
      return await work.tryFolder(task, dir, signal);
    },
    watched(task, found) {
      book.append({ kind: 'judge-watched', task, found });
      changed.emit(task);
    },
    measureLiveWith(measure) {
      live = measure;
    },
    onChange: (on) => changed.on(on),
    [Symbol.dispose]() {
      ended.abort(new BenchError('cancelled', 'the core ends'));
      waiting?.[Symbol.dispose]();
      stack.dispose();
    },
  };
  const accept: Answers<Names>['judge.accept'] = async ({ task, judge, by, override }, signal) => {
    await room.find(task, judge);
    await work.tryBeside(task, judge, signal);
    const { gate, locked: measure } = await versionOf(task, judge);
    const why = whyNotMet(measure, gate);
    const hint =
      'Somebody may accept it all the same and say why; the name and the reason are kept.';
    await work.accept(task, judge, by, overrodeFor(why, override, hint));
    return await versionOf(task, judge);
  };
  const answers: Answers<Names> = {
    'judge.show': async ({ task }) => {
      await mended;
      return await views.view(task);
    },
    'judge.add': ({ task, dir, by }) => {
      // A person may have looked at every clip that is not locked.
      clipsShown(task, by, unlocked.recordings(task));
      return room.add({ task, dir, by: { kind: 'person', name: by } });
    },
    'judge.try': async ({ task, judge }, signal) => {
      await mended;
      return await work.try(task, judge, signal);
    },
    // A look that was counted is used, whoever has gone away meanwhile.
    'judge.measure': ({ task, judge, by }, signal) =>
      orAborted(room.measure(task, judge, by, ended.signal), signal),
    'judge.report': async ({ task, judge }) => await views.report(await room.find(task, judge)),
    'judge.accept': accept,
    'judge.compare': async ({ task, judges }, signal) => {
      await mended;
      const reports: TryReport[] = [];
      for (const judge of judges) reports.push(await work.try(task, judge, signal));
      return compareOf(reports);
    },
    'judge.heat': async ({ task, judge, clip, role, atMs }, signal) => {
      const found = await room.find(task, judge);
      const tries = { ...ports, unlocked, cache };
      return await work.inTurn(signal, (either) =>
        heatOfClip(tries, found, { clip, role, atMs }, either),
      );
    },
    'judge.near': async ({ task, clip, count }, signal) => ({
      clips: await near.of(task, clip, count, signal),
    }),
  };
  return { ...room, answers };
}
