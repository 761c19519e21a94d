/**
 * Who says which trial comes next in a night with agents: the evolution wing, which knows ideas and evidence. Budgets in
 * hours, caps and the seal are the night's own and were asked before.
 */
import type { AgentProbe } from '../../base/model/agent.ts';
import type { DecisionRule } from '../../base/model/seal.ts';
import type { ShelvedTask } from '../../environment/task/shelveTask.ts';
import type { NextTrial } from '../batchOptions.ts';
import type { NightOrder } from './nightBook.ts';

export type RefereeSays =
  | { readonly kind: 'trial'; readonly trial: NextTrial }
  /** `rowFrom`: the champion met the target, with the row that this trial began. */
  | { readonly kind: 'end'; readonly why: string; readonly rowFrom?: string }
  /** A person is needed. */
  | { readonly kind: 'pause'; readonly why: string };

export interface Referee extends AsyncDisposable {
  /**
   * May wait for an agent. `task` has the policy that the night began with.
   * @throws the signal's reason.
   */
  next(task: ShelvedTask, signal: AbortSignal): Promise<RefereeSays>;
}

export interface RefereeOrder extends NightOrder {
  readonly decision: DecisionRule;
  /** Null: it begins now. */
  readonly beganWallTime: string | null;
}

/** The agents of nights, as the night asks for them. */
export interface NightAgents {
  /** What could be started here. */
  probe(): Promise<AgentProbe>;
  /**
   * Its agent works from now on, taken up again where an earlier core left it, until this is disposed.
   * @throws BenchError `unavailable`, `refused`, `bad-input`.
   */
  open(order: RefereeOrder): Promise<Referee>;
}
