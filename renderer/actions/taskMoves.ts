/**
 * What a person does with tasks: opening, typing, saving, copying, putting away. What is typed is kept by the core at
 * every change (`draft.save`), so that a closed window or a killed core loses none of it.
 */
import { toBenchError } from '../../main/base/model/errors.ts';
import type { TaskForm } from '../../main/base/model/phaseOne.ts';
import { sentence } from '../parts/useAsk.ts';
import { createDraftKeeper, type DraftKeeper } from '../store/draftKeeper.ts';
import {
  draftOfForm,
  formOfDraft,
  isSaved,
  keptText,
  readKept,
  type TaskDesk,
  type TaskDraft,
} from '../store/taskDraft.ts';
import { useWindow } from '../store/windowStore.ts';
import type { Deck } from './deck.ts';

/** Writing a package and its hub. */
const saveMs = 60_000;

const keepers = new WeakMap<Deck, DraftKeeper>();

function keeperOf(deck: Deck): DraftKeeper {
  const known = keepers.get(deck);
  if (known !== undefined) return known;
  const keeper = createDraftKeeper(
    (key, text) => deck.call('draft.save', { key, text }),
    (failure) => {
      const error = failure === null ? null : toBenchError(failure);
      const words = error === null ? null : `Not kept yet: ${sentence(error.message, error.hint)}`;
      if (useWindow.getState().draftTrouble !== words) useWindow.setState({ draftTrouble: words });
    },
  );
  keepers.set(deck, keeper);
  return keeper;
}

/** The lists of tasks and drafts as they are now. Says nothing when the core is lost: the next one is asked again. */
export async function refreshTasks(deck: Deck): Promise<void> {
  try {
    const [tasks, drafts] = await Promise.all([
      deck.call('task.list', {}),
      deck.call('draft.list', {}),
    ]);
    useWindow.setState({ tasks, drafts });
  } catch {
    // The window says that the core is lost; when it is back the lists are asked for again.
  }
}

/** Puts a saved task on the desk, with what was typed and not saved of it. */
export async function loadTask(deck: Deck, id: string): Promise<void> {
  await keeperOf(deck).settled();
  const form = await deck.ask('Open the task', 'task.form', { task: id });
  const drafts = await deck.ask('Open the task', 'draft.list', {});
  if (form === null || drafts === null) return;
  useWindow.setState({ taskDesk: deskOf(form.answer, drafts.answer), drafts: drafts.answer });
}

function deskOf(
  saved: TaskForm,
  drafts: readonly { readonly key: string; readonly text: string; readonly wallTime: string }[],
): TaskDesk {
  const found = drafts.find(({ key }) => key === saved.id);
  const kept = found === undefined ? null : readKept(found.text);
  const fresh: TaskDesk = { draft: draftOfForm(saved), saved, basedOn: null, keptFrom: null };
  if (found === undefined || kept === null) return fresh;
  const desk = { ...fresh, draft: kept.draft, keptFrom: found.wallTime };
  return isSaved(desk) ? fresh : desk;
}

/** The window works on this task from now on; null on none. */
export async function openTask(deck: Deck, id: string | null): Promise<void> {
  const opened = await deck.ask('Open the task', 'task.open', { task: id });
  if (opened === null) return;
  if (id === null) useWindow.setState({ taskDesk: null });
  else await loadTask(deck, id);
}

/** Takes up a task that was typed and never saved. */
export function openDraft(key: string): void {
  const found = useWindow.getState().drafts.find((draft) => draft.key === key);
  const kept = found === undefined ? null : readKept(found.text);
  if (found === undefined || kept === null) return;
  useWindow.setState({ taskDesk: { ...kept, saved: null, keptFrom: found.wallTime } });
}

/** A new task as a draft: it begins as a copy of the form of its table. False: the table could not be read. */
export async function beginTask(
  deck: Deck,
  fresh: { readonly id: string; readonly name: string; readonly basedOn: string },
): Promise<boolean> {
  const form = await deck.ask('New task', 'task.form', { task: fresh.basedOn });
  if (form === null) return false;
  const { hash: _, ...draft } = draftOfForm(form.answer);
  const desk: TaskDesk = {
    draft: { ...draft, id: fresh.id, name: fresh.name },
    saved: null,
    basedOn: fresh.basedOn,
    keptFrom: null,
  };
  useWindow.setState({ taskDesk: desk });
  keepDesk(deck, desk);
  await keeperOf(deck).settled();
  await refreshTasks(deck);
  return true;
}

/** The desk's text is kept, or, when the core has it already, forgotten. */
function keepDesk(deck: Deck, desk: TaskDesk): void {
  keeperOf(deck).keep(desk.draft.id, isSaved(desk) ? null : keptText(desk));
}

export function changeTask(deck: Deck, change: Partial<TaskDraft>): void {
  const { taskDesk } = useWindow.getState();
  if (taskDesk === null) return;
  const desk = { ...taskDesk, draft: { ...taskDesk.draft, ...change } };
  useWindow.setState({ taskDesk: desk });
  keepDesk(deck, desk);
}

/** After the core was lost: what this window has is kept again. */
export function keepAgain(deck: Deck): void {
  const { taskDesk } = useWindow.getState();
  if (taskDesk !== null && !isSaved(taskDesk)) keepDesk(deck, taskDesk);
}

/** Null: saved. Else what the core said. */
export async function saveTask(deck: Deck): Promise<string | null> {
  const { taskDesk } = useWindow.getState();
  if (taskDesk === null) return null;
  const { basedOn } = taskDesk;
  const form = formOfDraft(taskDesk.draft);
  try {
    const args = basedOn === null ? { form } : { form, basedOn };
    const saved = await deck.call('task.save', args, { timeoutMs: saveMs });
    keeperOf(deck).keep(form.id, null);
    const now = useWindow.getState().taskDesk;
    // What was typed while it was saved stays, and is not saved.
    const same = now !== null && now.draft === taskDesk.draft;
    const draft = same || now === null ? draftOfForm(saved) : now.draft;
    const hash = saved.hash === undefined ? {} : { hash: saved.hash };
    const desk = { draft: { ...draft, ...hash }, saved, basedOn: null, keptFrom: null };
    useWindow.setState({ taskDesk: desk });
    keepDesk(deck, desk);
    await keeperOf(deck).settled();
    if (basedOn !== null) await deck.ask('Open the task', 'task.open', { task: form.id });
    await refreshTasks(deck);
    return null;
  } catch (thrown) {
    const error = toBenchError(thrown);
    return sentence(error.message, error.hint);
  }
}

/** Back to what the core has; of a task that was never saved nothing is left. */
export async function discardTask(deck: Deck): Promise<void> {
  const { taskDesk, phaseOne } = useWindow.getState();
  if (taskDesk === null) return;
  keeperOf(deck).keep(taskDesk.draft.id, null);
  await keeperOf(deck).settled();
  await refreshTasks(deck);
  if (taskDesk.saved !== null) {
    await loadTask(deck, taskDesk.saved.id);
    return;
  }
  useWindow.setState({ taskDesk: null });
  const open = phaseOne?.task?.id;
  if (open !== undefined) await loadTask(deck, open);
}

export async function putAwayTask(deck: Deck, task: string, archived: boolean): Promise<void> {
  const what = archived ? 'Archive the task' : 'Take the task back';
  const done = await deck.ask(what, 'task.archive', { task, archived });
  if (done === null) return;
  const { taskDesk } = useWindow.getState();
  if (archived && taskDesk?.saved?.id === task) useWindow.setState({ taskDesk: null });
  await refreshTasks(deck);
}
