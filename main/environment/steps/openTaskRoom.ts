/**
 * Tasks and steps joined: which task the window works on, its package's commands, a person's minutes, and the rail over
 * all of it. The rail is opened apart, because what it watches (demos, clips) needs the tasks first.
 */
import { forwardKinematics } from '../../base/arm/kinematics.ts';
import type { Clock } from '../../base/lib/clock.ts';
import type { Log } from '../../base/lib/log.ts';
import { toBenchError } from '../../base/model/errors.ts';
import type { TaskManifest } from '../../base/model/task.ts';
import { type FormAround, taskFormProblems } from '../../base/model/taskFormProblems.ts';
import type { BenchBook } from '../../bench/choice/benchBook.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import { answerTasks, type TaskPorts } from '../task/answerTasks.ts';
import { findTask } from '../task/installTask.ts';
import { type ReadTask, readTask } from '../task/readManifest.ts';
import { openTaskBook } from '../task/taskBook.ts';
import { createTaskChanges, type TaskChangesPorts } from '../task/taskChanges.ts';
import { formOf } from '../task/taskForm.ts';
import { mendTasks, type TaskPlaces } from '../task/writeTask.ts';
import { answerPerson } from './answerPerson.ts';
import { openHumanMinutes } from './humanMinutes.ts';
import { openSteps, type Steps, type StepsPorts } from './openSteps.ts';
import type { TaskFacts } from './planSteps.ts';

export interface TaskRoomPorts extends TaskPlaces {
  readonly clock: Pick<Clock, 'nowMs' | 'after'>;
  readonly log: Log;
  readonly ledger: Pick<Ledger, 'append' | 'notes'>;
  readonly benches: Pick<BenchBook, 'envelope' | 'onChange'>;
  /** Roles of the bench's cameras; empty where none is open. */
  readonly roles: () => readonly string[];
  /** The hub follows the working copy: of it, only what agents may see. */
  readonly seedHub: TaskChangesPorts['seedHub'];
}

type Watched = 'check' | 'demos' | 'clips' | 'judge' | 'reset' | 'seal';

export type TaskRoom = ReturnType<typeof openTaskRoom>;

/** Where the arm must come on a table, whatever the envelope is drawn around. */
export function tableMustReach({ success, clearViewRad }: TaskManifest): FormAround['mustReach'] {
  const { xM, yM, zM } = forwardKinematics(clearViewRad);
  return [
    { what: 'The goal', at: { xM: success.goal.xM, yM: success.goal.yM } },
    { what: 'The pose in which the arm waits while the judge looks', at: { xM, yM, zM } },
  ];
}

/** Throws `storage` when the ledger can't be read. */
export function openTaskRoom(ports: TaskRoomPorts) {
  const { clock, log, ledger, benches, templatesDir, dataDir } = ports;
  const book = openTaskBook(ledger);
  const minutes = openHumanMinutes({ clock, log, ledger, task: () => book.current });
  const changes = createTaskChanges(
    { log, book, seedHub: ports.seedHub },
    mendTasks({ templatesDir, dataDir }, log),
  );
  const around: TaskPorts['around'] = (table, others) => ({
    workspaceM: benches.envelope().workspaceM,
    roles: ports.roles(),
    others,
    mustReach: tableMustReach(table),
  });
  const read = async (id: string): Promise<ReadTask> =>
    await readTask((await findTask(templatesDir, dataDir, id)).manifestDir);
  const factsOf = (id: string, task: ReadTask): TaskFacts => ({
    id,
    name: task.manifest.name,
    manifest: task.manifest,
    problems: taskFormProblems(formOf(task), around(task.manifest, [])).map(({ words }) => words),
  });
  const taskFacts = (id: string): Promise<TaskFacts> =>
    read(id).then(
      (task) => factsOf(id, task),
      (thrown: unknown) => ({
        ...{ id, name: id, manifest: null },
        problems: [toBenchError(thrown).message],
      }),
    );
  const answers = {
    ...answerTasks({
      ...{ templatesDir, dataDir, book, changes, around },
      open: (task) => minutes.choose(task, () => book.open(task)),
    }),
    ...answerPerson(minutes),
  };
  return {
    book,
    changes,
    answers,
    /** How many examples of each kind a task asks for. @throws BenchError `not-found`, `bad-input`. */
    quotasOf: async (
      id: string,
    ): Promise<Pick<TaskManifest, 'nearMisses'> & TaskManifest['quotas']> => {
      const { quotas, nearMisses } = (await read(id)).manifest;
      return { ...quotas, nearMisses };
    },
    openSteps: (watched: Pick<StepsPorts, Watched>): Steps =>
      openSteps({
        ...{ clock, log, ledger, minutes, taskFacts, ...watched },
        tasks: book,
        onBench: benches.onChange,
      }),
    [Symbol.dispose]: () => minutes[Symbol.dispose](),
  };
}
