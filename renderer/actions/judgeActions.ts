/** What a person does with judges: has one written, measures, accepts, looks through its mistakes, tries to fool it. */
import {
  acceptBlocked,
  clearBlocked,
  compareBlocked,
  gateOf,
  isLive,
  keepBlocked,
  liveBlocked,
  measureBlocked,
  mistakeBlocked,
  openedBlocked,
  shownVersion,
  stopAuthorBlocked,
  tryBlocked,
  writeBlocked,
} from '../store/judgeFacts.ts';
import { useWindow } from '../store/windowStore.ts';
import type { Action } from './action.ts';
import { openStart } from './agentActions.ts';
import {
  changeDesk,
  compareJudges,
  lookAgain,
  openMistake,
  stepMistake,
  tryJudge,
} from './judgeLooks.ts';
import {
  askAccept,
  clearArm,
  keepFooled,
  stopAuthor,
  toggleLive,
  watchJudge,
} from './judgeMoves.ts';

const judgeAction = (action: Omit<Action, 'group' | 'screen'>): Action => ({
  group: 'Judge',
  screen: 'judge',
  ...action,
});

const writing: readonly Action[] = [
  judgeAction({
    id: 'judge.write',
    words: 'Let the built-in author write a judge…',
    also: 'new version train learn classifier',
    keys: ['W'],
    blocked: writeBlocked,
    run: () => useWindow.setState({ dialog: 'judgeWrite' }),
  }),
  judgeAction({
    id: 'judge.stopAuthor',
    words: 'Stop the author',
    also: 'end cancel training writing',
    offered: (state) => stopAuthorBlocked(state) === null,
    run: (deck) => void stopAuthor(deck),
  }),
  judgeAction({
    id: 'judge.agent',
    words: 'Let an agent write a judge…',
    also: 'coding new version',
    blocked: writeBlocked,
    run: (deck) => {
      openStart(deck, null);
      useWindow.setState({ startFor: 'judge' });
    },
  }),
  judgeAction({
    id: 'judge.add',
    words: 'Add a judge from a folder…',
    also: 'new version own program',
    blocked: writeBlocked,
    run: () => useWindow.setState({ dialog: 'judgeAdd' }),
  }),
];

const measuring: readonly Action[] = [
  judgeAction({
    id: 'judge.measure',
    words: 'Measure on the locked clips…',
    also: 'gate test held out',
    blocked: measureBlocked,
    run: () => useWindow.setState({ dialog: 'judgeMeasure' }),
  }),
  judgeAction({
    id: 'judge.accept',
    words: 'Accept this judge…',
    also: 'put in force override',
    blocked: acceptBlocked,
    run: (deck) => askAccept(deck, gateOf(shownVersion(useWindow.getState())) === 'met'),
  }),
  judgeAction({
    id: 'judge.try',
    words: 'Judge all clips again',
    also: 'try mistakes',
    blocked: tryBlocked,
    run: (deck) => void tryJudge(deck),
  }),
  judgeAction({
    id: 'judge.compare',
    words: 'Compare versions on the same clips',
    also: 'lost won',
    blocked: compareBlocked,
    run: (deck) => void compareJudges(deck),
  }),
  judgeAction({
    id: 'judge.watch',
    words: 'Look for drift now',
    also: 'camera moved light watch canary',
    blocked: tryBlocked,
    run: (deck) => void watchJudge(deck),
  }),
];

const mistakes: readonly Action[] = [
  judgeAction({
    id: 'judge.next',
    words: 'Next mistake',
    keys: ['→', '↓'],
    repeats: true,
    blocked: mistakeBlocked,
    run: () => stepMistake(1),
  }),
  judgeAction({
    id: 'judge.before',
    words: 'Mistake before',
    also: 'previous',
    keys: ['←', '↑'],
    repeats: true,
    blocked: mistakeBlocked,
    run: () => stepMistake(-1),
  }),
  judgeAction({
    id: 'judge.heat',
    words: 'Show where it looks',
    also: 'heat map attention',
    keys: ['H'],
    blocked: openedBlocked,
    run: () => changeDesk({ heatOn: !useWindow.getState().judgeDesk.heatOn }),
  }),
  judgeAction({
    id: 'judge.again',
    words: 'Look again at this clip',
    also: 'label mistake doubt',
    keys: ['L'],
    blocked: openedBlocked,
    run: () => lookAgain([useWindow.getState().judgeDesk.opened ?? '']),
  }),
  judgeAction({
    id: 'judge.closeMistake',
    words: 'Back to all mistakes',
    also: 'close',
    keys: ['Esc'],
    offered: (state) => openedBlocked(state) === null,
    run: () => openMistake(null),
  }),
];

const keep = (value: 'success' | 'failure', key: string): Action =>
  judgeAction({
    id: `judge.keep.${value}`,
    words: `Fooled: keep the clip as ${value}`,
    also: 'label live',
    keys: [key],
    blocked: keepBlocked,
    run: (deck) => void keepFooled(deck, value),
  });

const live: readonly Action[] = [
  judgeAction({
    id: 'judge.live',
    words: 'Try to fool it: start the live picture',
    keys: ['T'],
    offered: ({ judgeLive }) => !isLive(judgeLive),
    blocked: liveBlocked,
    run: (deck) => void toggleLive(deck),
  }),
  judgeAction({
    id: 'judge.liveEnd',
    words: 'Stop the live picture',
    also: 'fool end',
    keys: ['T'],
    offered: ({ judgeLive }) => isLive(judgeLive),
    blocked: liveBlocked,
    run: (deck) => void toggleLive(deck),
  }),
  judgeAction({
    id: 'judge.clearView',
    words: 'Move the arm aside, out of the pictures',
    also: 'clear view hidden fool',
    offered: ({ judgeLive }) => isLive(judgeLive),
    blocked: clearBlocked,
    run: (deck) => void clearArm(deck),
  }),
  keep('success', 'S'),
  keep('failure', 'F'),
];

export const judgeActions: readonly Action[] = [...writing, ...measuring, ...mistakes, ...live];
