/** What a person does with tasks, by key and palette. Saving is the form's own: it knows whether it can be saved. */
import { useWindow, type WindowState } from '../store/windowStore.ts';
import type { Action } from './action.ts';
import { localAction } from './localAction.ts';
import { putAwayTask } from './taskMoves.ts';

const needsTask = (state: WindowState): string | null =>
  state.taskDesk?.saved == null ? 'Open a saved task first.' : null;

export const taskActions: readonly Action[] = [
  {
    id: 'task.new',
    group: 'Task',
    words: 'New task…',
    also: 'create begin form',
    keys: ['N'],
    screen: 'task',
    run: () => useWindow.setState({ dialog: 'newTask' }),
  },
  localAction({
    id: 'task.save',
    group: 'Task',
    words: 'Save the task',
    also: 'write package keep form',
    keys: ['Ctrl S'],
    screen: 'task',
    without: 'There is nothing to save, or a field is not right yet.',
  }),
  {
    id: 'task.copy',
    group: 'Task',
    words: 'Duplicate the task…',
    also: 'copy',
    screen: 'task',
    blocked: needsTask,
    run: () => useWindow.setState({ dialog: 'copyTask' }),
  },
  {
    id: 'task.export',
    group: 'Task',
    words: 'Export the task to a folder…',
    also: 'save carry backup',
    screen: 'task',
    blocked: needsTask,
    run: () => useWindow.setState({ dialog: 'exportTask' }),
  },
  {
    id: 'task.import',
    group: 'Task',
    words: 'Import a task from a folder…',
    also: 'load open carry',
    screen: 'task',
    run: () => useWindow.setState({ dialog: 'importTask' }),
  },
  {
    id: 'task.archive',
    group: 'Task',
    words: 'Archive the task',
    also: 'put away remove delete',
    screen: 'task',
    blocked: needsTask,
    run: (deck) => {
      const id = useWindow.getState().taskDesk?.saved?.id;
      if (id !== undefined) void putAwayTask(deck, id, true);
    },
  },
];
