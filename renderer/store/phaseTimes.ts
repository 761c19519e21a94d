/**
 * How long each phase of the running trial took, remembered from the run topic as it passes: the topic itself only
 * tells the phase that runs now. Phases this window has not seen stay unknown.
 */
import type { TrialPhase } from '../../main/base/model/trial.ts';
import type { RunView } from '../../main/base/model/view.ts';

export interface PhaseTimes {
  readonly trialId: string | null;
  readonly phase: TrialPhase | null;
  readonly secondsOf: Readonly<Partial<Record<TrialPhase, number>>>;
}

export const noPhaseTimes: PhaseTimes = { trialId: null, phase: null, secondsOf: {} };

const order: readonly TrialPhase[] = ['reset', 'check', 'episode', 'verdict', 'record'];

export function foldPhaseTimes(before: PhaseTimes, run: RunView | null): PhaseTimes {
  const trial = run?.trial ?? null;
  if (trial === null) return noPhaseTimes;
  if (trial.id !== before.trialId) {
    return {
      trialId: trial.id,
      phase: trial.phase,
      secondsOf: { [trial.phase]: trial.phaseS },
    };
  }
  const kept: Partial<Record<TrialPhase, number>> = {};
  for (const phase of order.slice(0, order.indexOf(trial.phase))) {
    const seconds = before.secondsOf[phase];
    if (seconds !== undefined) kept[phase] = seconds;
  }
  return {
    trialId: trial.id,
    phase: trial.phase,
    secondsOf: { ...kept, [trial.phase]: trial.phaseS },
  };
}
