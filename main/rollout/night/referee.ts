/**
 * Who says which trial comes next in a night with agents: the evolution wing, which knows ideas and evidence. Budgets in
 * hours, caps and the seal are the night's own and were asked before.
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
