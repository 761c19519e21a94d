/** The task's form, the list of tasks, and their dialogs in named states. */
import type { WindowState } from '../store/windowStore.ts';
import { galleryNoTask } from './galleryDay.ts';
import {
  galleryDesk,
  galleryDrafts,
  galleryManyTasks,
  galleryNewDesk,
  galleryWrongDesk,
} from './galleryTask.ts';
import { online } from './onlineState.ts';
import { galleryBench } from './plainData.ts';

const task: WindowState = {
  ...online,
  screen: 'task',
  tasks: galleryManyTasks,
  taskDesk: galleryDesk,
};

export const taskStates = {
  task,
  'task-wrong': { ...task, taskDesk: galleryWrongDesk, drafts: galleryDrafts },
  'task-new': { ...task, taskDesk: galleryNewDesk, drafts: galleryDrafts.slice(0, 1) },
  'task-none': { ...task, taskDesk: null, phaseOne: galleryNoTask },
  'task-not-kept': {
    ...task,
    taskDesk: galleryNewDesk,
    draftTrouble: 'Not kept yet: The disk is full. Free some space.',
  },
  'task-four-cameras': { ...task, bench: galleryBench(4) },
  'dialog-new-task': { ...task, dialog: 'newTask' },
  'dialog-copy-task': { ...task, dialog: 'copyTask' },
  'dialog-export-task': { ...task, dialog: 'exportTask' },
  'dialog-import-task': { ...task, dialog: 'importTask' },
} as const satisfies Readonly<Record<string, WindowState>>;
