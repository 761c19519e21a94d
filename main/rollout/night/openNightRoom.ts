/** The night: the checks before it, trials under a sealed contract until target or budget, pauses, going on again. */
import type { Answers } from '../../base/api/answers.ts';
import { createStateTopic, type StateTopic } from '../../base/lib/topic.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { NightView } from '../../base/model/night.ts';
import type { SealRoom } from '../../environment/seal/openSealRoom.ts';
import type { ResetRoom } from '../resetting/openResetRoom.ts';
import type { NightFacts, NightParts, NightPorts } from './nightParts.ts';

export interface NightRoom extends AsyncDisposable {
  readonly topic: StateTopic<NightView | null>;
  readonly answers: Answers<
    | 'night.preflight'
    | 'night.start'
    | 'night.show'
    | 'night.list'
    | 'night.pause'
    | 'night.resume'
    | 'night.end'
  >;
}

export function openNightRoom(
  _ports: NightPorts,
  _facts: NightFacts,
  _parts: NightParts & { readonly seals: SealRoom; readonly resets: ResetRoom },
): NightRoom {
  const topic = createStateTopic<NightView | null>(null);
  const later = (): never => {
    throw new BenchError('unavailable', 'nights are not here yet');
  };
  return {
    topic,
    answers: {
      'night.preflight': later,
      'night.start': later,
      'night.show': later,
      'night.list': later,
      'night.pause': later,
      'night.resume': later,
      'night.end': later,
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}
