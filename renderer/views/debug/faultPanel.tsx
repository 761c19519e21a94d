/**
 * The fault switches of the simulated bench. What is on is what the simulator has acknowledged; while anything is on,
 * the panel's head is inverted and says how many, so that nobody takes a broken bench for a bad one.
 */
import { NativeSelect } from '@mantine/core';
import { type ReactElement, useId, useState } from 'react';
import { jointNames } from '../../../main/base/model/arm.ts';
import type { FaultSwitch } from '../../../main/base/model/scene.ts';
import { useDeck } from '../../actions/deck.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { Mark } from '../../parts/mark.tsx';
import { NumberField } from '../../parts/numberField.tsx';
import { readNumber } from '../../parts/numberText.ts';
import { useWindow } from '../../store/windowStore.ts';
import {
  amountWords,
  type FaultPlace,
  type FaultRow,
  type FaultTarget,
  faultRows,
  faultWords,
  servoWords,
  standing,
  switchOf,
} from './faultRows.ts';

function Row(props: {
  readonly row: FaultRow;
  readonly target: FaultTarget;
  readonly faults: readonly FaultSwitch[];
  readonly where: string;
}): ReactElement {
  const { row, target, faults, where } = props;
  const deck = useDeck();
  const { amount } = row;
  const rule = { min: amount?.min ?? 0, max: amount?.max ?? 0, whole: false };
  const [text, setText] = useState(String(amount?.first ?? 0));
  const wrongId = useId();
  const now = standing(faults, row, target);
  const wanted = readNumber(text, rule);
  const wrong = now !== null || wanted.ok ? null : wanted.why;
  const press = (): void => {
    if (now !== null) void deck.setFault({ ...now, on: false });
    else if (wanted.ok) void deck.setFault(switchOf(row, target, wanted.value, true));
  };
  return (
    <li className="fault-row" data-on={now !== null}>
      <span className="fault-name" title={row.does}>
        {row.words}
      </span>
      {amount !== null && (
        <NumberField
          small
          name={`${where}, ${row.words.toLowerCase()}: how much, ${amount.unit}`}
          unit={amount.unit}
          rule={rule}
          readOnly={now !== null}
          text={now?.amount === undefined ? text : amountWords(now.amount, amount)}
          wrongId={wrongId}
          change={setText}
        />
      )}
      <button
        type="button"
        className="tool fault-switch"
        role="switch"
        aria-checked={now !== null}
        aria-disabled={wrong !== null}
        title={wrong ?? undefined}
        aria-label={`${where}: ${row.words.toLowerCase()}`}
        onClick={press}
      >
        {now === null ? 'Off' : 'On'}
      </button>
      {wrong !== null && (
        <span className="why fault-wrong" id={wrongId}>
          {wrong}
        </span>
      )}
    </li>
  );
}

function Place(props: {
  readonly place: FaultPlace;
  readonly name: string;
  readonly picker: ReactElement | null;
  readonly target: FaultTarget;
  readonly faults: readonly FaultSwitch[];
}): ReactElement {
  return (
    <div className="fault-place">
      <div className="fault-where">
        <h3>{props.name}</h3>
        {props.picker}
      </div>
      <ol>
        {faultRows
          .filter((row) => row.place === props.place)
          .map((row) => (
            <Row
              key={`${row.id} ${props.place === 'bus' ? '' : JSON.stringify(props.target)}`}
              row={row}
              target={props.target}
              faults={props.faults}
              where={
                props.place === 'servo'
                  ? servoWords(props.target.servo)
                  : props.place === 'camera'
                    ? `${props.target.role} camera`
                    : 'Servo bus'
              }
            />
          ))}
      </ol>
    </div>
  );
}

function Standing({ faults }: { readonly faults: readonly FaultSwitch[] }): ReactElement {
  const deck = useDeck();
  if (faults.length === 0) {
    return <p className="note fault-none fault-calm">Nothing is broken on purpose.</p>;
  }
  return (
    <div className="fault-standing" role="status">
      <ul>
        {faults.map((fault) => (
          <li key={faultWords(fault)}>{faultWords(fault)}</li>
        ))}
      </ul>
      <ActionButton onPress={() => void deck.clearFaults()}>Clear all faults</ActionButton>
    </div>
  );
}

export function FaultPanel(): ReactElement {
  const known = useWindow((state) => state.debug?.faults ?? null);
  const asked = useWindow((state) => state.debug !== null);
  const roles = useWindow((state) => state.bench?.cameras.map(({ role }) => role).join(' ') ?? '');
  const cameras = roles === '' ? [] : roles.split(' ');
  const [target, setTarget] = useState<FaultTarget>({ servo: 2, role: '' });
  const aimed = { ...target, role: target.role === '' ? (cameras[0] ?? '') : target.role };
  const faults = known ?? [];
  const on = faults.length > 0;
  const servoPicker = (
    <NativeSelect
      size="xs"
      aria-label="Servo"
      value={String(aimed.servo)}
      data={jointNames.map((_, index) => ({
        value: String(index + 1),
        label: servoWords(index + 1),
      }))}
      onChange={(event) => setTarget({ ...target, servo: Number(event.currentTarget.value) })}
    />
  );
  const cameraPicker = (
    <NativeSelect
      size="xs"
      aria-label="Camera"
      value={aimed.role}
      data={cameras}
      onChange={(event) => setTarget({ ...target, role: event.currentTarget.value })}
    />
  );
  return (
    <section className="panel fault-panel" aria-label="Faults of the simulated bench" data-on={on}>
      <header className="panel-head">
        {on && <Mark state="needs-you" size={14} />}
        <h2>{on ? 'Broken on purpose' : 'Faults of the simulated bench'}</h2>
        {known !== null && <span className="facts">{faults.length} on</span>}
      </header>
      {known === null ? (
        <p className="note fault-none">
          {asked ? 'Only a simulated bench can be broken on purpose.' : 'Waiting for the core.'}
        </p>
      ) : (
        <>
          <Standing faults={faults} />
          <div className="fault-places">
            <Place place="bus" name="Servo bus" picker={null} target={aimed} faults={faults} />
            <Place
              place="servo"
              name="One servo"
              picker={servoPicker}
              target={aimed}
              faults={faults}
            />
            {cameras.length > 0 && (
              <Place
                place="camera"
                name="One camera"
                picker={cameraPicker}
                target={aimed}
                faults={faults}
              />
            )}
          </div>
        </>
      )}
    </section>
  );
}
