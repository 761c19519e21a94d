/**
 * One thing a person can do in the window, as data. The command palette, the key bindings and the `?` sheet are all
 * made from the lists of actions (`actions.ts`) and from nothing else, so that they cannot drift apart.
 * To add one: append it to the list of its room (`robotActions.ts`, `demoActions.ts`, `trialsActions.ts`,
 * `agentActions.ts`, `windowActions.ts`). What lives inside a component (play, next frame) is a `localAction` that the
 * component takes up with `useLocalAction`. Words are those of its button: a verb first, `…` when it asks for more.
 */
import type { Screen, WindowState } from '../store/windowStore.ts';
import type { Deck } from './deck.ts';

/** In the order in which palette and sheet show them. */
export const actionGroups = [
  'Robot',
  'Run',
  'Go to',
  'Bench check',
  'Task',
  'Bench',
  'Demos',
  'Labels',
  'Judge',
  'Reset',
  'Seal',
  'Night',
  'Trials',
  'Playback',
  'Agents',
  'Window',
] as const;
export type ActionGroup = (typeof actionGroups)[number];

export interface Action {
  readonly id: string;
  readonly group: ActionGroup;
  readonly words: string;
  /** Other words under which a person may look for it. */
  readonly also?: string;
  /** As `keyName` spells them ('R', 'Ctrl K', 'Shift ←', 'Space'), and so shown. */
  readonly keys?: readonly string[];
  /** Holding the key down does it again and again. */
  readonly repeats?: boolean;
  /** Its key works on this screen only; the palette goes there first. */
  readonly screen?: Screen;
  /** False: it means nothing now and is not listed, e.g. the other half of a pair. */
  offered?(state: WindowState): boolean;
  /** Why it cannot be done now, in words; null when it can. */
  blocked?(state: WindowState): string | null;
  run(deck: Deck): void;
}

/** Keys that the focused part answers by itself; only told on the `?` sheet. */
export interface KeyNote {
  readonly keys: readonly string[];
  readonly words: string;
  readonly group: ActionGroup;
  readonly screen?: Screen;
  /** False: the part that answers it is not there now. */
  offered?(state: WindowState): boolean;
}
