/** The trial that runs now: which one, in which phase, which attempt, how long it may still take. */
import type { ReactElement } from 'react';
import { useWindow } from '../../store/windowStore.ts';
import { PhaseLine } from './phaseLine.tsx';

function Idle(): ReactElement {
  const ended = useWindow((state) => state.ended);
  const any = useWindow((state) => state.trials.length > 0);
  return (
    <section className="panel now" aria-label="Now">
      <div className="now-idle">
        <strong>Nothing runs now</strong>
        <span className="note">
          {ended !== null && `The last run has ended: ${ended.why}. `}
          {any ? 'Run trials… adds to the list below.' : 'Run trials… starts the first one.'}
        </span>
      </div>
    </section>
  );
}

export function NowPanel(): ReactElement {
  const run = useWindow((state) => state.run);
  if (run === null) return <Idle />;
  const trial = run.trial;
  const limitS = trial !== null && trial.limitS > 0 ? trial.limitS : null;
  const left = trial === null || limitS === null ? null : Math.max(0, limitS - trial.phaseS);
  const many =
    run.trials === null ? `${run.done} done, until ended` : `${run.done} of ${run.trials} done`;
  return (
    <section className="panel now" aria-label="Now">
      <div className="now-trial">
        <span>
          Trial <b className="number">{trial?.id ?? '–'}</b> · {run.task} · {many} · seed{' '}
          <span className="number">{run.seed}</span> ·{' '}
          {run.clock === 'lockstep' ? 'lockstep' : 'real time'}
        </span>
        <PhaseLine />
      </div>
      <div className="cell">
        <span className="cell-name">attempt</span>
        <span className="figure">
          {trial?.attempt || '–'}
          <small>/{trial?.attempts ?? '–'}</small>
        </span>
      </div>
      <div className="cell">
        <span className="cell-name">
          {limitS === null ? 'left' : `left of ${limitS.toFixed(0)} s`}
        </span>
        <span className="figure">
          {left === null ? '–' : left.toFixed(1)} <small>s</small>
        </span>
      </div>
    </section>
  );
}
