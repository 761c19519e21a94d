/** The questions of the night: who pauses it, who says that all is well, who ends it, and why. */
import { TextInput } from '@mantine/core';
import { type FormEvent, type ReactElement, useState } from 'react';
import { type Deck, useDeck } from '../../actions/deck.ts';
import { endNight, pauseNight, resumeNight } from '../../actions/nightMoves.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { PersonField } from '../../parts/personField.tsx';
import {
  asksWell,
  endNightBlocked,
  pauseNightBlocked,
  resumeNightBlocked,
} from '../../store/nightFacts.ts';
import { useWindow, type WindowState } from '../../store/windowStore.ts';
import { NightExportForm } from './nightExportForm.tsx';
import { RowFilm } from './rowFilm.tsx';

function Question(props: {
  readonly words: string;
  readonly act: string;
  /** Whether a reason may be given. */
  readonly asksWhy: boolean;
  blocked(state: WindowState): string | null;
  onAct(deck: Deck, by: string, why: string): Promise<void>;
  onDone(): void;
}): ReactElement {
  const deck = useDeck();
  const known = useWindow((state) => state.labels.by);
  const blocked = useWindow((state) => props.blocked(state));
  const [person, setPerson] = useState(known);
  const [reason, setReason] = useState('');
  const why = blocked ?? (person.trim() === '' ? 'Type a name.' : null);
  const act = (event?: FormEvent): void => {
    event?.preventDefault();
    if (why !== null) return;
    props.onDone();
    void props.onAct(deck, person.trim(), reason.trim());
  };
  return (
    <form onSubmit={act}>
      <p>{props.words}</p>
      <PersonField text={person} change={setPerson} />
      {props.asksWhy && (
        <TextInput
          label="Why, if you like"
          maxLength={400}
          autoComplete="off"
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
      <div className="dialog-actions">
        {why !== null && <span className="why">{why}</span>}
        <ActionButton onPress={props.onDone}>Leave it</ActionButton>
        <ActionButton kind="primary" autoFocus quiet submits blocked={why} onPress={act}>
          {props.act}
        </ActionButton>
      </div>
    </form>
  );
}

interface DoneProps {
  onDone(): void;
}

const PauseForm = ({ onDone }: DoneProps): ReactElement => (
  <Question
    words="The trial that runs now is finished first. Then the arm waits until somebody goes on."
    act="Pause the night"
    asksWhy
    blocked={pauseNightBlocked}
    onAct={pauseNight}
    onDone={onDone}
  />
);

const wellWords =
  'Look at the bench first: nobody within reach, nothing in the way, everything in its place. ' +
  'The night goes on where it stood.';
const onWords = 'The night goes on where it stood. Nobody within reach of the arm.';

function ResumeForm({ onDone }: DoneProps): ReactElement {
  const well = useWindow(({ night }) => night !== null && asksWell(night));
  const moved = useWindow(({ night }) => night?.moved) ?? [];
  return (
    <>
      {moved.length > 0 && (
        <ul className="night-moved">
          {moved.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      )}
      <Question
        words={well ? wellWords : onWords}
        act={well ? 'All is well, go on' : 'Go on'}
        asksWhy={false}
        blocked={resumeNightBlocked}
        onAct={resumeNight}
        onDone={onDone}
      />
    </>
  );
}

const EndForm = ({ onDone }: DoneProps): ReactElement => (
  <Question
    words="The trial that runs now is finished, then the arm is parked. An ended night is not taken up again."
    act="End the night"
    asksWhy
    blocked={endNightBlocked}
    onAct={endNight}
    onDone={onDone}
  />
);

export const nightDialogs = (close: () => void) =>
  ({
    nightPause: { title: 'Pause the night?', body: () => <PauseForm onDone={close} /> },
    nightResume: { title: 'Go on with the night?', body: () => <ResumeForm onDone={close} /> },
    nightEnd: { title: 'End the night?', body: () => <EndForm onDone={close} /> },
    nightExport: {
      title: 'Export the night',
      widthPx: 560,
      body: () => <NightExportForm onDone={close} />,
    },
    nightRow: {
      title: 'The row that met the target',
      widthPx: 640,
      body: () => <RowFilm onDone={close} />,
    },
  }) as const;
