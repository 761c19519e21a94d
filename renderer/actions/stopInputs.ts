/**
 * What stops the robot besides the button: Pause and F12, a key that a person has taught (a foot switch is a keyboard
 * with one key), and a gamepad's button; each with any focus, captured before anything else sees it. What was taught
 * stays on this computer.
 */
import type { Clock } from '../../main/base/lib/clock.ts';
import { keyName } from './keyName.ts';
import { stopAction } from './robotActions.ts';

export const stopKeys: readonly string[] = stopAction.keys ?? [];

/** B on an Xbox pad, circle on a PlayStation pad: the right one of the four, index 1 of the standard mapping. */
export const stopPadButton = 1;
const padEveryMs = 20;

const storageKey = 'nightbench-stop-key';

/** A key of the foot switch: where it lies (`code`), and how a person knows it. */
export interface TaughtKey {
  readonly code: string;
  readonly name: string;
}

/** Needed to work the window by keyboard: a stop on them would lock a person out of resuming. */
const needed: readonly string[] = ['Tab', 'Enter', 'Space', 'Esc', '↑', '↓', '←', '→'];
const modifiers: readonly string[] = ['Shift', 'Control', 'Alt', 'Meta', 'AltGraph', 'CapsLock'];

type Teachable = Pick<
  KeyboardEvent,
  'code' | 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'
>;

export type Lesson =
  | { readonly kind: 'taught'; readonly key: TaughtKey; readonly warning: string | null }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'waiting' };

/** What a press means while the window waits for the foot switch. */
export function learnFrom(press: Teachable): Lesson {
  if (modifiers.includes(press.key)) return { kind: 'waiting' };
  const name = keyName(press);
  if (press.code === '' || press.key === 'Unidentified') {
    return {
      kind: 'refused',
      why: 'This key has no name of its own. Set the switch to another one.',
    };
  }
  if (stopKeys.includes(name)) return { kind: 'refused', why: `${name} stops the robot already.` };
  if (needed.includes(name.replace('Shift ', ''))) {
    return {
      kind: 'refused',
      why: `${name} is needed to work the window. Set the switch to another key.`,
    };
  }
  const types = press.key.length === 1 && !press.ctrlKey && !press.metaKey && !press.altKey;
  const warning = types ? `${name} also stops the robot while you type. F13 to F24 do not.` : null;
  return { kind: 'taught', key: { code: press.code, name }, warning };
}

export function taughtKey(): TaughtKey | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey) ?? 'null');
    if (typeof kept !== 'object' || kept === null) return null;
    const { code, name } = kept as Partial<TaughtKey>;
    return typeof code === 'string' && typeof name === 'string' ? { code, name } : null;
  } catch {
    return null; // not ours: as if nothing had been taught
  }
}

export function teachKey(key: TaughtKey | null): void {
  if (key === null) localStorage.removeItem(storageKey);
  else localStorage.setItem(storageKey, JSON.stringify(key));
}

type Stop = (reason: string) => void;

export function listenForStopKeys(stop: Stop): Disposable {
  const onKey = (event: KeyboardEvent): void => {
    const taught = taughtKey();
    const byName = stopKeys.includes(event.key);
    if (!byName && (taught === null || event.code !== taught.code)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!event.repeat) stop(byName ? `${event.key} key` : `foot switch (${taught?.name})`);
  };
  window.addEventListener('keydown', onKey, { capture: true });
  return {
    [Symbol.dispose]: () => window.removeEventListener('keydown', onKey, { capture: true }),
  };
}

type Pads = readonly (Pick<Gamepad, 'index' | 'mapping' | 'buttons'> | null)[];

/** Which pads hold the stop down now. On a pad of unknown layout every button is the stop. */
export function padsHolding(pads: Pads): readonly number[] {
  return pads.flatMap((pad) => {
    if (pad === null) return [];
    const held =
      pad.mapping === 'standard'
        ? pad.buttons[stopPadButton]?.pressed === true
        : pad.buttons.some((button) => button.pressed);
    return held ? [pad.index] : [];
  });
}

/** Looks at the pads, 50 times a second, only while there is one; a button held down stops once. */
export function listenForStopPad(stop: Stop, clock: Clock): Disposable {
  let watch: Disposable | null = null;
  let held: readonly number[] = [];
  const look = (): void => {
    const pads = navigator.getGamepads();
    const now = padsHolding(pads);
    if (now.some((index) => !held.includes(index))) stop('gamepad button');
    held = now;
    if (pads.some((pad) => pad !== null)) return;
    watch?.[Symbol.dispose]();
    watch = null;
  };
  const onPad = (): void => {
    watch ??= clock.every(padEveryMs, look);
  };
  window.addEventListener('gamepadconnected', onPad);
  return {
    [Symbol.dispose]: () => {
      window.removeEventListener('gamepadconnected', onPad);
      watch?.[Symbol.dispose]();
    },
  };
}

/** All of them at once. */
export function listenForStop(stop: Stop, clock: Clock): Disposable {
  const parts = [listenForStopKeys(stop), listenForStopPad(stop, clock)];
  return {
    [Symbol.dispose]: () => {
      for (const part of parts) part[Symbol.dispose]();
    },
  };
}
