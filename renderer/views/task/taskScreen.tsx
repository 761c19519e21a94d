/**
 * The second step: the task that is open as a form, the pictures it is about, and the tasks there are. What is typed is
 * kept at once; it counts for robot, judge and agents when it is saved.
 */
import { type ReactElement, useState } from 'react';
import { type Clock, localTime } from '../../../main/base/lib/clock.ts';
import { useDeck } from '../../actions/deck.ts';
import { useLocalAction } from '../../actions/localAction.ts';
import { changeTask, discardTask, putAwayTask, saveTask } from '../../actions/taskMoves.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { ProblemLine } from '../../parts/problemLine.tsx';
import { stepView } from '../../store/steps.ts';
import { isSaved, type TaskDesk, type TaskDraft } from '../../store/taskDraft.ts';
import { useWindow } from '../../store/windowStore.ts';
import { TaskCameras } from './taskCameras.tsx';
import { TaskEnvelope } from './taskEnvelope.tsx';
import { TaskExamples } from './taskExamples.tsx';
import { TaskList } from './taskList.tsx';
import { TaskNumbers } from './taskNumbers.tsx';
import { TaskPictures } from './taskPictures.tsx';
import { TaskWords } from './taskWords.tsx';
import { useDraftProblems, useTaskDesk } from './useTaskDesk.ts';

function Missing(): ReactElement | null {
  const missing = useWindow((state) => stepView(state, 'task')?.missing.join('\n') ?? '');
  if (missing === '') return null;
  return (
    <ul className="step-missing" aria-label="Still missing">
      {missing.split('\n').map((words) => (
        <li key={words}>
          <Mark state="not-yet" /> {words}
        </li>
      ))}
    </ul>
  );
}

function Empty(): ReactElement {
  const open = useWindow((state) => state.phaseOne?.task ?? null);
  const known = useWindow((state) => state.link.kind === 'online' && state.phaseOne !== null);
  if (!known || open !== null)
    return (
      <section className="panel empty task-empty">
        <p className="note">{known ? 'Reading the task.' : 'Waiting for the core to answer.'}</p>
      </section>
    );
  return (
    <section className="panel empty task-empty">
      <p>
        No task is open. Open one at the left, or make a new one: it begins as a copy of a table
        that works, and you say what is different.
      </p>
      <ActionButton kind="primary" onPress={() => useWindow.setState({ dialog: 'newTask' })}>
        New task…
      </ActionButton>
    </section>
  );
}

/** The first thing that is wrong, with the part of the form it belongs to. */
function firstProblem(problems: ReadonlyMap<string, string>): string | null {
  const [first] = problems;
  if (first === undefined) return null;
  return problems.size === 1 ? first[1] : `${problems.size} fields are not right yet.`;
}

function Head({ desk, why }: { readonly desk: TaskDesk | null; readonly why: string | null }) {
  const deck = useDeck();
  const [saying, setSaying] = useState<string | null>(null);
  const [saving, setSaving] = useState(false);
  const saved = desk !== null && isSaved(desk);
  const done = useWindow((state) => stepView(state, 'task')?.state === 'done');
  const blocked = why ?? (saving ? 'Saving…' : null);
  const save = async (): Promise<void> => {
    setSaving(true);
    setSaying(await saveTask(deck));
    setSaving(false);
  };
  useLocalAction(
    'task.save',
    desk !== null && !saved && blocked === null ? () => void save() : null,
  );
  return (
    <>
      <header className="view-head">
        <h1>Task</h1>
        <span className="note">What the robot shall do, and what counts as success.</span>
        {desk !== null && (
          <span className="view-actions">
            {!saved && why !== null && <span className="why">{why}</span>}
            {desk.saved !== null && <TaskMoves task={desk.saved.id} />}
            {!saved && (
              <ActionButton onPress={() => void discardTask(deck)}>Discard changes</ActionButton>
            )}
            {saved ? (
              <ActionButton
                quiet
                kind="primary"
                blocked={done ? null : 'The task is not complete: see what is missing.'}
                onPress={() => useWindow.setState({ screen: 'demos' })}
              >
                Continue to demos
              </ActionButton>
            ) : (
              <ActionButton
                kind="primary"
                quiet
                keyCap="Ctrl S"
                blocked={blocked}
                onPress={() => void save()}
              >
                Save task
              </ActionButton>
            )}
          </span>
        )}
      </header>
      <ProblemLine words={saved ? null : saying} />
    </>
  );
}

function TaskMoves({ task }: { readonly task: string }): ReactElement {
  const deck = useDeck();
  return (
    <>
      <ActionButton onPress={() => useWindow.setState({ dialog: 'copyTask' })}>
        Duplicate…
      </ActionButton>
      <ActionButton onPress={() => useWindow.setState({ dialog: 'exportTask' })}>
        Export…
      </ActionButton>
      <ActionButton onPress={() => void putAwayTask(deck, task, true)}>Archive</ActionButton>
    </>
  );
}

/** How what is on the desk stands to what the core has. */
function standing(desk: TaskDesk): string {
  if (desk.saved === null) return `new, on the table ${desk.basedOn}`;
  if (isSaved(desk)) return 'saved';
  const from = desk.keptFrom === null ? '' : `, typed ${localTime(desk.keptFrom).time.slice(0, 5)}`;
  return `changes not saved${from}`;
}

function Desk({ desk }: { readonly desk: TaskDesk }): ReactElement {
  const deck = useDeck();
  const trouble = useWindow((state) => state.draftTrouble);
  const problems = useDraftProblems(desk);
  const part = {
    draft: desk.draft,
    problems,
    change: (change: Partial<TaskDraft>) => changeTask(deck, change),
  };
  return (
    <>
      <Panel
        title={desk.draft.name === '' ? 'Task without a name' : desk.draft.name}
        facts={standing(desk)}
        className="task-form"
      >
        <div className="task-fields">
          <ProblemLine words={trouble} />
          <TaskWords {...part} isNew={desk.saved === null} />
          <TaskCameras {...part} />
          <TaskNumbers {...part} />
          <TaskEnvelope {...part} />
          <TaskExamples {...part} />
        </div>
      </Panel>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard */}
      <section className="task-pictures" aria-label="Pictures" tabIndex={0}>
        <Missing />
        <TaskPictures {...part} />
      </section>
    </>
  );
}

function HeadOf({ desk }: { readonly desk: TaskDesk }): ReactElement {
  const problems = useDraftProblems(desk);
  return <Head desk={desk} why={firstProblem(problems)} />;
}

export function TaskScreen(_: { readonly clock: Clock }): ReactElement {
  useTaskDesk();
  const desk = useWindow((state) => state.taskDesk);
  return (
    <div className="task-screen">
      {desk === null ? <Head desk={null} why={null} /> : <HeadOf desk={desk} />}
      <div className="task-room">
        <TaskList />
        {desk === null ? <Empty /> : <Desk key={desk.draft.id} desk={desk} />}
      </div>
    </div>
  );
}
