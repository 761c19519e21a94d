/** What a person does with the list of trials and with an opened one. */
import type { TrialFilter } from '../../main/base/model/trialFilter.ts';
import { linkTo } from '../store/address.ts';
import { isFiltered, plainFilter } from '../store/filterWords.ts';
import type { WindowState } from '../store/windowStore.ts';
import { useWindow } from '../store/windowStore.ts';
import type { Action, KeyNote } from './action.ts';
import { localAction } from './localAction.ts';

const needsOpen = (state: WindowState): string | null =>
  state.selected === null ? 'Open a trial first.' : null;

/** Shows the list through the filter. */
function filterTo(part: Partial<TrialFilter>): void {
  useWindow.setState((state) => ({
    screen: 'trials',
    playing: null,
    filter: plainFilter({ ...state.filter, ...part }),
  }));
}

const outcomes = ['all', 'success', 'failure', 'invalid'] as const;

function showOutcome(outcome: (typeof outcomes)[number]): Action {
  return {
    id: `trials.show.${outcome}`,
    group: 'Trials',
    words: outcome === 'all' ? 'Show trials of every outcome' : `Show only trials: ${outcome}`,
    also: 'filter list',
    run: () => filterTo({ outcome: outcome === 'all' ? undefined : outcome }),
  };
}

export const trialsActions: readonly Action[] = [
  {
    id: 'trials.open',
    group: 'Trials',
    words: 'Open a trial by its id…',
    also: 'find go to',
    keys: ['G'],
    blocked: (state) => (state.trials.length === 0 ? 'There is no trial yet.' : null),
    run: () => useWindow.setState({ dialog: 'palette', find: 'trial ' }),
  },
  {
    id: 'trials.close',
    group: 'Trials',
    words: 'Close the opened trial',
    keys: ['Esc'],
    screen: 'trials',
    offered: (state) => state.selected !== null && state.playing === null,
    run: () => useWindow.setState({ selected: null }),
  },
  {
    id: 'trials.play',
    group: 'Trials',
    words: 'Play back the opened trial',
    also: 'watch record video pictures replay',
    keys: ['Enter', 'P'],
    screen: 'trials',
    offered: (state) => state.playing === null,
    blocked: needsOpen,
    run: () => useWindow.setState({ playing: { atS: null } }),
  },
  {
    id: 'trials.back',
    group: 'Trials',
    words: 'Back to the list',
    also: 'close playback',
    keys: ['Esc'],
    screen: 'trials',
    offered: (state) => state.playing !== null,
    run: () => useWindow.setState({ playing: null }),
  },
  {
    id: 'trials.reveal',
    group: 'Trials',
    words: "Open the opened trial's folder",
    also: 'files reveal file manager',
    keys: ['O'],
    screen: 'trials',
    blocked: needsOpen,
    run: (deck) => {
      const { selected } = useWindow.getState();
      if (selected !== null) void deck.revealTrial(selected);
    },
  },
  {
    id: 'trials.clearFilter',
    group: 'Trials',
    words: 'Show all trials: clear the filter',
    also: 'reset every outcome task reason',
    keys: ['X'],
    screen: 'trials',
    blocked: (state) => (isFiltered(state.filter) ? null : 'No filter is set.'),
    run: () => useWindow.setState({ filter: {} }),
  },
  localAction({
    id: 'trials.newest',
    group: 'Trials',
    words: 'Jump to the newest trial',
    also: 'top latest follow',
    keys: ['N'],
    screen: 'trials',
    without: 'Open the list of trials first.',
  }),
  {
    id: 'trials.copyLink',
    group: 'Trials',
    words: 'Copy a link to the opened trial',
    also: 'address url share',
    blocked: needsOpen,
    run: (deck) => {
      const { selected } = useWindow.getState();
      if (selected !== null) void deck.copy(linkTo(selected));
    },
  },
  ...outcomes.map(showOutcome),
];

const inList = {
  group: 'Trials',
  screen: 'trials',
  offered: (state: WindowState) => state.playing === null,
} as const;

export const trialsKeyNotes: readonly KeyNote[] = [
  { keys: ['↑', '↓'], words: 'Trial before or after, in the list', ...inList },
  {
    keys: ['PgUp', 'PgDn', 'Home', 'End'],
    words: 'A page on, or to an end of the list',
    ...inList,
  },
];

const mostFound = 8;
const wholeId = /^[a-z0-9]+(?:-[a-z0-9]+)+$/;

/** Trials whose id has every part asked for, newest first, and the way to all the others. */
export function foundTrials(asked: string, state: WindowState): readonly Action[] {
  const parts = asked
    .toLowerCase()
    .split(/\s+/)
    .filter((part) => part !== '' && part !== 'trial');
  const open = (id: string, also: string): Action => ({
    id: `trials.open.${id}`,
    group: 'Trials',
    words: `Open trial ${id}`,
    also,
    run: () => useWindow.setState({ screen: 'trials', selected: id, playing: null }),
  });
  const found: Action[] = [];
  for (let at = state.trials.length - 1; at >= 0 && found.length < mostFound; at--) {
    const row = state.trials[at];
    if (row === undefined || !parts.every((part) => row.id.includes(part))) continue;
    found.push(open(row.id, `${row.outcome} ${row.task}`));
  }
  // The window knows only the newest: an older one is opened by its whole id.
  const [id] = parts;
  const whole = parts.length === 1 && id !== undefined && wholeId.test(id);
  return whole && found.every((action) => action.id !== `trials.open.${id}`)
    ? [...found, open(id, 'older')]
    : found;
}

/** One line for each task that has trials. */
export function taskFilters(state: WindowState): readonly Action[] {
  const tasks = [...new Set(state.trials.map((row) => row.task))];
  if (tasks.length < 2) return [];
  const show = (task: string): Action => ({
    id: `trials.task.${task}`,
    group: 'Trials',
    words: task === 'all' ? 'Show trials of every task' : `Show only trials of ${task}`,
    also: 'filter list',
    run: () => filterTo({ task: task === 'all' ? undefined : task }),
  });
  return ['all', ...tasks].map(show);
}
