/**
 * The contract's commands on task packages: the form, copies, the archive, which one the window works on. One change at a
 * time; what is answered is on the disk, in the ledger and in the task's hub.
 */
import type { Answers } from '../../base/api/answers.ts';
import type { Log } from '../../base/lib/log.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { TaskForm } from '../../base/model/phaseOne.ts';
import type { TaskManifest } from '../../base/model/task.ts';
import { type FormAround, taskFormProblems } from '../../base/model/taskFormProblems.ts';
import { findTask, installTask } from './installTask.ts';
import { readTask } from './readManifest.ts';
import type { TaskBook, TaskWritten } from './taskBook.ts';
import { formOf } from './taskForm.ts';
import { taskViews } from './taskViews.ts';
import { changeTask, createTask, mendTasks, type TaskPlaces } from './writeTask.ts';

export type TasksAnswers = Answers<
  | 'task.list'
  | 'task.open'
  | 'task.form'
  | 'task.save'
  | 'task.duplicate'
  | 'task.archive'
  | 'task.export'
  | 'task.import'
>;

export interface TaskPorts extends TaskPlaces {
  readonly log: Log;
  readonly book: TaskBook;
  readonly around: (table: TaskManifest, others: FormAround['others']) => FormAround;
  /** The window works on another task from now on. Durable on return. */
  readonly open: (task: string | null) => void;
  /** The hub follows the working copy: of it, only what agents may see. */
  readonly seedHub: (task: { readonly id: string; readonly dir: string }) => Promise<void>;
}

/** @throws BenchError `bad-input` with every field that is off. */
function checkForm(form: TaskForm, around: FormAround): void {
  const problems = taskFormProblems(form, around);
  if (problems.length === 0) return;
  throw new BenchError(
    'bad-input',
    problems.map(({ field, words }) => `${field}: ${words.replace(/\.$/, '')}`).join('; '),
    { hint: 'nothing was saved' },
  );
}

const notCarried = (): never => {
  throw new BenchError('unavailable', 'tasks cannot be carried to another bench yet');
};

export function answerTasks(ports: TaskPorts): TasksAnswers {
  const { templatesDir, dataDir, log, book } = ports;
  let last: Promise<unknown> = mendTasks(ports, log);
  /** Changes go one after the other: two windows never write the same package at once. */
  const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
    const mine = last.then(run);
    last = mine.catch(() => undefined);
    return mine;
  };
  const around = async (id: string, table: TaskManifest): Promise<FormAround> =>
    ports.around(
      table,
      (await taskViews(ports, book)).filter((view) => view.id !== id),
    );
  /** The hub follows when the first agent starts, at the latest: without git a task can still be set up. */
  const seed = async (id: string, dir: string): Promise<void> => {
    await ports.seedHub({ id, dir }).catch((thrown: unknown) =>
      log.log('warn', 'the hub did not follow its task', {
        task: id,
        error: toBenchError(thrown).message,
      }),
    );
  };
  const written = async (id: string, dir: string, how: TaskWritten['how']): Promise<TaskForm> => {
    const read = await readTask(dir);
    book.written(id, read.hash, how);
    await seed(id, dir);
    return formOf(read);
  };
  const create = async (form: TaskForm, basedOn: string, how: TaskWritten['how']) => {
    const base = await findTask(templatesDir, dataDir, basedOn);
    checkForm(form, await around('', (await readTask(base.manifestDir)).manifest));
    const made = await createTask(ports, basedOn, form);
    return await written(made.id, made.dir, how);
  };
  const form = async (id: string): Promise<TaskForm> =>
    formOf(await readTask((await findTask(templatesDir, dataDir, id)).manifestDir));

  return {
    'task.list': () => taskViews(ports, book),
    'task.open': ({ task }) =>
      inTurn(async () => {
        if (task !== null) await findTask(templatesDir, dataDir, task);
        ports.open(task);
        return null;
      }),
    'task.form': ({ task }) => form(task),
    'task.save': ({ form: wanted, basedOn }) =>
      inTurn(async () => {
        if (basedOn !== undefined) return await create(wanted, basedOn, 'form');
        const { manifestDir } = await findTask(templatesDir, dataDir, wanted.id);
        checkForm(wanted, await around(wanted.id, (await readTask(manifestDir)).manifest));
        const { dir } = await changeTask(ports, wanted);
        return await written(wanted.id, dir, 'form');
      }),
    'task.duplicate': ({ task, id, name }) =>
      inTurn(async () => {
        const { hash: _, ...rest } = await form(task);
        await create({ ...rest, id, name }, task, 'duplicate');
        return null;
      }),
    'task.export': notCarried,
    'task.import': notCarried,
    'task.archive': ({ task, archived }) =>
      inTurn(async () => {
        const { dir } = await installTask(templatesDir, dataDir, task);
        if (book.isArchived(task) === archived) return null;
        book.written(task, (await readTask(dir)).hash, archived ? 'archive' : 'unarchive');
        if (archived && book.current === task) ports.open(null);
        return null;
      }),
  };
}
