/** Where each phase of the running trial stands: done, running, not reached. Says `passed` of nothing it cannot know. */
import type { TrialPhase } from '../../main/base/model/trial.ts';
import type { PhaseTimes } from './phaseTimes.ts';

export const shownPhases = ['reset', 'check', 'episode', 'verdict'] as const;
export type ShownPhase = (typeof shownPhases)[number];

export type PhaseState = 'passed' | 'running' | 'not-yet';

/** While the record is written (a trial may end in any phase) only phases up to the last one seen are done. */
export function phaseState(
  phase: ShownPhase,
  now: TrialPhase,
  secondsOf: PhaseTimes['secondsOf'],
): PhaseState {
  const place = shownPhases.indexOf(phase);
  if (now === 'record') {
    const last = shownPhases.findLastIndex((entry) => secondsOf[entry] !== undefined);
    return place <= last ? 'passed' : 'not-yet';
  }
  const running = shownPhases.indexOf(now);
  if (place === running) return 'running';
  return place < running ? 'passed' : 'not-yet';
}
