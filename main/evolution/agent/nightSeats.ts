/**
 * What a night with agents needs of the agents' wing, and what the wing asks of the night that runs on a task: from then on
 * the night answers the requests for trials on it, whoever asks. Types and the seats; knows no campaign.
 */
import type { AgentProbe } from '../../base/model/agent.ts';
import type { TrialRow } from '../../base/model/trial.ts';
import type { Hub } from '../hub/hub.ts';
import type { AgentBook, AskedTrial } from './agentBook.ts';
import type { StartArgs } from './startAgent.ts';

export interface NightSeat {
  readonly task: string;
  /** A request was booked, or withdrawn. */
  asked(): void;
  /** Lines for an agent: what the referee decided of each idea. */
  evidence(): readonly string[];
}

export interface AgentsOfNights {
  readonly book: AgentBook;
  probe(): Promise<AgentProbe>;
  /** @throws BenchError `not-found`, `bad-input`. */
  hub(task: string): Promise<Hub>;
  seat(seat: NightSeat): Disposable;
  /** Null: it did not run, and `why` says so. What the trial's policy printed is the agent's from then on. */
  answer(nightId: string, asked: AskedTrial, row: TrialRow | null, why: string): void;
  /** Keeps what the policy prints in that trial: whether somebody asked for it already is a matter of wall time. */
  wordsOf(nightId: string, index: number): (text: string) => void;
  /** @throws BenchError as `agent.start`. */
  start(args: StartArgs): Promise<string>;
  /** Resolves when nothing of it is left. */
  end(agentId: string, why: string): Promise<void>;
  /** Who works on the task's policy now. */
  atWork(task: string): readonly string[];
  onSessions(on: () => void): Disposable;
}

export interface Seats {
  seat(seat: NightSeat): Disposable;
  of(task: string): NightSeat | null;
}

/** At most one night runs. `freed`: requests on that task run by day again. */
export function createSeats(freed: (task: string) => void): Seats {
  let seated: NightSeat | null = null;
  return {
    seat(seat) {
      seated = seat;
      return {
        [Symbol.dispose]() {
          if (seated !== seat) return;
          seated = null;
          freed(seat.task);
        },
      };
    },
    of: (task) => (seated?.task === task ? seated : null),
  };
}
