/**
 * The room of resets: versions of each task's reset, what was measured of them on the bench, which is in force. All state
 * is the ledger's and the folders'; at most one measuring runs.
 */
import type { Answers } from '../../base/api/answers.ts';
import { orAborted } from '../../base/lib/orAborted.ts';
import { createStateTopic, type StateTopic } from '../../base/lib/topic.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type {
  ResetMeasure,
  ResetRunView,
  ResetTry,
  ResetVersion,
  ResetView,
} from '../../base/model/reset.ts';
import { type FoundReset, findReset } from '../../environment/reset/findReset.ts';
import { readResetFolder } from '../../environment/reset/readResetFolder.ts';
import { openResetBook } from '../../environment/reset/resetBook.ts';
import { type AddingReset, createResetWork } from '../../environment/reset/resetWork.ts';
import { findSecond } from '../../environment/reset/secondOf.ts';
import { findTask } from '../../environment/task/installTask.ts';
import { createMakersReports } from '../../environment/task/makersReports.ts';
import { readManifest } from '../../environment/task/readManifest.ts';
import type { NightFacts, NightParts, NightPorts } from '../night/nightParts.ts';
import { createResetSlot } from './createResetSlot.ts';
import { createWornAlert } from './createWornAlert.ts';
import { type MeasurePlace, measureResets, type ResetWish } from './measureResets.ts';
import { createResetViews, type ResetViews } from './resetViews.ts';
import type { ResetLook } from './runResets.ts';
import { createStartReferences, type StartReferences } from './startReferences.ts';
import { createTrialResets } from './trialResets.ts';

export interface ResetRoom extends AsyncDisposable {
  readonly topic: StateTopic<ResetView | null>;
  readonly answers: Answers<
    'reset.show' | 'reset.run' | 'reset.stopRun' | 'reset.add' | 'reset.accept'
  >;
  /** As the topic has it, of any task. @throws `not-found`. */
  show(task: string): Promise<ResetView>;
  readonly measured: ResetViews['measured'];
  readonly references: StartReferences;
  /**
   * Resets by the program of a folder that is no version, as `reset.run` does them, from the same refusals to the same
   * figures. Nothing is entered in the ledger. After five in a row that nobody could verify it ends with what was done.
   * The arm holds when it settles, also where `signal` ends it.
   * @throws BenchError as `reset.run`, `bad-input` for a folder that holds no reset, and the signal's reason.
   */
  tryFolder(
    task: string,
    dir: string,
    wish: FolderWish,
    signal: AbortSignal,
    onTry?: (tried: ResetTry, look: ResetLook) => void,
  ): Promise<Omit<ResetMeasure, 'wallTime'>>;
  /** For work of several measurings: nobody else moves the bench for resets in between. @throws as `tryFolder`. */
  occupy<T>(task: string, signal: AbortSignal, work: (moves: ResetMoves) => Promise<T>): Promise<T>;
  /** As `reset.add`, by whomever. */
  add(adding: AddingReset, signal: AbortSignal): Promise<ResetVersion>;
  /** As `reset.run`; the signal ends the motion too, and the arm holds when it settles. */
  measure(wish: ResetWish, signal: AbortSignal): Promise<ResetMeasure>;
  /** Somebody measures, tries or writes a reset: nobody else may. */
  isTaken(): boolean;
  /** By its name. @throws BenchError `not-found`, `refused`. */
  find(task: string, ref: string): Promise<FoundReset>;
}

export interface ResetMoves {
  /** The work ends when it says so. */
  readonly signal: AbortSignal;
  /** As the room's. */
  tryFolder(
    dir: string,
    wish: FolderWish,
    onTry?: (tried: ResetTry, look: ResetLook) => void,
  ): Promise<Omit<ResetMeasure, 'wallTime'>>;
  /** A whole measuring, entered in the ledger. */
  measure(wish: Omit<ResetWish, 'task'>): Promise<ResetMeasure>;
}

export interface FolderWish {
  readonly times: number;
  readonly seed: number;
  readonly lockstep: boolean;
  /** What the window calls it while it moves, like `a try of claude-1`; at most 80 letters. */
  readonly name: string;
  /** `nothing` where it is not said. */
  readonly between?: 'nothing' | 'policy' | undefined;
  /** True: an agent wrote it, so another check looks too. */
  readonly second?: boolean | undefined;
}

const mostTries = 200;

export function openResetRoom(ports: NightPorts, facts: NightFacts, parts: NightParts): ResetRoom {
  const { station, alerts, tasks, onTrouble } = parts;
  const { dataDir, templatesDir } = facts;
  const topic = createStateTopic<ResetView | null>(null);
  const ended = new AbortController();
  const stack = new DisposableStack();
  const book = openResetBook(ports.ledger);
  const finds = { book, dataDir, templatesDir };
  let run: ResetRunView | null = null;

  const references = createStartReferences(ports.clock);
  const trialResets = createTrialResets(ports.ledger, ports.clock, ended.signal);
  const makers = createMakersReports({ ...ports, dataDir, templatesDir });
  const views = createResetViews({ ...finds, makers, references, trialResets });
  const viewOf = async (task: string): Promise<ResetView> => ({
    ...(await views.of(task)),
    running: run?.task === task ? run : null,
  });
  const tellWorn = createWornAlert(alerts, views.worn);
  /** Rises with every wish to tell: an older view never follows a newer one. */
  let wishes = 0;
  const tell = async (): Promise<void> => {
    const wish = ++wishes;
    const task = tasks.book.current;
    await mended;
    const view = task === null ? null : await viewOf(task);
    if (wish !== wishes || ended.signal.aborted) return;
    topic.set(view);
    if (task !== null) await tellWorn(task);
  };
  const soon = (): void => {
    tell().catch((thrown: unknown) => {
      if (!ended.signal.aborted) onTrouble(toBenchError(thrown));
    });
  };
  const work = createResetWork(
    {
      ...{ ...ports, book, dataDir, templatesDir, changes: tasks.changes, cameras: parts.cameras },
      ledgerSeq: () => ports.ledger.head().seq,
      changed: (task) => {
        if (task === tasks.book.current) soon();
      },
    },
    ended.signal,
  );
  const mended = work.mend().catch((thrown: unknown) => onTrouble(toBenchError(thrown)));
  stack.use(tasks.book.onChange(soon));
  stack.use(ports.benches.onChange(soon));
  // A trial that ended had a reset.
  stack.use(
    parts.events.follow('trials', ports.ledger.head().seq, ({ task }) => {
      if (task === tasks.book.current) soon();
    }),
  );
  soon();

  const showRun = (change: Partial<ResetRunView>): void => {
    if (run === null) return;
    run = { ...run, ...change };
    const shown = topic.value;
    if (shown?.task === run.task) topic.set({ ...shown, running: run });
  };
  const onTry = (tried: ResetTry): void =>
    showRun({ tries: [...(run?.tries ?? []), tried].slice(-mostTries) });
  /** In the ledger before anybody hears of it. */
  const keep = async (
    task: string,
    { id: resetId, hash }: FoundReset,
    measure: Omit<ResetMeasure, 'wallTime'>,
  ): Promise<ResetMeasure> => {
    try {
      book.append({ kind: 'reset-measured', task, resetId, hash, measure });
    } catch (thrown) {
      onTrouble(toBenchError(thrown));
      throw thrown;
    }
    const kept = book.measure(task, hash, measure.starts) as ResetMeasure;
    await tellWorn(task);
    return kept;
  };
  /** Shown while it runs; what it came to stays until the next. */
  const showing = async <T extends { readonly measure: ResetMeasure | null }>(
    job: Pick<ResetRunView, 'task' | 'reset' | 'times'>,
    signal: AbortSignal,
    work: () => Promise<T>,
  ): Promise<T> => {
    run = { ...job, state: 'running', tries: [], why: '', measure: null };
    showRun({});
    try {
      const result = await work();
      showRun({ state: 'done', measure: result.measure });
      return result;
    } catch (thrown) {
      const { message: why } = toBenchError(thrown);
      showRun({ state: signal.aborted ? 'stopped' : 'failed', why });
      throw thrown;
    }
  };
  const place: MeasurePlace = { ports, facts, parts, referenceOf: references.of };
  const measure = async (wish: ResetWish, signal: AbortSignal): Promise<ResetMeasure> => {
    const { task, times } = wish;
    const found = await findReset(finds, task, wish.reset);
    const shown = await showing({ task, reset: found.id, times }, signal, async () => {
      // Who wrote the motion wrote the check: an agent's is not enough.
      const { hash } = found;
      const second = book.byAgent(task, hash) ? await findSecond(finds, task, hash) : undefined;
      const measured = await measureResets(place, wish, found, { signal, onTry, second });
      return { measure: await keep(task, found, measured) };
    });
    return shown.measure;
  };
  const slot = createResetSlot({
    ...{ station, refusal: parts.refusal, ended: ended.signal, mended },
    freed: (task) => {
      if (task === tasks.book.current) soon();
    },
  });
  const tryFolder = async (
    task: string,
    dir: string,
    { name, between = 'nothing', second, ...wish }: FolderWish,
    signal: AbortSignal,
    onEach?: (tried: ResetTry, look: ResetLook) => void,
  ) => {
    const { manifestDir } = await findTask(templatesDir, dataDir, task);
    const { hash } = await readResetFolder(dir, await readManifest(manifestDir));
    const other = second === true ? await findSecond(finds, task, hash) : undefined;
    const onLook = (look: ResetLook): void => onEach?.(look.tried, look);
    const shown = await showing({ task, reset: name, times: wish.times }, signal, async () => {
      const asked = { ...wish, task, between, by: name } as const;
      const ways = { signal, onTry, whenLost: 'end', second: other, onLook } as const;
      return { measure: null, figures: await measureResets(place, asked, { dir, hash }, ways) };
    });
    return shown.figures;
  };
  return {
    ...{ topic, references, measured: views.measured },
    tryFolder: async (task, dir, wish, signal, onEach) =>
      await slot.take(task, signal, (ends) => tryFolder(task, dir, wish, ends, onEach)),
    occupy: async (task, signal, work) =>
      await slot.take(task, signal, (ends) =>
        work({
          signal: ends,
          tryFolder: (dir, wish, onEach) => tryFolder(task, dir, wish, ends, onEach),
          measure: (wish) => measure({ ...wish, task }, ends),
        }),
      ),
    async show(task) {
      await mended;
      return await viewOf(task);
    },
    async add(adding, signal) {
      await mended;
      return await work.add(adding, signal);
    },
    measure: (wish, signal) => slot.take(wish.task, signal, (ends) => measure(wish, ends)),
    isTaken: () => slot.isTaken,
    async find(task, ref) {
      await mended;
      return await findReset(finds, task, ref);
    },
    answers: {
      'reset.show': async ({ task }) => {
        await mended;
        return await viewOf(task);
      },
      // Motion that began is not ended by a caller that goes away, as a run of trials is not.
      'reset.run': (wish, signal) =>
        orAborted(
          slot.take(wish.task, null, (ends) => measure(wish, ends)),
          signal,
        ),
      'reset.stopRun': async () => {
        if (!slot.isTaken) throw new BenchError('not-found', 'no reset is being measured');
        await slot.end('ended by a person');
        return null;
      },
      'reset.add': async ({ task, dir, by }, signal) => {
        await mended;
        return await work.add({ task, dir, by: { kind: 'person', name: by } }, signal);
      },
      'reset.accept': async (accepting) => {
        await mended;
        return await work.accept(accepting);
      },
    },
    async [Symbol.asyncDispose]() {
      ended.abort(new BenchError('cancelled', 'the core ends'));
      stack.dispose();
      await slot.end('the core ends');
      await mended;
    },
  };
}
