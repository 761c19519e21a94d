/** What a person does with resets: measures them in a row, stops that, adds one, puts the newest in force. */
import {
  resetAuthorRuns,
  stopResetAuthorBlocked,
  writeResetBlocked,
} from '../store/resetAuthorFacts.ts';
import {
  acceptResetBlocked,
  addResetBlocked,
  measureResetBlocked,
  resetRuns,
  stopResetBlocked,
} from '../store/resetFacts.ts';
import { useWindow, type WindowState } from '../store/windowStore.ts';
import type { Action } from './action.ts';
import { letAgentWriteReset } from './agentActions.ts';
import { openResetPage } from './onsetMoves.ts';
import { stopResetAuthor } from './resetAuthorMoves.ts';
import { askAcceptReset, stopResets } from './resetMoves.ts';

const resetAction = (action: Omit<Action, 'group' | 'screen'>): Action => ({
  group: 'Reset',
  screen: 'reset',
  ...action,
});

const newest = ({ reset }: WindowState): string | null => reset?.versions.at(-1)?.id ?? null;

export const resetActions: readonly Action[] = [
  resetAction({
    id: 'reset.run',
    words: 'Measure resets in a row…',
    also: 'twenty verify spread test begin',
    keys: ['M'],
    offered: ({ reset }) => !resetRuns(reset),
    blocked: measureResetBlocked,
    run: () => useWindow.setState({ dialog: 'resetRun' }),
  }),
  resetAction({
    id: 'reset.stopRun',
    words: 'Stop measuring resets',
    also: 'end cancel',
    keys: ['M'],
    offered: ({ reset }) => resetRuns(reset),
    blocked: stopResetBlocked,
    run: (deck) => void stopResets(deck),
  }),
  resetAction({
    id: 'reset.author',
    words: 'Let the author write a reset…',
    also: 'built-in tune try skills carry slide push',
    offered: ({ resetAuthor }) => !resetAuthorRuns(resetAuthor),
    blocked: writeResetBlocked,
    run: () => openResetPage('author'),
  }),
  resetAction({
    id: 'reset.stopAuthor',
    words: 'Stop the author of resets',
    also: 'end cancel built-in',
    offered: ({ resetAuthor }) => resetAuthorRuns(resetAuthor),
    blocked: stopResetAuthorBlocked,
    run: (deck) => void stopResetAuthor(deck),
  }),
  resetAction({
    id: 'reset.agent',
    words: 'Let an agent write a reset…',
    also: 'coding new version claude',
    blocked: addResetBlocked,
    run: letAgentWriteReset,
  }),
  resetAction({
    id: 'reset.add',
    words: 'Add a reset from a folder…',
    also: 'new version own program',
    blocked: addResetBlocked,
    run: () => useWindow.setState({ dialog: 'resetAdd' }),
  }),
  resetAction({
    id: 'reset.accept',
    words: 'Accept the newest reset…',
    also: 'put in force override version',
    offered: (state) => newest(state) !== null,
    blocked: (state) => acceptResetBlocked(state, newest(state) ?? ''),
    run: (deck) => {
      const id = newest(useWindow.getState());
      if (id !== null) askAcceptReset(deck, id);
    },
  }),
];
