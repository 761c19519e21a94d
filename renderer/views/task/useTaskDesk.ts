/** Keeps the desk with the task that is open: loads it, loads it anew when another window opened another one. */
import { useEffect, useMemo } from 'react';
import { useDeck } from '../../actions/deck.ts';
import { keepAgain, loadTask, refreshTasks } from '../../actions/taskMoves.ts';
import {
  type DraftProblems,
  draftProblems,
  formAround,
  isSaved,
  type TaskDesk,
} from '../../store/taskDraft.ts';
import { useWindow } from '../../store/windowStore.ts';

export function useTaskDesk(): void {
  const deck = useDeck();
  const online = useWindow((state) => state.link.kind === 'online');
  const open = useWindow((state) => state.phaseOne?.task?.id ?? null);
  useEffect(() => {
    if (!online) return;
    keepAgain(deck);
    void refreshTasks(deck);
  }, [online, deck]);
  useEffect(() => {
    const desk = useWindow.getState().taskDesk;
    const drafting = desk !== null && desk.saved === null;
    if (!online || open === null || drafting || desk?.saved?.id === open) return;
    void loadTask(deck, open);
  }, [online, open, deck]);
}

/** What is wrong with what is typed, by field, as far as this window can tell. */
export function useDraftProblems(desk: TaskDesk): DraftProblems {
  const bench = useWindow((state) => state.bench?.benchId);
  const lease = useWindow((state) => state.bench?.lease);
  const box = useWindow((state) => JSON.stringify(state.bench?.envelope?.workspaceM ?? null));
  const roles = useWindow((state) => state.bench?.cameras.map(({ role }) => role).join(' '));
  const tasks = useWindow((state) => state.tasks);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the rules look at, and not twenty times a second
  return useMemo(
    () => draftProblems(desk.draft, formAround(useWindow.getState(), desk)),
    [desk, bench, lease, box, roles, tasks],
  );
}

export function useUnsaved(): boolean {
  return useWindow((state) => state.taskDesk !== null && !isSaved(state.taskDesk));
}
