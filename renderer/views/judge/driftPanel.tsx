/** The watch: what it found when it looked last, per camera, and whether known clips still get the verdict they had. */
import type { ReactElement } from 'react';
import type { DriftView } from '../../../main/base/model/judge.ts';
import { useDeck } from '../../actions/deck.ts';
import { watchJudge } from '../../actions/judgeMoves.ts';
import { Mark, type MarkState } from '../../parts/mark.tsx';
import { capital } from '../../parts/words.ts';
import { tryBlocked } from '../../store/judgeFacts.ts';
import { useWindow } from '../../store/windowStore.ts';

type CameraState = DriftView['cameras'][number]['state'];

const states: Readonly<Record<CameraState, { readonly mark: MarkState; readonly words: string }>> =
  {
    'as-learnt': { mark: 'passed', words: 'as learnt' },
    moved: { mark: 'needs-you', words: 'moved' },
    light: { mark: 'needs-you', words: 'light changed' },
    unseen: { mark: 'not-yet', words: 'not seen' },
  };

function Found({ drift }: { readonly drift: DriftView }): ReactElement {
  const { n, same } = drift.canaries;
  const changed = drift.cameras.filter(({ state }) => state !== 'as-learnt');
  return (
    <>
      <dl className="drift-lines">
        {drift.cameras.map(({ role, state, shiftPx, gain, words }) => (
          <div key={role} title={words}>
            <dt>{capital(role)}</dt>
            <dd>
              <Mark state={states[state].mark} /> {states[state].words}
            </dd>
            <dd className="number">
              {shiftPx.toFixed(1)} px · ×{gain.toFixed(2)}
            </dd>
          </div>
        ))}
        <div>
          <dt>Known clips</dt>
          <dd>
            <Mark state={same === n ? 'passed' : 'needs-you'} /> as before
          </dd>
          <dd className="number">
            {same} of {n}
          </dd>
        </div>
      </dl>
      {changed.map(({ role, words }) => (
        <p key={role} className="drift-words">
          {words}
        </p>
      ))}
    </>
  );
}

export function DriftPanel(): ReactElement {
  const deck = useDeck();
  const drift = useWindow((state) => state.judge?.drift ?? null);
  const blocked = useWindow((state) => tryBlocked(state));
  const looking = useWindow((state) => state.judgeDesk.wait === 'watch');
  const at = drift === null ? '' : drift.wallTime.slice(11, 16);
  return (
    <section className="panel drift-panel" aria-label="Drift watch">
      <header className="panel-head">
        <h2>Drift</h2>
        <span className="note">{at === '' ? '' : `looked ${at} UTC`}</span>
        <span className="facts">
          <button
            type="button"
            className="link"
            aria-disabled={blocked !== null || looking}
            title={blocked ?? undefined}
            onClick={() => {
              if (blocked === null && !looking) void watchJudge(deck);
            }}
          >
            {looking ? 'Looking…' : 'Look now'}
          </button>
        </span>
      </header>
      <div className="panel-body">
        {drift === null ? (
          <p className="drift-words">
            Not looked yet. At the start and every hour the cameras are compared with what the judge
            learnt from.
          </p>
        ) : (
          <Found drift={drift} />
        )}
      </div>
    </section>
  );
}
