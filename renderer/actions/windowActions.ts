/** Where to go in the window, how it looks, and where help is. */
import { steps } from '../store/steps.ts';
import { setTheme } from '../store/theme.ts';
import { type Screen, type Theme, useWindow } from '../store/windowStore.ts';
import type { Action } from './action.ts';

/** Steps by Alt and their number, rooms by a number alone: they were there first, and hands know them. */
const goToStep = (screen: Screen, words: string, number: number): Action => ({
  id: `go.${screen}`,
  group: 'Go to',
  words,
  also: `screen view step phase one ${number}`,
  keys: [`Alt ${number}`],
  run: () => useWindow.setState({ screen }),
});

const goTo = (screen: Screen, word: string, key: string): Action => ({
  id: `go.${screen}`,
  group: 'Go to',
  words: word,
  also: 'screen view room',
  keys: [key],
  run: () => useWindow.setState({ screen }),
});

const wear = (theme: Theme, words: string): Action => ({
  id: `theme.${theme}`,
  group: 'Window',
  words,
  also: 'theme colours appearance',
  offered: (state) => state.theme !== theme,
  run: () => setTheme(theme),
});

export const windowActions: readonly Action[] = [
  ...steps.map(({ screen, word }, index) => goToStep(screen, word, index + 1)),
  goTo('bench', 'Bench', '1'),
  goTo('trials', 'Trials', '2'),
  goTo('agents', 'Agents', '3'),
  goTo('debug', 'Debug', '4'),
  goTo('night', 'Night', '5'),
  {
    id: 'window.alerts',
    group: 'Go to',
    words: 'Alerts, and what has gone',
    also: 'log warnings errors history',
    keys: ['A'],
    run: () => useWindow.setState({ dialog: 'alerts' }),
  },
  {
    id: 'window.calls',
    group: 'Window',
    words: 'Calling a person…',
    also: 'pager notification sound mute night settings',
    run: () => useWindow.setState({ dialog: 'calls' }),
  },
  wear('dark', 'Dark theme'),
  wear('light', 'Light theme'),
  wear('system', 'Theme as the system'),
  {
    id: 'window.palette',
    group: 'Window',
    words: 'Find an action…',
    also: 'command palette search',
    keys: ['Ctrl K'],
    run: () => useWindow.setState({ dialog: 'palette', find: '' }),
  },
  {
    id: 'window.keys',
    group: 'Window',
    words: 'Keys of this view',
    also: 'shortcuts help keyboard',
    keys: ['?'],
    run: () => useWindow.setState({ dialog: 'keys' }),
  },
  {
    id: 'window.closeRefusal',
    group: 'Window',
    words: 'Close the message above the view',
    also: 'dismiss refused',
    offered: (state) => state.refusal !== null,
    run: () => useWindow.setState({ refusal: null }),
  },
  {
    id: 'window.retry',
    group: 'Window',
    words: 'Try to reach the core now',
    also: 'reconnect connection lost',
    offered: (state) => state.link.kind === 'lost',
    run: (deck) => deck.retryNow(),
  },
];
