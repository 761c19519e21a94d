/** Reset › Check › Episode › Verdict of the running trial, each with its mark and its seconds. */
import type { ReactElement } from 'react';
import { Mark } from '../../parts/mark.tsx';
import { phaseState, type ShownPhase, shownPhases } from '../../store/phaseState.ts';
import { useWindow } from '../../store/windowStore.ts';

const words: Readonly<Record<ShownPhase, string>> = {
  reset: 'Reset',
  check: 'Check',
  episode: 'Episode',
  verdict: 'Verdict',
};

export function PhaseLine({ upright = false }: { readonly upright?: boolean }): ReactElement {
  const trial = useWindow((state) => state.run?.trial ?? null);
  const secondsOf = useWindow((state) => state.phaseTimes.secondsOf);
  if (trial === null) return <p className="note">Between two trials.</p>;
  return (
    <ol className="phase-line" data-upright={upright} aria-label={`Phases of trial ${trial.id}`}>
      {shownPhases.map((phase) => {
        const state = phaseState(phase, trial.phase, secondsOf);
        const seconds = state === 'running' ? trial.phaseS : secondsOf[phase];
        return (
          <li
            key={phase}
            data-state={state}
            aria-current={state === 'running' ? 'step' : undefined}
          >
            <Mark state={state} size={state === 'running' ? 14 : 12} />
            <span>{words[phase]}</span>
            {seconds !== undefined && state !== 'not-yet' && (
              <span className="number">{seconds.toFixed(1)} s</span>
            )}
            {upright && phase === 'episode' && trial.attempt > 0 && (
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
