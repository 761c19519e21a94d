/** Dialogs of tasks: a new one on a table, a copy, and a task carried to or from a folder. */
import { Select, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useDeck } from '../../actions/deck.ts';
import { beginTask, openTask, refreshTasks } from '../../actions/taskMoves.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { ProblemLine } from '../../parts/problemLine.tsx';
import { useAsk } from '../../parts/useAsk.ts';
import { useWindow } from '../../store/windowStore.ts';
import { idMissing, idOfTask } from './taskIds.ts';

/** Writing, copying and reading packages with their demos. */
const carryMs = 600_000;

interface Naming {
  readonly name: string;
  /** As typed; null: made from the name. */
  readonly id: string | null;
}

function useNaming(first: string) {
  const tasks = useWindow((state) => state.tasks);
  const drafts = useWindow((state) => state.drafts);
  const taken = [...tasks.map(({ id }) => id), ...drafts.map(({ key }) => key)];
  const [naming, setNaming] = useState<Naming>({ name: first, id: null });
  const id = naming.id ?? idOfTask(naming.name, taken);
  const name = naming.name.trim();
  const named = tasks.some((task) => task.name.toLowerCase() === name.toLowerCase());
  const missing =
    name === '' ? 'Give it a name.' : named ? 'Another task has this name.' : idMissing(id, taken);
  return { naming, setNaming, id, name, missing };
}

function NameFields({ at }: { readonly at: ReturnType<typeof useNaming> }): ReactElement {
  const { naming, setNaming, id } = at;
  return (
    <div className="field-pair">
      <TextInput
        label="Name"
        data-autofocus
        maxLength={80}
        value={naming.name}
        onChange={(event) => setNaming({ ...naming, name: event.currentTarget.value })}
      />
      <TextInput
        label="Id, for folders and scripts"
        maxLength={40}
        value={id}
        onChange={(event) => setNaming({ ...naming, id: event.currentTarget.value })}
      />
    </div>
  );
}

function NewTask({ onDone }: { onDone(): void }): ReactElement {
  const deck = useDeck();
  const tasks = useWindow((state) => state.tasks);
  const tables = tasks.filter((task) => task.problem === undefined && task.archived !== true);
  const [basedOn, setBasedOn] = useState<string | null>(tables[0]?.id ?? null);
  const at = useNaming('');
  const why = at.missing ?? (basedOn === null ? 'Choose a table.' : null);
  const begin = async (): Promise<void> => {
    if (basedOn === null) return;
    const fresh = { id: at.id, name: at.name, basedOn };
    if (await beginTask(deck, fresh)) onDone();
  };
  return (
    <form onSubmit={(event) => event.preventDefault()}>
      <NameFields at={at} />
      <Select
        label="On the table of"
        data={tables.map((task) => ({ value: task.id, label: task.name }))}
        value={basedOn}
        placeholder="No table is installed"
        onChange={setBasedOn}
      />
      <p className="note">
        Its scene, its reset and its judge are where the new task begins. Nothing is written before
        you save the form.
      </p>
      <div className="dialog-actions">
        {why !== null && <span className="why">{why}</span>}
        <ActionButton onPress={onDone}>Cancel</ActionButton>
        <ActionButton kind="primary" quiet submits blocked={why} onPress={() => void begin()}>
          Begin the form
        </ActionButton>
      </div>
    </form>
  );
}

function CopyTask({ onDone }: { onDone(): void }): ReactElement {
  const deck = useDeck();
  const { ask, busy, problem } = useAsk();
  const saved = useWindow((state) => state.taskDesk?.saved ?? null);
  const at = useNaming(saved === null ? '' : `${saved.name}, copy`);
  const why =
    saved === null ? 'No task is open.' : (at.missing ?? (busy === null ? null : 'Copying…'));
  const copy = async (): Promise<void> => {
    if (saved === null) return;
    const args = { task: saved.id, id: at.id, name: at.name };
    if ((await ask('task.duplicate', args, { timeoutMs: carryMs })) === null) return;
    onDone();
    await openTask(deck, at.id);
    await refreshTasks(deck);
  };
  return (
    <form onSubmit={(event) => event.preventDefault()}>
      <NameFields at={at} />
      <p className="note">The copy has the form and the programs, but no demos and no labels.</p>
      <ProblemLine words={problem} />
      <div className="dialog-actions">
        {why !== null && <span className="why">{why}</span>}
        <ActionButton onPress={onDone}>Cancel</ActionButton>
        <ActionButton kind="primary" quiet submits blocked={why} onPress={() => void copy()}>
          Duplicate
        </ActionButton>
      </div>
    </form>
  );
}

function FolderField(props: {
  readonly label: string;
  readonly folder: string;
  change(folder: string): void;
}): ReactElement {
  return (
    <TextInput
      label={props.label}
      data-autofocus
      placeholder="A folder’s path on the computer of the bench"
      spellCheck={false}
      maxLength={4096}
      value={props.folder}
      onChange={(event) => props.change(event.currentTarget.value)}
    />
  );
}

function ExportTask({ onDone }: { onDone(): void }): ReactElement {
  const { ask, busy, problem } = useAsk();
  const saved = useWindow((state) => state.taskDesk?.saved ?? null);
  const [folder, setFolder] = useState('');
  const [said, setSaid] = useState<string | null>(null);
  const why =
    saved === null
      ? 'No task is open.'
      : folder.trim() === ''
        ? 'Name a folder on the computer of the bench.'
        : busy === null
          ? null
          : 'Writing…';
  const write = async (): Promise<void> => {
    if (saved === null) return;
    setSaid(null);
    const args = { task: saved.id, dir: folder.trim() };
    const done = await ask('task.export', args, { timeoutMs: carryMs });
    if (done !== null) setSaid(`${done.answer.files} files are in ${done.answer.dir}.`);
  };
  return (
    <form onSubmit={(event) => event.preventDefault()}>
      <FolderField label="Folder, new or empty" folder={folder} change={setFolder} />
      <p className="note">
        The package, its demos and its labels. What is locked for the judge stays here.
      </p>
      <ProblemLine words={problem} />
      <p role="status">{said}</p>
      <div className="dialog-actions">
        {why !== null && <span className="why">{why}</span>}
        <ActionButton onPress={onDone}>Close</ActionButton>
        <ActionButton kind="primary" quiet submits blocked={why} onPress={() => void write()}>
          Export
        </ActionButton>
      </div>
    </form>
  );
}

function ImportTask({ onDone }: { onDone(): void }): ReactElement {
  const deck = useDeck();
  const { ask, busy, problem } = useAsk();
  const tasks = useWindow((state) => state.tasks);
  const [folder, setFolder] = useState('');
  const [id, setId] = useState('');
  const taken = tasks.map((task) => task.id);
  const why =
    folder.trim() === ''
      ? 'Name the folder of an exported task.'
      : ((id === '' ? null : idMissing(id, taken)) ?? (busy === null ? null : 'Reading…'));
  const read = async (): Promise<void> => {
    const args = { dir: folder.trim(), ...(id === '' ? {} : { id }) };
    const done = await ask('task.import', args, { timeoutMs: carryMs });
    if (done === null) return;
    onDone();
    await openTask(deck, done.answer.task);
    await refreshTasks(deck);
  };
  return (
    <form onSubmit={(event) => event.preventDefault()}>
      <FolderField label="Folder of the task" folder={folder} change={setFolder} />
      <TextInput
        label="Under another id, where its own is taken"
        maxLength={40}
        value={id}
        onChange={(event) => setId(event.currentTarget.value)}
      />
      <p className="note">
        Whole or not at all: a folder that cannot be read changes nothing here.
      </p>
      <ProblemLine words={problem} />
      <div className="dialog-actions">
        {why !== null && <span className="why">{why}</span>}
        <ActionButton onPress={onDone}>Cancel</ActionButton>
        <ActionButton kind="primary" quiet submits blocked={why} onPress={() => void read()}>
          Import
        </ActionButton>
      </div>
    </form>
  );
}

export const taskDialogs = (close: () => void) =>
  ({
    newTask: { title: 'New task', widthPx: 560, body: () => <NewTask onDone={close} /> },
    copyTask: {
      title: 'Duplicate the task',
      widthPx: 560,
      body: () => <CopyTask onDone={close} />,
    },
    exportTask: {
      title: 'Export the task',
      widthPx: 560,
      body: () => <ExportTask onDone={close} />,
    },
    importTask: { title: 'Import a task', widthPx: 560, body: () => <ImportTask onDone={close} /> },
  }) as const;
