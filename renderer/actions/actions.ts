/**
 * Every action there is, in the order of the palette; how to add one stands in `action.ts`. What is listed now depends
 * on the state of the window and on nothing else.
 */
import type { WindowState } from '../store/windowStore.ts';
import { useWindow } from '../store/windowStore.ts';
import { type Action, actionGroups, type KeyNote } from './action.ts';
import { agentActions, agentKeyNotes } from './agentActions.ts';
import { benchActions, benchKeyNotes } from './benchActions.ts';
import { checkActions } from './checkActions.ts';
import type { Deck } from './deck.ts';
import { demoActions, demoKeyNotes } from './demoActions.ts';
import { judgeActions } from './judgeActions.ts';
import { labelActions } from './labelActions.ts';
import { nightActions } from './nightActions.ts';
import { playbackActions } from './playbackActions.ts';
import { resetActions } from './resetActions.ts';
import { robotActions } from './robotActions.ts';
import { sealActions } from './sealActions.ts';
import { taskActions } from './taskActions.ts';
import { treeKeyNotes } from './treeKeyNotes.ts';
import { taskFilters, trialsActions, trialsKeyNotes } from './trialsActions.ts';
import { windowActions } from './windowActions.ts';

export const actions: readonly Action[] = [
  ...robotActions,
  ...benchActions,
  ...checkActions,
  ...taskActions,
  ...demoActions,
  ...labelActions,
  ...judgeActions,
  ...resetActions,
  ...sealActions,
  ...nightActions,
  ...trialsActions,
  ...playbackActions,
  ...agentActions,
  ...windowActions,
];

export const keyNotes: readonly KeyNote[] = [
  ...benchKeyNotes,
  ...trialsKeyNotes,
  ...demoKeyNotes,
  ...agentKeyNotes,
  ...treeKeyNotes,
  { keys: ['Esc'], words: 'Close a dialog', group: 'Window' },
  { keys: ['Tab'], words: 'To the next control', group: 'Window' },
];

/** What means something now, group by group. */
export function offeredActions(state: WindowState): readonly Action[] {
  const offered = [...actions, ...taskFilters(state)].filter(
    (action) => action.offered?.(state) !== false,
  );
  return actionGroups.flatMap((group) => offered.filter((action) => action.group === group));
}

/** Does it, or says in words why not; goes to its screen first. */
export function runAction(action: Action, deck: Deck): void {
  const why = action.blocked?.(useWindow.getState()) ?? null;
  if (why !== null) {
    useWindow.setState({ refusal: { what: plainWords(action), message: why, hint: null } });
    return;
  }
  useWindow.setState({ refusal: null });
  if (action.screen !== undefined) useWindow.setState({ screen: action.screen });
  action.run(deck);
}

/** Its words without the `…` that asks for more. */
export function plainWords(action: Action): string {
  return action.words.replace(/…$/, '');
}
