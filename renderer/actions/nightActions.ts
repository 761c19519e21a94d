/** What a person does with the night that is there. */
import { nightAgent } from '../store/campaignFacts.ts';
import { endNightBlocked, pauseNightBlocked, resumeNightBlocked } from '../store/nightFacts.ts';
import { type DialogName, useWindow } from '../store/windowStore.ts';
import type { Action } from './action.ts';

const nightAction = (
  dialog: DialogName,
  action: Omit<Action, 'group' | 'screen' | 'run'>,
): Action => ({
  group: 'Night',
  screen: 'night',
  run: () => useWindow.setState({ dialog }),
  ...action,
});

export const nightActions: readonly Action[] = [
  nightAction('nightPause', {
    id: 'night.pause',
    words: 'Pause the night…',
    also: 'hold wait after this trial',
    keys: ['P'],
    offered: (state) => pauseNightBlocked(state) === null,
    blocked: pauseNightBlocked,
  }),
  nightAction('nightResume', {
    id: 'night.resume',
    words: 'Go on with the night…',
    also: 'resume continue all is well',
    keys: ['P'],
    offered: ({ night }) => night?.state === 'paused' || night?.state === 'interrupted',
    blocked: resumeNightBlocked,
  }),
  nightAction('nightEnd', {
    id: 'night.end',
    words: 'End the night…',
    also: 'wind down park finish',
    keys: ['E'],
    offered: (state) => endNightBlocked(state) === null,
    blocked: endNightBlocked,
  }),
  nightAction('nightExport', {
    id: 'night.export',
    words: 'Export the night to a folder…',
    also: 'save carry verify prove another machine',
    offered: ({ night }) => night !== null && night.state !== 'running',
  }),
  nightAction('nightRow', {
    id: 'night.row',
    words: 'Show the film of the row that met the target…',
    also: 'video mp4 uncut streak success watch',
    offered: ({ night }) => night?.row !== undefined,
  }),
  {
    id: 'night.big',
    group: 'Night',
    words: 'Show the night big, or whole again',
    also: 'two metres far away wall large glance',
    keys: ['B'],
    screen: 'night',
    offered: ({ night }) => night !== null,
    run: () => useWindow.setState(({ nightBig }) => ({ nightBig: !nightBig })),
  },
  {
    id: 'night.whole',
    group: 'Night',
    words: 'Leave the big view',
    keys: ['Esc'],
    screen: 'night',
    offered: ({ nightBig }) => nightBig,
    run: () => useWindow.setState({ nightBig: false }),
  },
  {
    id: 'night.terminal',
    group: 'Night',
    words: 'Type into the agent’s terminal, and F6 again to leave it',
    also: 'focus keyboard',
    keys: ['F6'],
    screen: 'night',
    offered: (state) => nightAgent(state) !== null && !state.nightBig,
    run: () => document.querySelector<HTMLElement>('#terminal textarea')?.focus(),
  },
];
