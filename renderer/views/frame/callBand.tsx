/** Somebody is needed: how often they were called, who comes; with a gentle sound until somebody does, or mutes it. */
import { type ReactElement, useEffect } from 'react';
import type { Clock } from '../../../main/base/lib/clock.ts';
import { callId } from '../../../main/base/model/call.ts';
import { sayComing, showNotice } from '../../actions/callMoves.ts';
import { useDeck } from '../../actions/deck.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { playCue } from '../../parts/audioCues.ts';
import { Mark } from '../../parts/mark.tsx';
import { callWords, isCalling } from '../../store/callFacts.ts';
import { muteCalls } from '../../store/callSound.ts';
import { useWindow } from '../../store/windowStore.ts';

const soundEveryMs = 20_000;

function useCallSound(clock: Clock): void {
  const sounds = useWindow(
    ({ call, callMuted, link }) => link.kind === 'online' && !callMuted && isCalling(call),
  );
  useEffect(() => {
    if (!sounds) return;
    playCue('call');
    const beat = clock.every(soundEveryMs, () => playCue('call'));
    return () => beat[Symbol.dispose]();
  }, [clock, sounds]);
}

function useCallNotice(): void {
  const id = useWindow(({ call }) => callId(call));
  useEffect(() => {
    const { need } = useWindow.getState().call;
    if (id !== null && need !== null) showNotice(need);
  }, [id]);
}

export function CallBand({ clock }: { readonly clock: Clock }): ReactElement | null {
  const deck = useDeck();
  const need = useWindow(({ call, link }) => (link.kind === 'online' ? call.need : null));
  const muted = useWindow((state) => state.callMuted);
  useCallSound(clock);
  useCallNotice();
  if (need === null) return null;
  const comes = need.acknowledged !== null;
  return (
    <div className="band call-band" role="status">
      <Mark state={comes ? 'holding' : 'needs-you'} size={14} />
      <strong>{comes ? 'Somebody comes' : 'Somebody is called'}</strong>
      <span className="note">{callWords(need)}</span>
      <span className="call-actions">
        <ActionButton quiet onPress={() => useWindow.setState({ dialog: 'calls' })}>
          How…
        </ActionButton>
        {!comes && (
          <>
            <ActionButton quiet onPress={() => muteCalls(!muted)}>
              {muted ? 'Muted: sound on' : 'Mute'}
            </ActionButton>
            <ActionButton onPress={() => void sayComing(deck)}>I am coming</ActionButton>
          </>
        )}
      </span>
    </div>
  );
}
