/**
 * One recorded trial played back: loads its document, says what is missing of it, and shows the rest. A trial whose
 * record is gone is a sentence, not an empty screen.
 */
import { type ReactElement, useEffect, useState } from 'react';
import type { PlaybackDocument } from '../../../main/base/api/playback.ts';
import { toBenchError } from '../../../main/base/model/errors.ts';
import { useDeck } from '../../actions/deck.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { Mark } from '../../parts/mark.tsx';
import { reasonWords } from '../../store/trialFacts.ts';
import { useWindow } from '../../store/windowStore.ts';
import { PlaybackStage } from './playbackStage.tsx';

type Loaded =
  | { readonly kind: 'loading' }
  | { readonly kind: 'shown'; readonly document: PlaybackDocument }
  | { readonly kind: 'failed'; readonly message: string; readonly hint: string | null };

function useDocument(id: string): Loaded {
  const deck = useDeck();
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'loading' });
  useEffect(() => {
    let current = true;
    setLoaded({ kind: 'loading' });
    deck.loadPlayback(id).then(
      (document) => {
        if (current) setLoaded({ kind: 'shown', document });
      },
      (thrown: unknown) => {
        const { message, hint } = toBenchError(thrown);
        if (current) setLoaded({ kind: 'failed', message, hint: hint ?? null });
      },
    );
    return () => {
      current = false;
    };
  }, [deck, id]);
  return loaded;
}

const back = (): void => useWindow.setState({ playing: null });

function OutcomeWords({ document }: { readonly document: PlaybackDocument }): ReactElement {
  const { outcome } = document;
  if (outcome === null)
    return (
      <span className="play-outcome">
        <Mark state="invalid" /> <strong>aborted</strong> before its verdict
      </span>
    );
  return (
    <span className="play-outcome">
      <Mark state={outcome.kind} />
      <strong>{outcome.kind === 'success' ? outcome.kind : `${outcome.kind}:`}</strong>
      {outcome.kind !== 'success' && reasonWords(outcome.reason)}
    </span>
  );
}

function Problems({ document }: { readonly document: PlaybackDocument }): ReactElement | null {
  if (document.problems.length === 0) return null;
  return (
    <ul className="panel play-problems" aria-label="What this record lacks">
      {document.problems.map((problem) => (
        <li key={problem}>
          <Mark state="needs-you" /> {problem}
        </li>
      ))}
    </ul>
  );
}

export function PlaybackView({ id }: { readonly id: string }): ReactElement {
  const deck = useDeck();
  const loaded = useDocument(id);
  const document = loaded.kind === 'shown' ? loaded.document : null;
  return (
    <div className="playback" data-loaded={loaded.kind}>
      <header className="view-head">
        <ActionButton keyCap="Esc" onPress={back}>
          Trials
        </ActionButton>
        <h1 className="number play-id">{id}</h1>
        {document !== null && <OutcomeWords document={document} />}
        {document !== null && document.why !== '' && (
          <span className="note" title={`What voided it: ${document.why}`}>
            {document.why}
          </span>
        )}
        <span className="view-actions">
          <ActionButton keyCap="O" onPress={() => void deck.revealTrial(id)}>
            Open folder
          </ActionButton>
        </span>
      </header>
      {document !== null && <Problems document={document} />}
      {loaded.kind === 'failed' && (
        <section className="panel play-gone">
          <p>
            <strong>This trial cannot be played back:</strong> {loaded.message}.
          </p>
          {loaded.hint !== null && <p className="note">{loaded.hint}</p>}
          <ActionButton kind="primary" onPress={back}>
            Back to the list
          </ActionButton>
        </section>
      )}
      {document !== null && <PlaybackStage document={document} />}
    </div>
  );
}
