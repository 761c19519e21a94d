/** Who writes the judge: the built-in author within some minutes, a coding agent, or somebody who has one in a folder. */
import { type ReactElement, type ReactNode, useState } from 'react';
import { openStart } from '../../actions/agentActions.ts';
import { useDeck } from '../../actions/deck.ts';
import { writeJudge } from '../../actions/judgeMoves.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { NumberField } from '../../parts/numberField.tsx';
import { readNumber } from '../../parts/numberText.ts';
import { looksLeft, lookWords, writeBlocked } from '../../store/judgeFacts.ts';
import { useWindow } from '../../store/windowStore.ts';

const minutesRule = { min: 0.2, max: 120, whole: false } as const;

function Tick(props: {
  readonly checked: boolean;
  readonly disabled?: boolean;
  change(checked: boolean): void;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <label className="lock-sure">
      <input
        type="checkbox"
        checked={props.checked}
        disabled={props.disabled}
        onChange={(event) => props.change(event.currentTarget.checked)}
      />
      <span>{props.children}</span>
    </label>
  );
}

export function WriteForm({ onDone }: { onDone(): void }): ReactElement {
  const deck = useDeck();
  const judge = useWindow((state) => state.judge);
  const canResume = useWindow(
    ({ author, judge }) => author?.canResume === true && author.task === judge?.task,
  );
  const blocked = useWindow((state) => writeBlocked(state));
  const left = looksLeft(judge);
  const [minutes, setMinutes] = useState('3');
  const [measures, setMeasures] = useState(true);
  const [anew, setAnew] = useState(false);
  const read = readNumber(minutes, minutesRule);
  const canMeasure = left !== null && left > 0;
  const why = blocked ?? (read.ok ? null : `Minutes: ${read.why}.`);
  const write = (): void => {
    if (!read.ok) return;
    onDone();
    void writeJudge(deck, {
      seconds: Math.round(read.value * 60),
      measure: measures && canMeasure,
      resume: !anew,
    });
  };
  const agent = (): void => {
    onDone();
    openStart(deck, null);
    useWindow.setState({ startFor: 'judge' });
  };
  return (
    <form
      className="write-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (why === null) write();
      }}
    >
      <p>
        The built-in author needs neither a language model nor a network: it tries what each camera
        can tell, keeps what holds on clips it has not learnt from, and writes a program with its
        reasons.
      </p>
      <div className="field-row">
        <NumberField
          label="Minutes at most"
          width={140}
          rule={minutesRule}
          text={minutes}
          change={setMinutes}
        />
      </div>
      <Tick checked={measures && canMeasure} disabled={!canMeasure} change={setMeasures}>
        Measure it on the locked clips when it is written. <b>{lookWords(judge)}</b>
      </Tick>
      {canResume && (
        <Tick checked={anew} change={setAnew}>
          Begin anew instead of going on where it was stopped.
        </Tick>
      )}
      <div className="dialog-actions">
        {why !== null && <span className="why">{why}</span>}
        <ActionButton quiet blocked={blocked} onPress={agent}>
          Let an agent write one…
        </ActionButton>
        <ActionButton
          quiet
          blocked={blocked}
          onPress={() => useWindow.setState({ dialog: 'judgeAdd' })}
        >
          Add a folder…
        </ActionButton>
        <ActionButton kind="primary" autoFocus quiet submits blocked={why} onPress={write}>
          Let the built-in author write one
        </ActionButton>
      </div>
    </form>
  );
}
