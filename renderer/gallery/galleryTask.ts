/** Plain made-up values of tasks for the gallery: the list, a form, drafts, and what the core answers about them. */
import { BenchError } from '../../main/base/model/errors.ts';
import type { TaskForm } from '../../main/base/model/phaseOne.ts';
import type { TaskView } from '../../main/base/model/view.ts';
import { draftOfForm, keptText, type TaskDesk, type TaskDraft } from '../store/taskDraft.ts';
import { useWindow } from '../store/windowStore.ts';
import type { GalleryAnswers } from './galleryAnswers.ts';
import { galleryTasks } from './plainData.ts';

const wallTime = '2026-01-14T13:21:05.000Z';

export const galleryForm: TaskForm = {
  hash: 'a'.repeat(64),
  id: 'push-t',
  name: 'Push-T',
  instruction: 'Push the T onto the outline on the table.',
  successWords: 'within 5 mm and 10° of the outline, the arm clear of the T.',
  cameras: [
    { role: 'overhead', crop: { x: 0.15, y: 0.1, w: 0.7, h: 0.8 } },
    { role: 'front', crop: { x: 0, y: 0, w: 1, h: 1 } },
  ],
  rateHz: 10,
  attemptLimitS: 30,
  attempts: 8,
  envelopeM: {
    x: { min: 0.1, max: 0.31 },
    y: { min: -0.15, max: 0.15 },
    z: { min: 0, max: 0.12 },
  },
  target: { inARow: 50 },
  hardestPhase: 'Turning the T without pushing it away.',
  nearMisses: [
    { name: 'just outside the outline', want: 20 },
    { name: 'on the outline, but turned', want: 20 },
  ],
  quotas: { success: 40, failure: 80 },
};

export const galleryDesk: TaskDesk = {
  draft: draftOfForm(galleryForm),
  saved: galleryForm,
  basedOn: null,
  keptFrom: null,
};

const typed: Partial<TaskDraft> = {
  name: 'Touch the pad',
  attempts: '9',
  attemptLimitS: 'half a minute',
  successWords: '',
  envelopeMm: { ...galleryDesk.draft.envelopeMm, x: { min: '20', max: '310' } },
  nearMisses: [...galleryDesk.draft.nearMisses, { name: '', want: 'some' }],
};

export const galleryWrongDesk: TaskDesk = {
  ...galleryDesk,
  draft: { ...galleryDesk.draft, ...typed },
  keptFrom: wallTime,
};

const { hash: _, ...unsaved } = galleryDesk.draft;

export const galleryNewDesk: TaskDesk = {
  draft: { ...unsaved, id: 'stack-two-blocks', name: 'Stack two blocks', hardestPhase: '' },
  saved: null,
  basedOn: 'push-t',
  keptFrom: null,
};

export const galleryDrafts = [
  { key: 'stack-two-blocks', text: keptText(galleryNewDesk), wallTime },
  { key: 'push-t', text: keptText(galleryWrongDesk), wallTime },
];

const [pushT] = galleryTasks;

export const galleryManyTasks: readonly TaskView[] = [
  ...galleryTasks.map((task) => ({ ...task, origin: 'shipped' as const })),
  ...(pushT === undefined
    ? []
    : [
        { ...pushT, id: 'push-t-far', name: 'Push-T, far corner', origin: 'own' as const },
        {
          ...pushT,
          id: 'bin',
          name: '',
          origin: 'own' as const,
          problem: 'task.json: unknown key "attemptLimit"',
        },
        { ...pushT, id: 'old', name: 'Push-T, first try', archived: true },
      ]),
];

export const taskAnswers: GalleryAnswers = {
  'task.list': () => useWindow.getState().tasks,
  'draft.list': () => useWindow.getState().drafts,
  'task.form': ({ task }) => ({ ...galleryForm, id: task }),
  'task.save': ({ form }) => form,
  /** In the state in which a draft could not be kept, it still cannot. */
  'draft.save': () => {
    if (useWindow.getState().draftTrouble === null) return null;
    throw new BenchError('storage', 'The disk is full', { hint: 'Free some space.' });
  },
};
