/**
 * The room of resets: versions of each task's reset, what was measured of them on the bench, which is in force. All state
 * is the ledger's and the folders'; at most one measuring runs.
 */
import type { Answers } from '../../base/api/answers.ts';
import { orAborted } from '../../base/lib/orAborted.ts';
import { createStateTopic, type StateTopic } from '../../base/lib/topic.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { ResetMeasure, ResetRunView, ResetTry, ResetView } from '../../base/model/reset.ts';
import type { PlanarPose } from '../../base/model/scene.ts';
import { type FoundReset, findReset, resetInForce } from '../../environment/reset/findReset.ts';
import { isWorn } from '../../environment/reset/planResetGate.ts';
import { openResetBook } from '../../environment/reset/resetBook.ts';
import { createResetWork } from '../../environment/reset/resetWork.ts';
import { boxOf, drawReference } from '../../environment/reset/spreadOf.ts';
import { findTask } from '../../environment/task/installTask.ts';
import { loadStartStates } from '../../environment/task/startStates.ts';
import type { NightFacts, NightParts, NightPorts } from '../night/nightParts.ts';
import { measureResets, type ResetWish } from './measureResets.ts';

export interface ResetRoom extends AsyncDisposable {
  readonly topic: StateTopic<ResetView | null>;
  readonly answers: Answers<
    'reset.show' | 'reset.run' | 'reset.stopRun' | 'reset.add' | 'reset.accept'
  >;
  /** As the topic has it, of any task. @throws `not-found`. */
  show(task: string): Promise<ResetView>;
}

interface Running {
  readonly ending: AbortController;
  /** The arm holds and the bench is given back; never rejects. */
  readonly over: Promise<unknown>;
}

const wornKey = 'reset/worn';
const mostTries = 200;

export function openResetRoom(ports: NightPorts, facts: NightFacts, parts: NightParts): ResetRoom {
  const { station, alerts, tasks, onTrouble } = parts;
  const { dataDir, templatesDir } = facts;
  const topic = createStateTopic<ResetView | null>(null);
  const ended = new AbortController();
  const stack = new DisposableStack();
  const book = openResetBook(ports.ledger);
  const finds = { book, dataDir, templatesDir };
  let running: Running | null = null;
  let run: ResetRunView | null = null;

  /** By template, drawn once in a core's life, as long as the draw itself is loaded. */
  const references = new Map<string, Promise<readonly PlanarPose[]>>();
  const referenceOf = (templateDir: string): Promise<readonly PlanarPose[]> => {
    const drawn =
      references.get(templateDir) ??
      loadStartStates(templateDir).then((draw) => drawReference(draw, () => ports.clock.sleep(0)));
    references.set(templateDir, drawn);
    return drawn;
  };
  /** None where the task has no draw that can be loaded. */
  const boxOfTask = async (task: string): Promise<ResetView['box']> => {
    const { templateDir } = await findTask(templatesDir, dataDir, task);
    return await referenceOf(templateDir).then(boxOf, () => undefined);
  };
  const viewOf = async (task: string): Promise<ResetView> => {
    const found = await resetInForce(finds, task);
    const box = await boxOfTask(task);
    return {
      ...(box === undefined ? {} : { box }),
      task,
      versions: book.versions(task),
      inForce: found === null || found.id === 'working' ? null : found.id,
      measure: found === null ? null : book.measure(task, found.hash),
      running: run?.task === task ? run : null,
    };
  };
  let wornTask: string | null = null;
  /** Of what is in force: an alert before it is a wrong number. */
  const tellWorn = async (task: string): Promise<void> => {
    const { hash = '' } = (await resetInForce(finds, task)) ?? {};
    const now = book.measure(task, hash);
    const standard = book.standard(task, hash);
    if (now !== null && standard !== null && isWorn(now, standard)) {
      const [is, was] = [now.verifiedFirst, standard.verifiedFirst];
      wornTask = task;
      alerts.raise(
        wornKey,
        'warning',
        `The reset of ${task} is worn: ${is.k} of ${is.n} at the first check, where it had ${was.k} of ${was.n}.`,
        'Look at gripper, cameras and light, then measure it again.',
      );
    } else if (wornTask === task) {
      wornTask = null;
      alerts.clear(wornKey);
    }
  };
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
    const kept = book.measure(task, hash) as ResetMeasure;
    await tellWorn(task);
    return kept;
  };
  const measure = async (wish: ResetWish, ending: AbortController): Promise<ResetMeasure> => {
    const { task, times } = wish;
    const signal = AbortSignal.any([ending.signal, ended.signal]);
    using _stop = station.onStop(({ reason }) =>
      ending.abort(new BenchError('refused', `the resets ended: stopped: ${reason}`)),
    );
    await mended;
    const found = await findReset(finds, task, wish.reset);
    run = { task, reset: found.id, state: 'running', times, tries: [], why: '', measure: null };
    showRun({});
    try {
      const place = { ports, facts, parts, referenceOf };
      const measured = await measureResets(place, wish, found, { signal, onTry });
      const kept = await keep(task, found, measured);
      showRun({ state: 'done', measure: kept });
      return kept;
    } catch (thrown) {
      const { message: why } = toBenchError(thrown);
      showRun({ state: signal.aborted ? 'stopped' : 'failed', why });
      throw thrown;
    }
  };
  const begin = (wish: ResetWish): Promise<ResetMeasure> => {
    if (running !== null)
      throw new BenchError('busy', 'a reset is being measured already', {
        hint: 'Wait for it, or end it where it was begun.',
      });
    const refused = parts.refusal();
    if (refused !== null) throw refused;
    const ending = new AbortController();
    const measured = measure(wish, ending);
    const over = measured
      .catch(() => undefined)
      .then(() => {
        running = null;
        if (wish.task === tasks.book.current) soon();
      });
    running = { ending, over };
    return over.then(() => measured);
  };
  const end = async (why: string): Promise<void> => {
    running?.ending.abort(new BenchError('cancelled', why));
    await running?.over;
  };
  return {
    topic,
    async show(task) {
      await mended;
      return await viewOf(task);
    },
    answers: {
      'reset.show': async ({ task }) => {
        await mended;
        return await viewOf(task);
      },
      // Motion that began is not ended by a caller that goes away, as a run of trials is not.
      'reset.run': (wish, signal) => orAborted(begin(wish), signal),
      'reset.stopRun': async () => {
        if (running === null) throw new BenchError('not-found', 'no reset is being measured');
        await end('ended by a person');
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
      await end('the core ends');
      await mended;
    },
  };
}
