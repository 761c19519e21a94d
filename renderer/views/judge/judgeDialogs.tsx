/** The questions of the judge view: who writes, which folder, one more look at the locked clips, and whose word accepts. */
import { TextInput } from '@mantine/core';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useDeck } from '../../actions/deck.ts';
import { acceptJudge, addJudge, measureJudge } from '../../actions/judgeMoves.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { PersonField } from '../../parts/personField.tsx';
import { QuestionActions } from '../../parts/questionActions.tsx';
import {
  acceptBlocked,
  gateOf,
  lookWords,
  measureBlocked,
  shownVersion,
  versionWord,
  writeBlocked,
} from '../../store/judgeFacts.ts';
import { useWindow } from '../../store/windowStore.ts';
import { DriftPictures } from './driftPictures.tsx';
import { unmetWords } from './judgeWords.ts';
import { WriteForm } from './writeForm.tsx';

interface DoneProps {
  onDone(): void;
}

function AddForm({ onDone }: DoneProps): ReactElement {
  const deck = useDeck();
  const known = useWindow((state) => state.labels.by);
  const blocked = useWindow((state) => writeBlocked(state));
  const [dir, setDir] = useState('');
  const [person, setPerson] = useState(known);
  const given = dir.trim();
  const missing = given === '' ? 'Name the folder.' : person.trim() === '' ? 'Type a name.' : null;
  const why = blocked ?? missing;
  const act = (event?: FormEvent): void => {
    event?.preventDefault();
    if (why !== null) return;
    onDone();
    void addJudge(deck, given, person.trim());
  };
  return (
    <form onSubmit={act}>
      <TextInput
        label="Folder with judge.ts and judge.json"
        data-autofocus
        autoComplete="off"
        spellCheck={false}
        maxLength={4096}
        value={dir}
        onChange={(event) => setDir(event.currentTarget.value)}
      />
      <PersonField text={person} change={setPerson} />
      <p className="note">
        It is copied and becomes a version. It runs confined, and judges nothing before somebody
        accepts it.
      </p>
      <div className="dialog-actions">
        {why !== null && <span className="why">{why}</span>}
        <ActionButton onPress={onDone}>Cancel</ActionButton>
        <ActionButton kind="primary" quiet submits blocked={why} onPress={act}>
          Add judge
        </ActionButton>
      </div>
    </form>
  );
}

function MeasureQuestion({ onDone }: DoneProps): ReactElement {
  const deck = useDeck();
  const judge = useWindow((state) => state.judge);
  const version = useWindow(shownVersion);
  const blocked = useWindow((state) => measureBlocked(state));
  const set = judge?.lockedSet ?? null;
  return (
    <>
      <p>
        Judge {version === null ? '' : versionWord(version.id)} is run over the locked clips
        {set !== null && `, ${set.positives} successes and ${set.negatives} failures`}. Only numbers
        come out.
      </p>
      <p>
        <b>{lookWords(judge)}</b> A set that is looked at often proves nothing, so it is spent after{' '}
        {set?.mostUses ?? 5}.
      </p>
      <QuestionActions
        leave="Not now"
        act="Measure"
        blocked={blocked}
        onLeave={onDone}
        onAct={() => {
          onDone();
          void measureJudge(deck);
        }}
      />
    </>
  );
}

/** With a reason only where the gate is not met. */
function AcceptForm({ onDone }: DoneProps): ReactElement {
  const deck = useDeck();
  const version = useWindow(shownVersion);
  const known = useWindow((state) => state.labels.by);
  const blocked = useWindow((state) => acceptBlocked(state));
  const [person, setPerson] = useState(known);
  const [reason, setReason] = useState('');
  const met = gateOf(version) === 'met';
  const missing =
    person.trim() === '' ? 'Type a name.' : !met && reason.trim() === '' ? 'Say why.' : null;
  const why = blocked ?? missing;
  const act = (event?: FormEvent): void => {
    event?.preventDefault();
    if (why !== null) return;
    onDone();
    void acceptJudge(deck, person.trim(), met ? null : reason.trim());
  };
  const unmet = version === null ? [] : unmetWords(version);
  return (
    <form onSubmit={act}>
      <p>
        Trials of this task are judged by {version === null ? 'it' : versionWord(version.id)} from
        now on.
      </p>
      {!met && (
        <div className="accept-unmet" role="alert">
          <p>
            <strong>
              {version?.locked == null
                ? 'It was not measured on the locked clips.'
                : 'Its gate is not met.'}
            </strong>{' '}
            Your name and your reason stay beside every number that it gives.
          </p>
          <ul className="lock-short">
            {unmet.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </div>
      )}
      <PersonField text={person} change={setPerson} />
      {!met && (
        <TextInput
          label="Why it may judge all the same"
          maxLength={400}
          autoComplete="off"
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
      <div className="dialog-actions">
        {why !== null && <span className="why">{why}</span>}
        <ActionButton autoFocus onPress={onDone}>
          Cancel
        </ActionButton>
        <ActionButton kind="primary" quiet submits blocked={why} onPress={act}>
          {met ? 'Accept judge' : 'Accept anyway'}
        </ActionButton>
      </div>
    </form>
  );
}

export const judgeDialogs = (close: () => void) =>
  ({
    judgeWrite: {
      title: 'New judge',
      widthPx: 640,
      body: () => <WriteForm onDone={close} />,
    },
    judgeDrift: {
      title: 'Before and now',
      widthPx: 600,
      body: () => <DriftPictures onDone={close} />,
    },
    judgeAdd: { title: 'Add a judge', widthPx: 560, body: () => <AddForm onDone={close} /> },
    judgeMeasure: {
      title: 'Measure on the locked clips?',
      body: () => <MeasureQuestion onDone={close} />,
    },
    judgeAccept: {
      title: () =>
        gateOf(shownVersion(useWindow.getState())) === 'met' ? 'Accept judge' : 'Accept anyway?',
      widthPx: 560,
      body: () => <AcceptForm onDone={close} />,
    },
  }) as const;
