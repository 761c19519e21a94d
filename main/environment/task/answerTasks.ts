/**
 * The contract's commands on task packages: the form, copies, the archive, which one the window works on. One change at a
 * time; what is answered is on the disk, in the ledger and in the task's hub.
 */
import type { Answers } from '../../base/api/answers.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { TaskForm } from '../../base/model/phaseOne.ts';
import type { TaskManifest } from '../../base/model/task.ts';
import { type FormAround, taskFormProblems } from '../../base/model/taskFormProblems.ts';
import { findTask } from './installTask.ts';
import { readTask } from './readManifest.ts';
import type { TaskBook, TaskWritten } from './taskBook.ts';
import type { TaskChanges } from './taskChanges.ts';
import { formOf } from './taskForm.ts';
import { taskViews } from './taskViews.ts';
import { changeTask, createTask, type TaskPlaces, taskHash } from './writeTask.ts';

export type TasksAnswers = Answers<
  'task.list' | 'task.open' | 'task.form' | 'task.save' | 'task.duplicate' | 'task.archive'
>;

export interface TaskPorts extends TaskPlaces {
  readonly book: TaskBook;
  readonly changes: TaskChanges;
  readonly around: (table: TaskManifest, others: FormAround['others']) => FormAround;
  /** The window works on another task from now on. Durable on return. */
  readonly open: (task: string | null) => void;
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

export function answerTasks(ports: TaskPorts): TasksAnswers {
  const { templatesDir, dataDir, book } = ports;
  const { inTurn, written } = ports.changes;
  const around = async (id: string, table: TaskManifest): Promise<FormAround> =>
    ports.around(
      table,
      (await taskViews(ports, book)).filter((view) => view.id !== id),
    );
  const create = async (form: TaskForm, basedOn: string, how: TaskWritten['how']) => {
    const base = await findTask(templatesDir, dataDir, basedOn);
    checkForm(form, await around('', (await readTask(base.manifestDir)).manifest));
    return formOf(await written(await createTask(ports, basedOn, form), how));
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
        return formOf(await written(await changeTask(ports, wanted), 'form'));
      }),
    'task.duplicate': ({ task, id, name }) =>
      inTurn(async () => {
        const { hash: _, ...rest } = await form(task);
        await create({ ...rest, id, name }, task, 'duplicate');
        return null;
      }),
    'task.archive': ({ task, archived }) =>
      inTurn(async () => {
        const { manifestDir } = await findTask(templatesDir, dataDir, task);
        if (book.isArchived(task) === archived) return null;
        book.written(task, await taskHash(manifestDir), archived ? 'archive' : 'unarchive');
        if (archived && book.current === task) ports.open(null);
        return null;
      }),
  };
}
