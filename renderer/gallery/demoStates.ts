/** The demos view and its dialogs in named states. */
import type { DemoView, LabelValue } from '../../main/base/model/episode.ts';
import type { TeleopView } from '../../main/base/model/phaseOne.ts';
import { type DemosState, firstDemos } from '../store/demosState.ts';
import { firstLabels } from '../store/labelsState.ts';
import { useWindow, type WindowState } from '../store/windowStore.ts';
import type { GalleryAnswers } from './galleryAnswers.ts';
import { galleryBook, summaryOf } from './galleryClips.ts';
import { galleryNoTask } from './galleryDay.ts';
import { online } from './onlineState.ts';
import { galleryBench } from './plainData.ts';

const book = galleryBook(24, 9);
const results: readonly (LabelValue | null)[] = ['success', 'failure', 'failure', null, 'success'];

const list: readonly DemoView[] = book.clips.map((clip, index) => ({
  id: clip.demoId ?? '',
  recordingId: clip.recordingId,
  task: 'push-t',
  origin:
    index < 4
      ? { kind: 'import', format: 'lerobot', from: 'svla_push_t', episode: index }
      : { kind: 'teleop', input: index % 3 === 0 ? 'mouse' : 'keyboard' },
  result: results[index % results.length] ?? null,
  nearMiss: clip.nearMiss,
  fromMs: clip.fromMs,
  toMs: clip.toMs - 700 * (index % 7),
  wallTime: '2026-01-14T13:46:05.000Z',
  roles: clip.roles,
  frames: 778,
  why: index === 20 ? 'stopped: Pause key' : '',
  clips: 1,
}));

const held: TeleopView = {
  task: 'push-t',
  input: 'keyboard',
  state: 'ready',
  driving: false,
  limitedBy: null,
  tipM: { xM: 0.214, yM: -0.031, zM: 0.058 },
  countdownS: null,
  recording: null,
  speed: 0.5,
  leaderRad: null,
  last: '',
};

const recording: TeleopView = {
  ...held,
  state: 'recording',
  driving: true,
  recording: {
    demoId: 'demo-000025',
    sinceMs: 812_000,
    seconds: 12.4,
    marks: 1,
    result: 'success',
    nearMiss: null,
  },
};

const mine: DemosState = { ...firstDemos, list: { task: 'push-t', demos: list }, mine: true };
const held24 = { ...online, clips: summaryOf(book, 0), labels: { ...firstLabels, book } };
const demos: WindowState = {
  ...held24,
  screen: 'demos',
  bench: galleryBench(2, { lease: 'teleop' }),
  teleop: held,
  demos: mine,
};
const withDemos = (part: Partial<DemosState>): WindowState => ({
  ...demos,
  demos: { ...mine, ...part },
});

/** The list that is shown, whichever state that is. */
export const demoAnswers: GalleryAnswers = {
  'demo.list': () => useWindow.getState().demos.list?.demos ?? [],
};

export const demoStates = {
  demos: { ...demos, bench: galleryBench(2), teleop: null, demos: { ...mine, mine: false } },
  'demos-held': { ...demos, teleop: { ...held, last: 'Demo 24 kept: 22.4 s.' } },
  'demos-counting': { ...demos, teleop: { ...held, state: 'counting-down', countdownS: 2.4 } },
  'demos-recording': {
    ...demos,
    bench: galleryBench(2, { mode: 'moving', lease: 'teleop' }),
    teleop: { ...recording, limitedBy: 'workspace' },
  },
  'demos-other-window': { ...demos, demos: { ...mine, mine: false } },
  'demos-mouse': {
    ...withDemos({ input: 'mouse', heightM: 0.06, nearMiss: 'Turned past 10°' }),
    teleop: { ...held, input: 'mouse' },
  },
  'demos-gamepad': withDemos({ input: 'gamepad' }),
  'demos-leader': {
    ...withDemos({ input: 'leader', clutchIn: true }),
    teleop: { ...held, input: 'leader', leaderRad: [0.1, 0.05, 0.4, 0, 0, 0] },
  },
  'demos-four-cameras': { ...demos, bench: galleryBench(4, { lease: 'teleop' }) },
  'demos-editor': withDemos({ selected: 'demo-000021' }),
  'demos-trim': withDemos({ selected: 'demo-000024', trim: { fromMs: 2_300, toMs: 21_000 } }),
  'demos-empty': {
    ...demos,
    teleop: null,
    bench: galleryBench(2),
    clips: summaryOf(galleryBook(0, 0), 0),
    demos: { ...firstDemos, list: { task: 'push-t', demos: [] } },
  },
  'demos-no-task': { ...online, screen: 'demos', phaseOne: galleryNoTask },
  'dialog-demo-import': { ...demos, dialog: 'demoImport' },
  'dialog-demo-imported': {
    ...withDemos({
      exchange: {
        kind: 'imported',
        report: {
          demos: list.slice(0, 14).map(({ id }) => id),
          refused: [
            { what: 'episode 3', why: 'its film of the front camera ends after 2.1 of 14.8 s' },
            { what: 'episode 9', why: 'its camera “wrist” is no role of this task' },
          ],
          notes: [],
        },
      },
    }),
    dialog: 'demoImport',
  },
  'dialog-demo-export': {
    ...withDemos({
      exchange: {
        kind: 'exported',
        report: {
          dir: '/data/push-t-demos',
          demos: 23,
          files: 31,
          bytes: 148_200_000,
          leftOut: [{ what: 'demo 21', why: 'it was cut short: stopped' }],
        },
      },
    }),
    dialog: 'demoExport',
  },
  'dialog-keys-demos': { ...demos, dialog: 'keys' },
} as const satisfies Readonly<Record<string, WindowState>>;
