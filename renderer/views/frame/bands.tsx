/** Full-width lines above the view that ask for a person: stopped, a stop not confirmed, a refusal. */
import type { ReactElement } from 'react';
import { type Clock, localTime } from '../../../main/base/lib/clock.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { Mark } from '../../parts/mark.tsx';
import { useWindow } from '../../store/windowStore.ts';
import { CallBand } from './callBand.tsx';

function StoppedBand(): ReactElement | null {
  const stopped = useWindow((state) =>
    state.link.kind === 'online' ? (state.bench?.stopped ?? null) : null,
  );
  if (stopped === null) return null;
  return (
    <div className="band" data-kind="stopped">
      <Mark state="stopped" size={14} />
      <strong>Stopped: {stopped.reason}</strong>
      <span className="number">{localTime(stopped.wallTime).time}</span>
      <span className="note">The arm holds and takes no command until a person resumes.</span>
      <ActionButton onPress={() => useWindow.setState({ dialog: 'resume' })}>Resume…</ActionButton>
    </div>
  );
}

function StopRequestBand(): ReactElement | null {
  const stop = useWindow((state) => state.stop);
  if (stop.kind === 'none' || stop.kind === 'sent') return null;
  const words =
    stop.kind === 'failed'
      ? stop.message
      : 'The stop is not delivered: it goes first as soon as the core answers. Use the hardware stop.';
  return (
    <div className="band" data-kind="stop-failed">
      <Mark state="stopped" size={14} />
      <strong>{words}</strong>
      {stop.kind === 'failed' && (
        <ActionButton onPress={() => useWindow.setState({ stop: { kind: 'none' } })}>
          Close
        </ActionButton>
      )}
    </div>
  );
}

function RefusalBand(): ReactElement | null {
  const refusal = useWindow((state) => state.refusal);
  if (refusal === null) return null;
  return (
    <div className="band" role="status">
      <Mark state="needs-you" size={14} />
      <strong>{refusal.what}:</strong>
      <span>
        {refusal.message}
        {refusal.hint !== null && <span className="note"> {refusal.hint}</span>}
      </span>
      <ActionButton onPress={() => useWindow.setState({ refusal: null })}>Close</ActionButton>
    </div>
  );
}

export function Bands({ clock }: { readonly clock: Clock }): ReactElement {
  return (
    <>
      <StopRequestBand />
      <StoppedBand />
      <CallBand clock={clock} />
      <RefusalBand />
    </>
  );
}
