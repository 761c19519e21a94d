/**
 * Keys to actions, from the registry. Ignored while a dialog is open, but for those with Ctrl, and while a field is
 * typed into, but for those that type nothing.
 * A blocked action says why it is blocked instead of doing nothing. Knows nothing of the stop's keys.
 */
import { useWindow, type WindowState } from '../store/windowStore.ts';
import type { Action } from './action.ts';
import { actions, runAction } from './actions.ts';
import type { Deck } from './deck.ts';
import { keyName } from './keyName.ts';
import { stopAction } from './robotActions.ts';

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && /^(radio|checkbox|range)$/.test(target.type))
    return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** What the focused control does with the key by itself comes first. */
function ownKey(target: EventTarget | null, name: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (name === 'Space' || name === 'Enter') {
    return target.closest('button, a, video, summary, label, input, [role="option"]') !== null;
  }
  return /[←→↑↓]|^Home$|^End$|^Pg/.test(name) && target.closest('input, video') !== null;
}

/** The action that a key means in this state, or null. */
export function actionOfKey(name: string, state: WindowState): Action | null {
  const meant = actions.find(
    (action) =>
      action !== stopAction &&
      action.keys?.includes(name) === true &&
      (action.screen === undefined || action.screen === state.screen) &&
      action.offered?.(state) !== false,
  );
  return meant ?? null;
}

/** Must be called before the window is drawn: it looks whether a dialog is open before the dialog hears the key. */
export function listenForActionKeys(deck: Deck): Disposable {
  let dialogAtPress = false;
  const onPress = (): void => {
    dialogAtPress = useWindow.getState().dialog !== null;
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return;
    const name = keyName(event);
    const withCtrl = name.startsWith('Ctrl ');
    if (!withCtrl && dialogAtPress) return;
    const typesNothing = withCtrl || /^Alt \d$/.test(name);
    if (!typesNothing && (typing(event.target) || ownKey(event.target, name))) return;
    const action = actionOfKey(name, useWindow.getState());
    if (action === null || (event.repeat && action.repeats !== true)) return;
    event.preventDefault();
    runAction(action, deck);
  };
  window.addEventListener('keydown', onPress, { capture: true });
  window.addEventListener('keydown', onKey);
  return {
    [Symbol.dispose]: () => {
      window.removeEventListener('keydown', onPress, { capture: true });
      window.removeEventListener('keydown', onKey);
    },
  };
}
