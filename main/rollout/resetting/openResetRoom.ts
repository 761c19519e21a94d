/** A task's reset: its versions, measured on the bench, and which of them is in force. */
import type { Answers } from '../../base/api/answers.ts';
import { createStateTopic, type StateTopic } from '../../base/lib/topic.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { ResetView } from '../../base/model/reset.ts';
import type { NightFacts, NightParts, NightPorts } from '../night/nightParts.ts';

export interface ResetRoom extends AsyncDisposable {
  readonly topic: StateTopic<ResetView | null>;
  readonly answers: Answers<
    'reset.show' | 'reset.run' | 'reset.stopRun' | 'reset.add' | 'reset.accept'
  >;
  /** As the topic has it, of any task. @throws `not-found`. */
  show(task: string): Promise<ResetView>;
}

export function openResetRoom(
  _ports: NightPorts,
  _facts: NightFacts,
  _parts: NightParts,
): ResetRoom {
  const topic = createStateTopic<ResetView | null>(null);
  const later = (): never => {
    throw new BenchError('unavailable', 'resets are not here yet');
  };
  return {
    topic,
    show: later,
    answers: {
      'reset.show': later,
      'reset.run': later,
      'reset.stopRun': later,
      'reset.add': later,
      'reset.accept': later,
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}
