/** What the watch compared: each camera's picture as the judge learnt it, beside the one that was seen last. */
import { type ReactElement, useEffect, useState } from 'react';
import { toBenchError } from '../../../main/base/model/errors.ts';
import type { DriftView } from '../../../main/base/model/judge.ts';
import { useDeck } from '../../actions/deck.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { Mark } from '../../parts/mark.tsx';
import { capital } from '../../parts/words.ts';
import { useWindow } from '../../store/windowStore.ts';
import { driftFigure, driftStates } from './driftPanel.tsx';

type Which = 'before' | 'after';
const names: Readonly<Record<Which, string>> = { before: 'as it learnt', after: 'seen last' };

function WatchPicture(props: { readonly task: string; readonly role: string; which: Which }) {
  const { task, role, which } = props;
  const deck = useDeck();
  const [url, setUrl] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let gone = false;
    deck.call('judge.watchPicture', { task, role, which }).then(
      ({ jpegBase64 }) => {
        if (!gone) setUrl(`data:image/jpeg;base64,${jpegBase64}`);
      },
      (thrown: unknown) => {
        if (!gone) setProblem(toBenchError(thrown).message);
      },
    );
    return () => {
      gone = true;
    };
  }, [deck, task, role, which]);
  return (
    <figure className="drift-picture">
      <div data-pending={url === null && problem === null}>
        {url !== null && <img src={url} alt={`${capital(role)} camera, ${names[which]}`} />}
        {problem !== null && <p className="note">{capital(problem)}.</p>}
      </div>
      <figcaption>{capital(names[which])}</figcaption>
    </figure>
  );
}

function CameraPair({ task, camera }: { task: string; camera: DriftView['cameras'][number] }) {
  return (
    <section className="drift-camera" aria-label={`${capital(camera.role)} camera`}>
      <h3>
        {capital(camera.role)} <Mark state={driftStates[camera.state].mark} />{' '}
        {driftStates[camera.state].words}{' '}
        <span className="number quiet">{driftFigure(camera)}</span>
      </h3>
      <p>{camera.words}</p>
      <div className="drift-pair">
        <WatchPicture task={task} role={camera.role} which="before" />
        <WatchPicture task={task} role={camera.role} which="after" />
      </div>
    </section>
  );
}

export function DriftPictures({ onDone }: { onDone(): void }): ReactElement {
  const task = useWindow((state) => state.judge?.task ?? null);
  const drift = useWindow((state) => state.judge?.drift ?? null);
  const changed = drift?.cameras.filter(({ state }) => state === 'moved' || state === 'light');
  if (task === null || changed === undefined || changed.length === 0)
    return <p>The cameras see what the judge learnt from.</p>;
  return (
    <>
      {changed.map((camera) => (
        <CameraPair key={camera.role} task={task} camera={camera} />
      ))}
      <div className="dialog-actions">
        <ActionButton autoFocus onPress={onDone}>
          Close
        </ActionButton>
      </div>
    </>
  );
}
