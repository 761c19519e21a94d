/** The rail: what each step of phase one has and lacks, and the minutes a person gave it. */
import { createStateTopic, type StateTopic } from '../../base/lib/topic.ts';
import { type PhaseOneView, stepIds } from '../../base/model/phaseOne.ts';

export function createPhaseOneTopic(): StateTopic<PhaseOneView> {
  return createStateTopic<PhaseOneView>({
    task: null,
    steps: stepIds.map((id) => ({ id, state: 'todo', missing: [], humanMinutes: 0 })),
    humanMinutes: 0,
  });
}
