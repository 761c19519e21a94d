/** What a person does with coding agents and their terminals. What only the shown terminal can do, it takes up itself. */
import {
  againBlocked,
  endBlocked,
  nextAgent,
  shownAgent,
  startBlocked,
} from '../store/agentChoice.ts';
import { useWindow, type WindowState } from '../store/windowStore.ts';
import type { Action, KeyNote } from './action.ts';
import type { Deck } from './deck.ts';
import { localAction } from './localAction.ts';

/** Opens the start dialog and looks anew at what is installed. */
export function openStart(deck: Deck, resuming: string | null): void {
  deck.probeAgents();
  useWindow.setState({ dialog: 'startAgent', resuming, startFor: 'policy' });
}

/** The start dialog, for a session that writes the open task's reset. */
export function letAgentWriteReset(deck: Deck): void {
  openStart(deck, null);
  useWindow.setState({ startFor: 'reset' });
}

const without = 'Open a terminal first.';

const goOn = (step: 1 | -1) => (): void => {
  const agent = nextAgent(useWindow.getState(), step);
  if (agent !== null) useWindow.setState({ agent });
};
const alone = (state: WindowState): string | null =>
  nextAgent(state, 1) === null ? 'There is no other terminal.' : null;

export const agentActions: readonly Action[] = [
  {
    id: 'agents.start',
    group: 'Agents',
    words: 'Start agent…',
    also: 'coding begin run claude codex kimi opencode gemini command',
    keys: ['S'],
    screen: 'agents',
    blocked: startBlocked,
    run: (deck) => openStart(deck, null),
  },
  {
    id: 'agents.end',
    group: 'Agents',
    words: 'End agent…',
    also: 'stop kill quit close coding',
    screen: 'agents',
    blocked: endBlocked,
    run: () => useWindow.setState({ dialog: 'endAgent' }),
  },
  {
    id: 'agents.again',
    group: 'Agents',
    words: 'Take up the ended agent again…',
    also: 'resume continue restart coding',
    screen: 'agents',
    blocked: againBlocked,
    run: (deck) => openStart(deck, shownAgent(useWindow.getState())?.id ?? null),
  },
  localAction({
    id: 'terminal.enter',
    group: 'Agents',
    words: 'Type into the terminal, and F6 again to leave it',
    also: 'focus keyboard',
    keys: ['F6'],
    screen: 'agents',
    without,
  }),
  {
    id: 'terminal.next',
    group: 'Agents',
    words: 'Next terminal',
    also: 'tab agent switch',
    keys: ['Ctrl Shift →'],
    screen: 'agents',
    blocked: alone,
    run: goOn(1),
  },
  {
    id: 'terminal.before',
    group: 'Agents',
    words: 'Previous terminal',
    also: 'tab agent switch',
    keys: ['Ctrl Shift ←'],
    screen: 'agents',
    blocked: alone,
    run: goOn(-1),
  },
  localAction({
    id: 'terminal.find',
    group: 'Agents',
    words: 'Search in the terminal',
    also: 'find text scrollback',
    keys: ['Ctrl Shift F'],
    screen: 'agents',
    without,
  }),
  localAction({
    id: 'terminal.copy',
    group: 'Agents',
    words: 'Copy what is selected in the terminal',
    also: 'clipboard',
    keys: ['Ctrl Shift C'],
    screen: 'agents',
    without,
  }),
];

/** Done once a person has answered the question about it; no palette lists it. */
export const pasteAsked = localAction({
  id: 'terminal.paste',
  group: 'Agents',
  words: 'Paste into the terminal',
  without,
});

export const agentKeyNotes: readonly KeyNote[] = [
  {
    keys: ['Ctrl Shift V'],
    words: 'Paste into the terminal; several lines are asked about first',
    group: 'Agents',
    screen: 'agents',
  },
];
