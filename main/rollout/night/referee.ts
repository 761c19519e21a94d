/**
 * Who says which trial comes next in a night. Without an agent it is always the policy that the night began with, on the
 * next draw; with one, the evolution wing is asked, which knows ideas and evidence. Budgets, caps, the target and the seal
 * are the night's own and were asked before.
 */
import type { ShelvedTask } from '../../environment/task/shelveTask.ts';
import type { NextTrial } from '../batchOptions.ts';
import type { NightTally } from './countNight.ts';

export type RefereeSays =
  | { readonly kind: 'trial'; readonly trial: NextTrial }
  | { readonly kind: 'end'; readonly why: string }
  /** A person is needed. */
  | { readonly kind: 'pause'; readonly why: string };

export interface Referee extends AsyncDisposable {
  /** May wait for an agent, as long as `signal` lets it. `task` has the policy that the night began with. */
  next(tally: NightTally, task: ShelvedTask, signal: AbortSignal): Promise<RefereeSays>;
}

export const championReferee: Referee = {
  next: async ({ nextIndex: index }) => ({ kind: 'trial', trial: { index, draw: index } }),
  [Symbol.asyncDispose]: async () => undefined,
};
