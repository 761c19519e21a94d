/**
 * The rail kept up to date: it looks again when the check, the task, what was made of it or the minutes have changed, at
 * most a few times a second, and tells windows only what differs. That a step was done for the first time is an entry of
 * the ledger, so that a step which lacks something later is known to have been done before, after any crash.
 */
import type { Clock } from '../../base/lib/clock.ts';
import type { Log } from '../../base/lib/log.ts';
import { createStateTopic, type StateTopic } from '../../base/lib/topic.ts';
import type { ClipSummary } from '../../base/model/episode.ts';
import { toBenchError } from '../../base/model/errors.ts';
import type { JudgeView } from '../../base/model/judge.ts';
import {
  type CheckView,
  type PhaseOneView,
  type StepId,
  stepIds,
} from '../../base/model/phaseOne.ts';
import type { ResetView } from '../../base/model/reset.ts';
import type { SealView } from '../../base/model/seal.ts';
import type { DayEntry } from '../../base/wire/dayEntry.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import type { DemoBook } from '../demos/demoBook.ts';
import type { TaskBook } from '../task/taskBook.ts';
import type { HumanMinutes } from './humanMinutes.ts';
import { minutesOf, planStep, type StepFacts, type TaskFacts } from './planSteps.ts';

export interface StepsPorts {
  readonly clock: Pick<Clock, 'after'>;
  readonly log: Log;
  readonly ledger: Pick<Ledger, 'append' | 'notes'>;
  readonly tasks: Pick<TaskBook, 'current' | 'onChange'>;
  readonly taskFacts: (id: string) => Promise<TaskFacts>;
  /** Another bench, or another envelope of it. */
  readonly onBench: (on: () => void) => Disposable;
  readonly check: Pick<StateTopic<CheckView>, 'value' | 'watch'>;
  readonly demos: Pick<DemoBook, 'list' | 'onChange'>;
  readonly clips: Pick<StateTopic<ClipSummary | null>, 'value' | 'watch'>;
  readonly judge: Pick<StateTopic<JudgeView | null>, 'value' | 'watch'>;
  readonly reset: Pick<StateTopic<ResetView | null>, 'value' | 'watch'>;
  readonly seal: Pick<StateTopic<SealView | null>, 'value' | 'watch'>;
  readonly minutes: Pick<HumanMinutes, 'seconds' | 'onChange'>;
}

export interface Steps extends Disposable {
  readonly topic: StateTopic<PhaseOneView>;
}

const lookEveryMs = 200;

/** Which steps were ever done: of a task, and of a bench. */
function openDoneBook(ledger: StepsPorts['ledger']) {
  const key = (step: StepId, task: string | null, benchId: string | null): string =>
    step === 'bench' ? `bench ${benchId}` : `${step} ${task}`;
  const done = new Set<string>();
  for (const { body } of ledger.notes('step-done', Number.MAX_SAFE_INTEGER)) {
    const entry = body as DayEntry;
    if (entry.kind === 'step-done') done.add(key(entry.step, entry.task, entry.benchId));
  }
  return {
    has: (step: StepId, task: string | null, benchId: string) => done.has(key(step, task, benchId)),
    add: (step: StepId, task: string | null, benchId: string): void => {
      if (step !== 'bench' && task === null) return;
      const mine = key(step, task, benchId);
      if (done.has(mine)) return;
      const whose = step === 'bench' ? { task: null, benchId } : { task, benchId: null };
      ledger.append({ kind: 'step-done', step, ...whose });
      done.add(mine);
    },
  };
}

/** Throws `storage` when the ledger can't be read. */
export function openSteps(ports: StepsPorts): Steps {
  const { clock, log, tasks, check, demos, clips, judge, reset, seal, minutes } = ports;
  const book = openDoneBook(ports.ledger);
  let task: TaskFacts | null = null;
  const trouble = (thrown: unknown): void =>
    log.log('warn', 'the steps could not be kept', { error: toBenchError(thrown).message });
  const view = (): PhaseOneView => {
    const { benchId } = check.value;
    const id = task?.id ?? null;
    const summary = clips.value;
    const facts: StepFacts = {
      check: check.value,
      task,
      demos: id === null ? [] : demos.list(id),
      clips: summary !== null && summary.task === id ? summary : null,
      judge: judge.value?.task === id ? judge.value : null,
      reset: reset.value?.task === id ? reset.value : null,
      seal: seal.value?.task === id ? seal.value : null,
      wasDone: (step) => book.has(step, id, benchId),
      seconds: (step) => minutes.seconds(id, step),
    };
    const steps = stepIds.map((step) => planStep(step, facts));
    try {
      for (const step of steps) if (step.state === 'done') book.add(step.id, id, benchId);
    } catch (thrown) {
      trouble(thrown);
    }
    const seconds = stepIds.reduce((sum, step) => sum + minutes.seconds(id, step), 0);
    return {
      task: task === null ? null : { id: task.id, name: task.name },
      steps,
      humanMinutes: minutesOf(seconds),
    };
  };
  const topic = createStateTopic<PhaseOneView>({
    task: null,
    steps: stepIds.map((id) => ({ id, state: 'todo', missing: [], humanMinutes: 0 })),
    humanMinutes: 0,
  });
  let told = '';
  const tell = (): void => {
    const next = view();
    const text = JSON.stringify(next);
    if (text === told) return;
    told = text;
    topic.set(next);
  };
  let looks = 0;
  /** The task's own facts come from its files: read again only when the task or the bench may have changed. */
  const look = async (): Promise<void> => {
    const mine = ++looks;
    const { current } = tasks;
    const facts = current === null ? null : await ports.taskFacts(current);
    if (mine !== looks) return;
    task = facts;
    tell();
  };
  let waiting: Disposable | null = null;
  let files = false;
  const soon = (withFiles: boolean) => (): void => {
    files ||= withFiles;
    waiting ??= clock.after(lookEveryMs, () => {
      waiting = null;
      if (files) look().catch(trouble);
      else tell();
      files = false;
    });
  };
  const stack = new DisposableStack();
  stack.use(tasks.onChange(() => void look().catch(trouble)));
  stack.use(ports.onBench(soon(true)));
  stack.use(check.watch(soon(true)));
  stack.use(demos.onChange(soon(false)));
  stack.use(minutes.onChange(soon(false)));
  stack.use(clips.watch(soon(false)));
  for (const room of [judge, reset, seal]) stack.use(room.watch(soon(false)));
  void look().catch(trouble);
  return {
    topic,
    [Symbol.dispose]() {
      looks++;
      stack[Symbol.dispose]();
      waiting?.[Symbol.dispose]();
      waiting = null;
    },
  };
}
