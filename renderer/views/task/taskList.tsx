/** The tasks there are: which one is open, which are only typed, which are put away. One is open at a time. */
import { type ReactElement, useState } from 'react';
import type { TaskView } from '../../../main/base/model/view.ts';
import { useDeck } from '../../actions/deck.ts';
import { openDraft, openTask, putAwayTask } from '../../actions/taskMoves.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { readKept } from '../../store/taskDraft.ts';
import { useWindow } from '../../store/windowStore.ts';

function TaskRow(props: {
  readonly name: string;
  readonly note: string;
  readonly open: boolean;
  readonly problem?: string | undefined;
  onPress(): void;
}): ReactElement {
  return (
    <li>
      <button
        type="button"
        className="task-row"
        aria-current={props.open ? 'true' : undefined}
        title={props.problem}
        onClick={props.onPress}
      >
        {props.problem !== undefined && <Mark state="needs-you" />}
        <span>
          <b>{props.name}</b>
          <span className="note">{props.note}</span>
        </span>
      </button>
    </li>
  );
}

const noteOf = (task: TaskView, unsaved: boolean): string =>
  [
    task.id,
    task.problem !== undefined ? 'cannot be read' : task.origin === 'shipped' ? 'shipped' : null,
    unsaved ? 'changes not saved' : null,
  ]
    .filter((part) => part !== null)
    .join(', ');

function Archived({ tasks }: { readonly tasks: readonly TaskView[] }): ReactElement | null {
  const deck = useDeck();
  const [shown, show] = useState(false);
  if (tasks.length === 0) return null;
  return (
    <div className="task-archive">
      <button type="button" className="tool" aria-expanded={shown} onClick={() => show(!shown)}>
        {shown ? 'Hide archived' : `Archived (${tasks.length})`}
      </button>
      {shown && (
        <ul>
          {tasks.map((task) => (
            <li key={task.id} className="task-put-away">
              <span>{task.name === '' ? task.id : task.name}</span>
              <ActionButton
                name={`Take ${task.id} back`}
                onPress={() => void putAwayTask(deck, task.id, false)}
              >
                Take back
              </ActionButton>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

export function TaskList(): ReactElement {
  const deck = useDeck();
  const tasks = useWindow((state) => state.tasks);
  const drafts = useWindow((state) => state.drafts);
  const desk = useWindow((state) => state.taskDesk);
  const openId = useWindow((state) => state.phaseOne?.task?.id ?? null);
  const shownId = desk?.draft.id ?? openId;
  const fresh = drafts.flatMap(({ key, text }) => {
    const kept = tasks.some(({ id }) => id === key) ? null : readKept(text);
    return kept === null || kept.basedOn === null ? [] : [{ key, name: kept.draft.name }];
  });
  const live = tasks.filter((task) => task.archived !== true);
  return (
    <Panel title="Tasks" className="task-list" facts={String(live.length + fresh.length)}>
      <ul className="task-rows">
        {live.map((task) => (
          <TaskRow
            key={task.id}
            name={task.name === '' ? task.id : task.name}
            note={noteOf(
              task,
              drafts.some(({ key }) => key === task.id),
            )}
            open={task.id === shownId}
            problem={task.problem}
            onPress={() => void openTask(deck, task.id)}
          />
        ))}
        {fresh.map(({ key, name }) => (
          <TaskRow
            key={key}
            name={name === '' ? key : name}
            note={`${key}, not saved yet`}
            open={key === shownId}
            onPress={() => openDraft(key)}
          />
        ))}
      </ul>
      {live.length + fresh.length === 0 && <p className="note task-none">No task yet.</p>}
      <Archived tasks={tasks.filter((task) => task.archived === true)} />
      <div className="task-list-actions">
        <ActionButton onPress={() => useWindow.setState({ dialog: 'newTask' })}>
          New task…
        </ActionButton>
        <ActionButton onPress={() => useWindow.setState({ dialog: 'importTask' })}>
          Import…
        </ActionButton>
      </div>
    </Panel>
  );
}
