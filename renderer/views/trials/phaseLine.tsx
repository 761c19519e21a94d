/** Reset › Check › Episode › Verdict of the running trial, each with its mark and its seconds. */
import type { ReactElement } from 'react';
import type { TrialPhase } from '../../../main/base/model/trial.ts';
import { Mark } from '../../parts/mark.tsx';
import { useWindow } from '../../store/windowStore.ts';

const shown: readonly { readonly phase: TrialPhase; readonly word: string }[] = [
  { phase: 'reset', word: 'Reset' },
  { phase: 'check', word: 'Check' },
  { phase: 'episode', word: 'Episode' },
  { phase: 'verdict', word: 'Verdict' },
];

type PhaseState = 'passed' | 'running' | 'not-yet';

/** Where a phase stands while `now` runs; after the verdict comes only the writing. */
export function phaseState(phase: TrialPhase, now: TrialPhase): PhaseState {
  const place = (wanted: TrialPhase): number => shown.findIndex((entry) => entry.phase === wanted);
  if (now === 'record') return 'passed';
  if (place(phase) === place(now)) return 'running';
  return place(phase) < place(now) ? 'passed' : 'not-yet';
}

export function PhaseLine({ upright = false }: { readonly upright?: boolean }): ReactElement {
  const trial = useWindow((state) => state.run?.trial ?? null);
  const secondsOf = useWindow((state) => state.phaseTimes.secondsOf);
  if (trial === null) return <p className="note">Between two trials.</p>;
  return (
    <ol className="phase-line" data-upright={upright} aria-label={`Phases of trial ${trial.id}`}>
      {shown.map(({ phase, word }) => {
        const state = phaseState(phase, trial.phase);
        const seconds = state === 'running' ? trial.phaseS : secondsOf[phase];
        return (
          <li
            key={phase}
            data-state={state}
            aria-current={state === 'running' ? 'step' : undefined}
          >
            <Mark state={state} size={state === 'running' ? 14 : 12} />
            <span>{word}</span>
            {seconds !== undefined && state !== 'not-yet' && (
              <span className="number">{seconds.toFixed(1)} s</span>
            )}
            {upright && phase === 'episode' && (
              <span className="number attempt-short">
                attempt {trial.attempt}/{trial.attempts}
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
