/** The steps of phase one as the window knows them: their screens, their words, and what the core says of each. */
import type { StepId, StepView } from '../../main/base/model/phaseOne.ts';
import type { Screen, WindowState } from './windowStore.ts';

export interface Step {
  readonly id: StepId;
  readonly screen: Screen;
  readonly word: string;
}

/** In their order. The bench's step has a screen of its own name: `bench` is the room that shows the bench at work. */
export const steps: readonly Step[] = [
  { id: 'bench', screen: 'check', word: 'Bench check' },
  { id: 'task', screen: 'task', word: 'Task' },
  { id: 'demos', screen: 'demos', word: 'Demos' },
  { id: 'labels', screen: 'labels', word: 'Labels' },
  { id: 'judge', screen: 'judge', word: 'Judge' },
  { id: 'reset', screen: 'reset', word: 'Reset' },
  { id: 'seal', screen: 'seal', word: 'Seal' },
];

export function stepOfScreen(screen: Screen): StepId | null {
  return steps.find((step) => step.screen === screen)?.id ?? null;
}

export function stepView(state: WindowState, id: StepId): StepView | null {
  return state.phaseOne?.steps.find((step) => step.id === id) ?? null;
}

/** `00:23` of a person's time, hours and minutes; whole minutes, never rounded up. */
export function humanClock(minutes: number): string {
  const whole = Math.floor(Math.max(0, minutes));
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(whole / 60))}:${two(whole % 60)}`;
}
