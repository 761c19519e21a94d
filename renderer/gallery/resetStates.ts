/** The reset view and its dialogs in named states. */
import type { ResetView } from '../../main/base/model/reset.ts';
import { firstLabels } from '../store/labelsState.ts';
import { firstOnsetDesk } from '../store/onsetDesk.ts';
import type { WindowState } from '../store/windowStore.ts';
import { known } from './galleryAgents.ts';
import { galleryDoneUpTo, galleryNoTask } from './galleryDay.ts';
import {
  galleryDenied,
  galleryLong,
  galleryNoReset,
  galleryReset,
  galleryRunning,
  galleryShippedReset,
  galleryShort,
  galleryTries,
} from './galleryReset.ts';
import { galleryAuthored, galleryAuthorFailed, galleryAuthoring } from './galleryResetAuthor.ts';
import { online } from './onlineState.ts';
import { galleryBench, galleryRun } from './plainData.ts';

const phaseOne = galleryDoneUpTo('reset');

const withReset = (reset: ResetView, change: Partial<WindowState> = {}): WindowState => ({
  ...{ ...online, screen: 'reset', phaseOne, labels: { ...firstLabels, by: 'Maria' }, reset },
  ...change,
});

const worn = {
  key: 'reset/worn',
  level: 'warning',
  message: 'The reset of push-t is worn: 31 of 40 verified at the first check, 39 of 40 before.',
  todo: 'Look at the gripper and the table, then measure it again.',
  sinceWallTime: '2026-01-14T13:41:00.000Z',
} as const;

const short: ResetView = {
  ...galleryReset,
  measure: galleryShort,
  running: galleryRunning({ tries: galleryTries(20, [1, 4, 12], [9, 14]) }),
};

const authorDesk = { ...firstOnsetDesk, page: 'author' } as const;

const moving = { bench: galleryBench(2, { mode: 'moving', lease: 'reset' }) } as const;

export const resetStates = {
  reset: withReset(galleryReset),
  'reset-empty': withReset(galleryNoReset),
  'reset-shipped': withReset(galleryShippedReset),
  'reset-first': withReset(
    { ...galleryNoReset, running: galleryRunning({ state: 'running', tries: [] }) },
    moving,
  ),
  'reset-running': withReset(
    {
      ...galleryReset,
      running: galleryRunning({ state: 'running', tries: galleryTries(13, [6], [2]) }),
    },
    moving,
  ),
  'reset-two-hundred': withReset({
    ...galleryReset,
    measure: galleryLong,
    running: galleryRunning({ times: 200, tries: galleryTries(200, [6, 60, 112], [151]) }),
  }),
  'reset-other': withReset({
    ...galleryReset,
    running: galleryRunning({
      reset: 'reset-0003',
      tries: galleryTries(20, [1, 4, 12], [9, 14]),
      measure: galleryShort,
    }),
  }),
  'reset-not-met': withReset(short),
  'reset-failed': withReset({
    ...galleryReset,
    running: galleryRunning({
      state: 'failed',
      tries: galleryTries(7, [6]),
      why: 'the overhead camera gave no new picture for 2.0 s.',
    }),
  }),
  'reset-stopped': withReset({
    ...galleryReset,
    running: galleryRunning({ state: 'stopped', tries: galleryTries(4) }),
  }),
  'reset-worn': withReset(short, { alerts: [worn] }),
  'reset-by-hand': withReset({ ...galleryReset, inForce: null, measure: null, running: null }),
  'reset-busy': withReset(galleryNoReset, {
    run: galleryRun,
    bench: galleryBench(2, { mode: 'moving', lease: 'trial' }),
  }),
  'reset-no-task': { ...online, screen: 'reset', phaseOne: galleryNoTask },
  'dialog-reset-run': withReset(galleryReset, { dialog: 'resetRun' }),
  'dialog-reset-run-real': withReset(galleryReset, {
    dialog: 'resetRun',
    bench: galleryBench(2, { kind: 'real' }),
  }),
  'dialog-reset-add': withReset(galleryReset, { dialog: 'resetAdd' }),
  'dialog-reset-accept': withReset(galleryReset, {
    dialog: 'resetAccept',
    labels: firstLabels,
    resetDesk: { wait: null, accepting: 'reset-0002', said: '' },
  }),
  'dialog-reset-accept-anyway': withReset(galleryReset, {
    dialog: 'resetAccept',
    resetDesk: { wait: null, accepting: 'reset-0001', said: '' },
  }),
  'dialog-reset-agent': withReset(galleryReset, {
    ...{ probe: known, agents: [] },
    ...{ startFor: 'reset', dialog: 'startAgent' },
  }),
  'reset-denied': withReset({
    ...{ ...galleryReset, inForce: 'reset-0003', measure: galleryDenied, running: null },
    versions: galleryReset.versions.map((each) =>
      each.id === 'reset-0003' ? { ...each, measure: galleryDenied } : each,
    ),
  }),
  'dialog-keys-reset': withReset(galleryReset, { dialog: 'keys' }),
  'reset-author-empty': withReset(galleryNoReset, { onsetDesk: authorDesk }),
  'reset-author-running': withReset(
    { ...galleryReset, running: galleryRunning({ state: 'running', tries: galleryTries(2) }) },
    { ...moving, onsetDesk: authorDesk, resetAuthor: galleryAuthoring },
  ),
  'reset-author': withReset(galleryReset, { onsetDesk: authorDesk, resetAuthor: galleryAuthored }),
  'reset-author-failed': withReset(galleryReset, {
    ...{ onsetDesk: authorDesk, resetAuthor: galleryAuthorFailed },
  }),
} as const satisfies Readonly<Record<string, WindowState>>;
