/** The gate as five large figures with their evidence, four of them gates; under them the locked set and its uses. */
import type { ReactElement } from 'react';
import { makersNoteWords } from '../../../main/base/model/makers.ts';
import { GateFigure } from '../../parts/gateFigure.tsx';
import { Mark, type MarkState } from '../../parts/mark.tsx';
import {
  type GateState,
  gateOf,
  shownGate,
  shownMakers,
  shownVersion,
  versionWord,
} from '../../store/judgeFacts.ts';
import { useWindow } from '../../store/windowStore.ts';
import { gateFigures } from './judgeWords.ts';

const gateWords: Readonly<Record<GateState, { readonly mark: MarkState; readonly words: string }>> =
  {
    met: { mark: 'passed', words: 'met' },
    'not-met': { mark: 'failed', words: 'not met' },
    'not-measured': { mark: 'not-yet', words: 'not measured' },
  };

function LockedSet(): ReactElement {
  const set = useWindow((state) => state.judge?.lockedSet ?? null);
  const knew = useWindow((state) => shownVersion(state)?.gate.find(({ id }) => id === 'knew'));
  const replayed = useWindow((state) => shownGate(state)?.locked?.latency.how === 'replayed');
  const makers = useWindow(shownMakers);
  return (
    <div className="gate-foot">
      {knew !== undefined && (
        <p>
          <Mark state={knew.ok ? 'passed' : 'failed'} /> {knew.words}
        </p>
      )}
      {makers !== null && <p>{makersNoteWords(makers)}</p>}
      {set === null ? (
        <p>No clips are locked: nothing can be measured here.</p>
      ) : (
        <p>
          Locked: {set.positives} successes, {set.negatives} failures. Used <b>{set.uses}</b> of{' '}
          {set.mostUses} times.
          {set.uses >= set.mostUses && ' It is spent: lock new clips.'}
        </p>
      )}
      {replayed && <p>Latency over stored frames, not live ones.</p>}
    </div>
  );
}

export function GatePanel(): ReactElement {
  const gated = useWindow(shownGate);
  const id = useWindow((state) => shownVersion(state)?.id ?? null);
  const { mark, words } = gateWords[gateOf(gated)];
  const word = id ?? (gated === null ? null : 'shipped');
  const title = word === null ? 'Gate' : `Gate, judge ${versionWord(word)}`;
  return (
    <section className="panel gate-panel" aria-label={title}>
      <header className="panel-head">
        <h2>{title}</h2>
        <span className="facts gate-state">
          <Mark state={mark} /> {words}
        </span>
      </header>
      <div className="gate-figures">
        {gateFigures(gated).map((figure) => (
          <GateFigure key={figure.id} figure={figure} />
        ))}
      </div>
      <LockedSet />
    </section>
  );
}
