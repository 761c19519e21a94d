/** The rooms of the day and of the way into the night, and what they answer, in one piece. */

import type { NightFacts, NightParts, NightPorts } from './night/nightParts.ts';
import { openNightRooms } from './night/openNightRooms.ts';
import { openPhaseOne } from './phaseOne/openPhaseOne.ts';
import type { PhaseOneParts, PhaseOnePorts } from './phaseOne/phaseOneParts.ts';

export type DayAndNightParts = Omit<PhaseOneParts, 'recorder'> &
  Omit<NightParts, 'judges' | 'cameras' | 'tasks' | 'clips'>;

export function openDayAndNight(
  ports: PhaseOnePorts & Pick<NightPorts, 'env' | 'ffmpeg'>,
  facts: NightFacts,
  parts: DayAndNightParts,
) {
  const phaseOne = openPhaseOne(ports, facts, { ...parts, recorder: parts.planner.recorder });
  const { judges, cameras, tasks } = phaseOne;
  const clips = phaseOne.clips.book;
  const nights = openNightRooms(ports, facts, { ...parts, judges, cameras, tasks, clips });
  const { reset, seal } = nights.topics;
  const steps = phaseOne.openSteps({ reset, seal });
  return {
    phaseOne,
    resets: nights.resets,
    topics: { ...phaseOne.topics, ...nights.topics, phaseOne: steps.topic },
    answers: { ...phaseOne.answers, ...nights.answers },
    async [Symbol.asyncDispose]() {
      steps[Symbol.dispose]();
      await nights[Symbol.asyncDispose]();
      await phaseOne[Symbol.asyncDispose]();
    },
  };
}
