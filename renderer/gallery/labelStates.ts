/** The labels view and its dialogs in named states. */
import { shownBy } from '../store/clipBook.ts';
import { firstLabels, type LabelsState } from '../store/labelsState.ts';
import type { WindowState } from '../store/windowStore.ts';
import { galleryBook, galleryPlan, summaryOf } from './galleryClips.ts';
import { galleryNoTask } from './galleryDay.ts';
import { online } from './onlineState.ts';

const book = galleryBook(412, 287);
const labelling: LabelsState = {
  ...firstLabels,
  book,
  shown: shownBy(book, 'all'),
  clip: 'clip-000288',
  by: 'Maria',
  paceMs: [2_700, 3_100, 2_900],
};
const labels: WindowState = {
  ...online,
  screen: 'labels',
  clips: summaryOf(book),
  labels: labelling,
};
const none = galleryBook(0, 0);
const disagree = shownBy(book, 'disagree');
const thousands = galleryBook(2_000, 1_240);

const withLabels = (part: Partial<LabelsState>): WindowState => ({
  ...labels,
  labels: { ...labelling, ...part },
});

export const labelStates = {
  labels,
  'labels-answered': withLabels({ clip: 'clip-000284', said: 'Taken back: failure: clip-000284' }),
  'labels-picked': withLabels({ picked: book.clips.slice(287, 299).map(({ id }) => id) }),
  'labels-second': withLabels({ look: 'second', clip: 'clip-000288' }),
  'labels-settle': withLabels({
    look: 'settled',
    filter: 'disagree',
    shown: disagree,
    clip: disagree[0] ?? null,
  }),
  'labels-filtered-out': withLabels({ filter: 'left-out', shown: [], clip: null }),
  'labels-thousands': {
    ...withLabels({ book: thousands, shown: shownBy(thousands, 'all'), clip: 'clip-001241' }),
    clips: summaryOf(thousands),
  },
  'labels-empty': {
    ...labels,
    clips: summaryOf(none, 0),
    labels: { ...labelling, book: none, shown: [], clip: null },
  },
  'labels-no-task': {
    ...online,
    screen: 'labels',
    phaseOne: galleryNoTask,
    labels: firstLabels,
  },
  'dialog-label-by': { ...withLabels({ by: '' }), dialog: 'labelBy' },
  'dialog-leave-out': { ...labels, dialog: 'leaveOut' },
  'dialog-lock': { ...withLabels({ plan: galleryPlan }), dialog: 'lockClips' },
  'dialog-lock-short': { ...withLabels({ negatives: 299 }), dialog: 'lockClips' },
  'dialog-lock-second': { ...withLabels({ negatives: 149 }), dialog: 'lockClips' },
  'dialog-keys-labels': { ...labels, dialog: 'keys' },
} as const satisfies Readonly<Record<string, WindowState>>;
