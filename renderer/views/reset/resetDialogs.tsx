/** The questions of the reset view: how many in a row and of which version, which folder, and whose word accepts. */
import { SegmentedControl, Select, TextInput } from '@mantine/core';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useDeck } from '../../actions/deck.ts';
import { acceptReset, addReset, measureReset } from '../../actions/resetMoves.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { ClockField } from '../../parts/clockField.tsx';
import { NumberField } from '../../parts/numberField.tsx';
import { type NumberRule, readNumber } from '../../parts/numberText.ts';
import { PersonField } from '../../parts/personField.tsx';
import { personOf } from '../../store/labelsState.ts';
import {
  acceptResetBlocked,
  addResetBlocked,
  measureResetBlocked,
  resetGateOf,
  resetWord,
  versionOf,
} from '../../store/resetFacts.ts';
import { useWindow } from '../../store/windowStore.ts';
import { unmetResetWords } from './resetWords.ts';

interface DoneProps {
  onDone(): void;
}

const timesRule: NumberRule = { min: 1, max: 2000, whole: true };
const seedRule: NumberRule = { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true };

function RunForm({ onDone }: DoneProps): ReactElement {
  const deck = useDeck();
  const versions = useWindow(({ reset }) => reset?.versions) ?? [];
  const simulated = useWindow(({ bench }) => bench?.kind === 'simulated');
  const blocked = useWindow((state) => measureResetBlocked(state));
  const by = useWindow((state) => personOf(state.labels));
  const [reset, setReset] = useState('working');
  const [times, setTimes] = useState('20');
  const [seed, setSeed] = useState('1');
  const [between, setBetween] = useState<'nothing' | 'policy'>('nothing');
  const [clock, setClock] = useState<'real' | 'lockstep'>(simulated ? 'lockstep' : 'real');
  const many = readNumber(times, timesRule);
  const from = readNumber(seed, seedRule);
  const wrong = !many.ok ? `How many? ${many.why}.` : from.ok ? null : `Which seed? ${from.why}.`;
  const why = blocked ?? wrong;
  const act = (event?: FormEvent): void => {
    event?.preventDefault();
    if (why !== null || !many.ok || !from.ok) return;
    const lockstep = simulated && clock === 'lockstep';
    onDone();
    void measureReset(deck, {
      ...{ reset, times: many.value, seed: from.value, lockstep, between, by },
    });
  };
  const names = [
    { value: 'working', label: 'What the task has now' },
    ...versions.toReversed().map(({ id }) => ({ value: id, label: resetWord(id) })),
    { value: 'shipped', label: 'As it came with the task' },
  ];
  return (
    <form onSubmit={act}>
      <p>
        The arm puts the scene to one start after another, each drawn from the seed, and the task’s
        own check looks whether it is there. A seal asks for 20 in a row.
      </p>
      <div className="field-row">
        <NumberField label="Resets" width={120} rule={timesRule} text={times} change={setTimes} />
        <NumberField label="Seed" width={120} rule={seedRule} text={seed} change={setSeed} />
        <Select
          label="Which reset"
          w={240}
          allowDeselect={false}
          data={names}
          value={reset}
          onChange={(value) => setReset(value ?? 'working')}
        />
      </div>
      <div className="field">
        <span className="field-name" id="between-name">
          Between two resets
        </span>
        <SegmentedControl
          aria-labelledby="between-name"
          value={between}
          onChange={(value) => setBetween(value === 'policy' ? 'policy' : 'nothing')}
          data={[
            { value: 'nothing', label: 'Nothing moves' },
            { value: 'policy', label: 'The policy plays' },
          ]}
        />
      </div>
      {simulated && <ClockField name="Clock" clock={clock} change={setClock} />}
      <div className="dialog-actions">
        {why !== null && <span className="why">{why}</span>}
        <ActionButton onPress={onDone}>Cancel</ActionButton>
        <ActionButton kind="primary" autoFocus quiet submits blocked={why} onPress={act}>
          {many.ok ? `Measure ${many.value} ${many.value === 1 ? 'reset' : 'resets'}` : 'Measure'}
        </ActionButton>
      </div>
    </form>
  );
}

function AddForm({ onDone }: DoneProps): ReactElement {
  const deck = useDeck();
  const known = useWindow((state) => state.labels.by);
  const blocked = useWindow((state) => addResetBlocked(state));
  const [dir, setDir] = useState('');
  const [person, setPerson] = useState(known);
  const given = dir.trim();
  const missing = given === '' ? 'Name the folder.' : person.trim() === '' ? 'Type a name.' : null;
  const why = blocked ?? missing;
  const act = (event?: FormEvent): void => {
    event?.preventDefault();
    if (why !== null) return;
    onDone();
    void addReset(deck, given, person.trim());
  };
  return (
    <form onSubmit={act}>
      <TextInput
        label="Folder with the reset program"
        data-autofocus
        autoComplete="off"
        spellCheck={false}
        maxLength={4096}
        value={dir}
        onChange={(event) => setDir(event.currentTarget.value)}
      />
      <PersonField text={person} change={setPerson} />
      <p className="note">
        It is copied and becomes a version. It runs confined, and sets up no trial before somebody
        accepts it.
      </p>
      <div className="dialog-actions">
        {why !== null && <span className="why">{why}</span>}
        <ActionButton onPress={onDone}>Cancel</ActionButton>
        <ActionButton kind="primary" quiet submits blocked={why} onPress={act}>
          Add reset
        </ActionButton>
      </div>
    </form>
  );
}

/** With a reason only where the gate is not met. */
function AcceptForm({ onDone }: DoneProps): ReactElement {
  const deck = useDeck();
  const id = useWindow(({ resetDesk }) => resetDesk.accepting ?? '');
  const measure = useWindow(({ reset }) => versionOf(reset, id)?.measure ?? null);
  const known = useWindow((state) => state.labels.by);
  const blocked = useWindow((state) => acceptResetBlocked(state, id));
  const [person, setPerson] = useState(known);
  const [reason, setReason] = useState('');
  const met = resetGateOf(measure) === 'met';
  const missing =
    person.trim() === '' ? 'Type a name.' : !met && reason.trim() === '' ? 'Say why.' : null;
  const why = blocked ?? missing;
  const act = (event?: FormEvent): void => {
    event?.preventDefault();
    if (why !== null) return;
    onDone();
    void acceptReset(deck, id, person.trim(), met ? null : reason.trim());
  };
  return (
    <form onSubmit={act}>
      <p>Trials of this task are set up by {resetWord(id)} from now on.</p>
      {!met && (
        <div className="accept-unmet" role="alert">
          <p>
            <strong>Its gate is not met.</strong> Your name and your reason stay beside it.
          </p>
          <ul className="lock-short">
            {unmetResetWords(measure).map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </div>
      )}
      <PersonField text={person} change={setPerson} />
      {!met && (
        <TextInput
          label="Why it may set up trials all the same"
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
          {met ? 'Accept reset' : 'Accept anyway'}
        </ActionButton>
      </div>
    </form>
  );
}

const accepting = (): boolean => {
  const { reset, resetDesk } = useWindow.getState();
  return resetGateOf(versionOf(reset, resetDesk.accepting)?.measure ?? null) === 'met';
};

export const resetDialogs = (close: () => void) =>
  ({
    resetRun: {
      title: 'Measure resets in a row',
      widthPx: 560,
      body: () => <RunForm onDone={close} />,
    },
    resetAdd: { title: 'Add a reset', widthPx: 560, body: () => <AddForm onDone={close} /> },
    resetAccept: {
      title: () => (accepting() ? 'Accept reset' : 'Accept anyway?'),
      widthPx: 560,
      body: () => <AcceptForm onDone={close} />,
    },
  }) as const;
