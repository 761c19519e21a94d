/**
 * Tells the core that somebody is there: input of any kind, at most every five seconds or when the step changes. A hand
 * on a gamepad or a leader arm counts like one on the mouse; what moves by itself does not.
 */
import type { Clock } from '../../main/base/lib/clock.ts';
import type { StepId } from '../../main/base/model/phaseOne.ts';
import { stepOfScreen } from './steps.ts';
import { useWindow } from './windowStore.ts';

const tellEveryMs = 5_000;

export interface PersonTeller {
  /** There was input just now. */
  felt(): void;
}

export function createPersonTeller(
  clock: Pick<Clock, 'nowMs'>,
  step: () => StepId | null,
  tell: (step: StepId | null) => void,
): PersonTeller {
  let told: { readonly atMs: number; readonly step: StepId | null } | null = null;
  return {
    felt: () => {
      const now = { atMs: clock.nowMs(), step: step() };
      if (told !== null && told.step === now.step && now.atMs - told.atMs < tellEveryMs) return;
      told = now;
      tell(now.step);
    },
  };
}

const inputs = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const;

/** Listens for the life of the window. */
export function watchPerson(
  clock: Pick<Clock, 'nowMs'>,
  tell: (step: StepId | null) => void,
): Disposable {
  const step = (): StepId | null => stepOfScreen(useWindow.getState().screen);
  const teller = createPersonTeller(clock, step, tell);
  // Some browsers tell of a pointer that rests when the page under it changes; only one that moved is a person's.
  const onInput = (event: Event): void => {
    const moved = event as Partial<PointerEvent>;
    const rests = event.type === 'pointermove' && moved.movementX === 0 && moved.movementY === 0;
    if (event.isTrusted && !rests) teller.felt();
  };
  for (const name of inputs) {
    window.addEventListener(name, onInput, { capture: true, passive: true });
  }
  const stop = useWindow.subscribe((state, before) => {
    const driven = state.teleop?.driving === true && state.teleop.input !== 'script';
    if (driven && state.teleop !== before.teleop) teller.felt();
  });
  return {
    [Symbol.dispose]: () => {
      for (const name of inputs) window.removeEventListener(name, onInput, { capture: true });
      stop();
    },
  };
}
