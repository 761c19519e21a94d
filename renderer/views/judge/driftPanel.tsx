/** The watch: what it found when it looked last, per camera, and whether known clips still get the verdict they had. */
import type { ReactElement } from 'react';
import { localTime } from '../../../main/base/lib/clock.ts';
import type { DriftView } from '../../../main/base/model/judge.ts';
import { useDeck } from '../../actions/deck.ts';
import { watchJudge } from '../../actions/judgeMoves.ts';
import { Mark, type MarkState } from '../../parts/mark.tsx';
import { capital } from '../../parts/words.ts';
import { tryBlocked } from '../../store/judgeFacts.ts';
import { useWindow } from '../../store/windowStore.ts';

type Camera = DriftView['cameras'][number];

export const driftStates: Readonly<
  Record<Camera['state'], { readonly mark: MarkState; readonly words: string }>
> = {
  'as-learnt': { mark: 'passed', words: 'as learnt' },
  moved: { mark: 'needs-you', words: 'moved' },
  light: { mark: 'needs-you', words: 'light' },
  unseen: { mark: 'not-yet', words: 'not seen' },
};

/** The figure that its state is about. */
export function driftFigure({ state, shiftPx, gain }: Camera): string {
  if (state === 'unseen') return '–';
  return state === 'light' ? `× ${gain.toFixed(2)}` : `${shiftPx.toFixed(1)} px`;
}

function Found({ drift }: { readonly drift: DriftView }): ReactElement {
  const { n, same } = drift.canaries;
  const changed = drift.cameras.some(({ state }) => state === 'moved' || state === 'light');
  return (
    <>
      <dl className="drift-lines">
        {drift.cameras.map((camera) => (
          <div key={camera.role} title={camera.words}>
            <dt>{capital(camera.role)}</dt>
            <dd>
              <Mark state={driftStates[camera.state].mark} /> {driftStates[camera.state].words}
            </dd>
            <dd className="number">{driftFigure(camera)}</dd>
          </div>
        ))}
        <div title="Clips it knew, judged again: how many get the verdict they had">
          <dt>Known clips</dt>
          <dd>
            <Mark state={same === n ? 'passed' : 'needs-you'} /> same
          </dd>
          <dd className="number">
            {same} of {n}
          </dd>
        </div>
      </dl>
      {changed && (
        <button
          type="button"
          className="link drift-compare"
          onClick={() => useWindow.setState({ dialog: 'judgeDrift' })}
        >
          Compare before and now…
        </button>
      )}
    </>
  );
}

export function DriftPanel(): ReactElement {
  const deck = useDeck();
  const drift = useWindow((state) => state.judge?.drift ?? null);
  const blocked = useWindow((state) => tryBlocked(state));
  const looking = useWindow((state) => state.judgeDesk.wait === 'watch');
  return (
    <section className="panel drift-panel" aria-label="Drift watch">
      <header className="panel-head">
        <h2>Drift</h2>
        {drift !== null && (
          <time className="number note">{localTime(drift.wallTime).time.slice(0, 5)}</time>
        )}
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
