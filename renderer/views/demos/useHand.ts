/**
 * The hand at the arm in this window: keys, gamepad, mouse or the leader's clutch become messages to the core. It is off
 * whenever the window is not looked at, the core is lost, a dialog is open, something is typed or a demo is looked at.
 */
import { useEffect, useMemo, useRef } from 'react';
import type { Clock } from '../../../main/base/lib/clock.ts';
import { toBenchError } from '../../../main/base/model/errors.ts';
import { actions, runAction } from '../../actions/actions.ts';
import { type Deck, useDeck } from '../../actions/deck.ts';
import { createMotionKeys } from '../../store/motionKeys.ts';
import { drivingPad, padButtons, padDown, padMove } from '../../store/padMotion.ts';
import {
  createTeleopDriver,
  type HandInput,
  handOff,
  type TeleopDriver,
} from '../../store/teleopDriver.ts';
import { useWindow, type WindowState } from '../../store/windowStore.ts';

/** What the picture that is pressed says. */
export type Lead = (goTo: HandInput['goTo']) => void;

export const handActive = ({ link, teleop, demos, dialog, bench }: WindowState): boolean =>
  link.kind === 'online' &&
  teleop !== null &&
  demos.mine &&
  demos.selected === null &&
  dialog === null &&
  bench?.stopped === null;

/** Parts that mean something by the same keys: there they move no arm. */
const ownsKeys =
  'input, textarea, select, video, [contenteditable="true"], [role="listbox"], [role="radiogroup"], [role="combobox"]';

function listenForKeys(driver: TeleopDriver): () => void {
  const keys = createMotionKeys();
  const tell = (): void => {
    const move = keys.move();
    driver.set(move === null ? handOff : { move, goTo: null, clutch: true });
  };
  const onDown = (event: KeyboardEvent): void => {
    const { target } = event;
    if (target instanceof Element && target.closest(ownsKeys) !== null) return;
    if (event.defaultPrevented || !keys.press(event)) return;
    event.preventDefault();
    tell();
  };
  const onUp = (event: KeyboardEvent): void => {
    keys.release(event);
    tell();
  };
  const onLeave = (): void => {
    keys.clear();
    tell();
  };
  window.addEventListener('keydown', onDown);
  window.addEventListener('keyup', onUp);
  window.addEventListener('blur', onLeave);
  window.addEventListener('focusin', onLeave);
  return () => {
    window.removeEventListener('keydown', onDown);
    window.removeEventListener('keyup', onUp);
    window.removeEventListener('blur', onLeave);
    window.removeEventListener('focusin', onLeave);
    driver.release();
  };
}

function run(id: string, deck: Deck): void {
  const action = actions.find((each) => each.id === id);
  if (action !== undefined) runAction(action, deck);
}

/** Buttons of the pad that mean an action, once a press. */
function padActions(deck: Deck): readonly (readonly [number, () => void])[] {
  const isRecording = (): boolean => useWindow.getState().teleop?.state === 'recording';
  return [
    [padButtons.keep, () => run(isRecording() ? 'demos.keep' : 'demos.record', deck)],
    [padButtons.success, () => run('demos.success', deck)],
    [padButtons.failure, () => run('demos.failure', deck)],
  ];
}

function pollPad(driver: TeleopDriver, deck: Deck): () => void {
  const pressed = new Set<number>();
  const does = padActions(deck);
  let next = 0;
  const look = (): void => {
    next = requestAnimationFrame(look);
    const pad = document.hasFocus() ? drivingPad(navigator.getGamepads()) : null;
    const move = pad === null ? null : padMove(pad);
    driver.set(move === null ? handOff : { move, goTo: null, clutch: true });
    if (pad === null) return;
    for (const [button, act] of does) {
      const down = padDown(pad, button);
      if (down && !pressed.has(button)) act();
      if (down) pressed.add(button);
      else pressed.delete(button);
    }
  };
  look();
  return () => {
    cancelAnimationFrame(next);
    driver.release();
  };
}

const clutchOut = (): void => {
  const { demos } = useWindow.getState();
  if (demos.clutchIn) useWindow.setState({ demos: { ...demos, clutchIn: false } });
};

/** Hidden pages are asked nothing, so the hand is taken off before. */
function listenForLeaving(driver: TeleopDriver): () => void {
  const leave = (): void => {
    driver.release();
    clutchOut();
  };
  const onHide = (): void => {
    if (document.hidden) leave();
  };
  window.addEventListener('blur', leave);
  document.addEventListener('visibilitychange', onHide);
  return () => {
    window.removeEventListener('blur', leave);
    document.removeEventListener('visibilitychange', onHide);
    driver.release();
  };
}

let sent = 0;

/** A countdown is bench time, too: where that waits for the hand, the hand's messages carry it. */
function pace(): 'real' | 'lockstep' | 'lockstep-runs' {
  const { bench, teleop } = useWindow.getState();
  if (bench?.clock !== 'lockstep') return 'real';
  return teleop?.state === 'counting-down' ? 'lockstep-runs' : 'lockstep';
}

export function useHand(clock: Clock): { readonly lead: Lead } {
  const deck = useDeck();
  const active = useWindow(handActive);
  const input = useWindow((state) => state.demos.input);
  const clutchIn = useWindow((state) => state.demos.clutchIn);
  const driver = useMemo(
    () =>
      createTeleopDriver({
        clock,
        send: (message) => deck.call('teleop.input', message),
        nextSeq: () => sent++,
        speed: () => useWindow.getState().demos.speed,
        pace,
        refused: (thrown) => {
          const { message, hint } = toBenchError(thrown);
          useWindow.setState({ refusal: { what: 'Move the arm', message, hint: hint ?? null } });
        },
      }),
    [deck, clock],
  );
  const paced = useWindow((state) => `${state.teleop?.state} ${state.bench?.clock}`);
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at again when it has changed
  useEffect(() => {
    if (active) driver.wake();
  }, [active, driver, paced]);
  const isActive = useRef(active);
  isActive.current = active;
  useEffect(() => () => driver[Symbol.dispose](), [driver]);
  useEffect(() => {
    if (active) return listenForLeaving(driver);
    clutchOut();
  }, [active, driver]);
  useEffect(() => {
    if (!active || input !== 'keyboard') return;
    return listenForKeys(driver);
  }, [active, input, driver]);
  useEffect(() => {
    if (!active || input !== 'gamepad') return;
    return pollPad(driver, deck);
  }, [active, input, driver, deck]);
  useEffect(() => {
    if (!active || input !== 'leader') return;
    driver.set({ ...handOff, clutch: clutchIn });
    return () => driver.release();
  }, [active, input, clutchIn, driver]);
  const lead = useMemo<Lead>(
    () => (goTo) => {
      const on = isActive.current && useWindow.getState().demos.input === 'mouse';
      driver.set(on && goTo !== null ? { move: null, goTo, clutch: true } : handOff);
    },
    [driver],
  );
  return { lead };
}
