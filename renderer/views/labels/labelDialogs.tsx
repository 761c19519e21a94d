/** The questions of the labels view: who answers, why a clip is left out, and what is to be locked for good. */
import { TextInput } from '@mantine/core';
import { type FormEvent, type ReactElement, useState } from 'react';
import { realClock } from '../../../main/base/lib/clock.ts';
import { useDeck } from '../../actions/deck.ts';
import { answerClips, nameLabeller } from '../../actions/labelMoves.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { useWindow } from '../../store/windowStore.ts';

function OneField(props: {
  readonly label: string;
  readonly note: string;
  readonly act: string;
  readonly first: string;
  readonly mostLetters: number;
  readonly missing: string;
  onAct(text: string): void;
  onLeave(): void;
}): ReactElement {
  const [text, setText] = useState(props.first);
  const said = text.trim();
  const blocked = said === '' ? props.missing : null;
  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    if (blocked === null) props.onAct(said);
  };
  return (
    <form onSubmit={submit}>
      <TextInput
        label={props.label}
        data-autofocus
        autoComplete="off"
        maxLength={props.mostLetters}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <p className="note">{props.note}</p>
      <div className="dialog-actions">
        {blocked !== null && <span className="why">{blocked}</span>}
        <ActionButton onPress={props.onLeave}>Cancel</ActionButton>
        <ActionButton kind="primary" quiet submits blocked={blocked} onPress={submit}>
          {props.act}
        </ActionButton>
      </div>
    </form>
  );
}

export function LabelByForm({ onDone }: { onDone(): void }): ReactElement {
  const deck = useDeck();
  const by = useWindow((state) => state.labels.by);
  return (
    <OneField
      label="Your name"
      note="It stands beside your answers, so that a second look can be told from the first. Kept on this computer."
      act="Go on"
      first={by}
      mostLetters={80}
      missing="Type a name."
      onLeave={() => {
        useWindow.setState((state) => ({ labels: { ...state.labels, asked: null } }));
        onDone();
      }}
      onAct={(name) => {
        onDone();
        nameLabeller(deck, realClock, name);
      }}
    />
  );
}

const reasons = ['Arm in the way', 'Not this task', 'Hand in the picture', 'Cut off too early'];

export function LeaveOutForm({ onDone }: { onDone(): void }): ReactElement {
  const deck = useDeck();
  const many = useWindow((state) => state.labels.picked.length);
  const [reason, setReason] = useState<string>(reasons[0] ?? '');
  const [text, setText] = useState('');
  const why = reason === '' ? text.trim() : reason;
  const blocked = why === '' ? 'Say why.' : null;
  const act = (event?: FormEvent): void => {
    event?.preventDefault();
    if (blocked !== null) return;
    onDone();
    void answerClips(deck, realClock, 'left-out', why);
  };
  return (
    <form onSubmit={act}>
      <p className="note">
        {many > 1 ? `All ${many} picked clips count` : 'It counts'} neither as success nor as
        failure, and {many > 1 ? 'are' : 'is'} never locked.
      </p>
      <fieldset className="radio-list">
        <legend className="field-name">Why</legend>
        {[...reasons, ''].map((each, index) => (
          <label key={each}>
            <input
              type="radio"
              name="why"
              checked={reason === each}
              onChange={() => setReason(each)}
              {...(index === 0 ? { 'data-autofocus': true } : {})}
            />
            {each === '' ? 'Another reason' : each}
          </label>
        ))}
      </fieldset>
      {reason === '' && (
        <TextInput
          aria-label="Reason"
          maxLength={200}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      <div className="dialog-actions">
        {blocked !== null && <span className="why">{blocked}</span>}
        <ActionButton onPress={onDone}>Cancel</ActionButton>
        <ActionButton kind="primary" quiet submits blocked={blocked} onPress={act}>
          Leave out
        </ActionButton>
      </div>
    </form>
  );
}
