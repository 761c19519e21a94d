/** Pages of the reset view in named states: where trials fail, and the reset over time. */
import type { ResetView } from '../../main/base/model/reset.ts';
import { firstLabels } from '../store/labelsState.ts';
import { firstOnsetDesk, type OnsetDesk } from '../store/onsetDesk.ts';
import { draftOf } from '../store/onsetFacts.ts';
import type { WindowState } from '../store/windowStore.ts';
import { galleryDoneUpTo } from './galleryDay.ts';
import {
  galleryDriftFirst,
  galleryDriftOf,
  galleryFewOnset,
  galleryOnset,
  galleryPractised,
} from './galleryOnset.ts';
import { galleryReset } from './galleryReset.ts';
import { online } from './onlineState.ts';

const { stated } = galleryOnset;
const phaseOne = galleryDoneUpTo('reset');

const withPage = (
  desk: Partial<OnsetDesk>,
  reset: Partial<ResetView> = {},
  change: Partial<WindowState> = {},
): WindowState => ({
  ...{ ...online, screen: 'reset', phaseOne, labels: { ...firstLabels, by: 'Maria' } },
  reset: { ...galleryReset, stated, ...reset },
  onsetDesk: { ...firstOnsetDesk, page: 'fails', ...desk },
  ...change,
});

const worn = {
  key: 'reset/worn',
  level: 'warning',
  message:
    'The reset of push-t is worn: 41 of 50 at the first check in the last trials, where it had 100 of 100.',
  todo: 'Look at gripper, cameras and light, then measure it again.',
  sinceWallTime: '2026-01-14T01:41:00.000Z',
} as const;

const [first] = galleryOnset.proposals;
const narrow = { starts: galleryPractised, box: galleryPractised };

export const onsetStates = {
  'reset-fails': withPage({ view: galleryOnset }),
  'reset-fails-drawn': withPage({
    view: galleryOnset,
    draft: first === undefined ? null : draftOf(first.box),
  }),
  'reset-fails-practised': withPage(
    {
      view: { ...galleryOnset, starts: galleryPractised },
      draft: { ...draftOf(galleryPractised), turn: { min: '-45', max: '45' } },
      said: 'Trials begin in: x 205 to 235 mm, y −60 to −20 mm.',
    },
    { ...narrow, measure: null, running: null },
  ),
  'reset-fails-few': withPage({ view: galleryFewOnset }),
  'reset-fails-wrong': withPage({
    view: galleryOnset,
    draft: { x: { min: '220', max: '190' }, y: { min: '-60', max: '0' }, turn: null },
  }),
  'reset-fails-reading': withPage({ view: null, wait: 'read' }),
  'reset-time': withPage(
    { page: 'time' },
    { drift: galleryDriftOf([20, 20, 19, 20, 20, 19, 18, 17]) },
    { alerts: [worn] },
  ),
  'reset-time-first': withPage({ page: 'time' }, { drift: galleryDriftFirst }),
  'reset-time-none': withPage({ page: 'time' }),
} as const satisfies Readonly<Record<string, WindowState>>;
