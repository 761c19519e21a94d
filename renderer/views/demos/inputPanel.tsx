/** How the arm is moved: by keys, gamepad, mouse or the leader arm; how fast; and what is said while recording. */
import { SegmentedControl } from '@mantine/core';
import { type ReactElement, useEffect, useState } from 'react';
import { useDeck } from '../../actions/deck.ts';
import { chooseInput } from '../../actions/demoMoves.ts';
import { useLocalAction } from '../../actions/localAction.ts';
import { ActionButton, KeyCap } from '../../parts/actionButton.tsx';
import { HandPanel } from '../../parts/handPanel.tsx';
import { Panel } from '../../parts/panel.tsx';
import type { DemosState } from '../../store/demosState.ts';
import { setDemoLook } from '../../store/keepDayLook.ts';
import { motionKeyWords } from '../../store/motionKeys.ts';
import { drivingPad, padWords } from '../../store/padMotion.ts';
import { useWindow } from '../../store/windowStore.ts';
import { handActive } from './useHand.ts';

const inputs: readonly { readonly value: DemosState['input']; readonly label: string }[] = [
  { value: 'keyboard', label: 'Keys' },
  { value: 'mouse', label: 'Mouse' },
  { value: 'gamepad', label: 'Gamepad' },
  { value: 'leader', label: 'Leader' },
];

function KeyLines(props: {
  readonly lines: readonly { readonly keys: readonly string[]; readonly words: string }[];
}): ReactElement {
  return (
    <dl className="drive-keys">
      {props.lines.map(({ keys, words }) => (
        <div key={words}>
          <dt>
            {keys.map((key) => (
              <KeyCap key={key}>{key}</KeyCap>
            ))}
          </dt>
          <dd>{words}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The browser shows a pad only after one of its buttons was pressed. */
function PadHelp(): ReactElement {
  const [name, setName] = useState<string | null>(
    () => drivingPad(navigator.getGamepads())?.id ?? null,
  );
  useEffect(() => {
    const look = (): void => setName(drivingPad(navigator.getGamepads())?.id ?? null);
    window.addEventListener('gamepadconnected', look);
    window.addEventListener('gamepaddisconnected', look);
    return () => {
      window.removeEventListener('gamepadconnected', look);
      window.removeEventListener('gamepaddisconnected', look);
    };
  }, []);
  return (
    <>
      <p className="note">{name ?? 'No gamepad of the usual layout: press one of its buttons.'}</p>
      <KeyLines lines={padWords} />
    </>
  );
}

function MouseHelp(): ReactElement {
  const simulated = useWindow((state) => state.bench?.kind === 'simulated');
  const heightM = useWindow((state) => state.demos.heightM);
  if (!simulated)
    return (
      <p className="note">
        The mouse leads only the simulated bench, which knows where its cameras stand.
      </p>
    );
  return (
    <>
      <KeyLines
        lines={[
          { keys: ['Press'], words: 'and hold on a picture: the tip goes there' },
          { keys: ['Wheel'], words: 'higher, lower' },
        ]}
      />
      <p className="note">
        Height:{' '}
        <span className="number">
          {heightM === null ? 'as it is' : `${(heightM * 1000).toFixed(0)} mm`}
        </span>{' '}
        {heightM !== null && (
          <button
            type="button"
            className="link"
            onClick={() =>
              useWindow.setState(({ demos }) => ({ demos: { ...demos, heightM: null } }))
            }
          >
            As it is
          </button>
        )}
      </p>
    </>
  );
}

const setClutch = (clutchIn: boolean): void =>
  useWindow.setState(({ demos }) => ({ demos: { ...demos, clutchIn } }));

function LeaderHelp(): ReactElement {
  const active = useWindow(handActive);
  const clutchIn = useWindow((state) => state.demos.clutchIn);
  const apart = useWindow((state) => state.teleop?.leaderRad ?? null);
  const furthest = apart === null ? null : Math.max(...apart.map(Math.abs));
  useLocalAction('demos.clutch', active ? () => setClutch(!clutchIn) : null);
  return (
    <>
      <p className="note">
        The arm follows the leader while the clutch is in. It begins where it stands: nothing jumps.
      </p>
      <ActionButton
        keyCap="Space"
        blocked={active ? null : 'Take the arm first.'}
        onPress={() => setClutch(!clutchIn)}
      >
        {clutchIn ? 'Clutch out' : 'Clutch in'}
      </ActionButton>
      {furthest !== null && (
        <p className="note">
          Furthest apart: <span className="number">{((furthest * 180) / Math.PI).toFixed(0)}°</span>
        </p>
      )}
      <HandPanel arm="leader" />
    </>
  );
}

function Help({ input }: { readonly input: DemosState['input'] }): ReactElement {
  if (input === 'gamepad') return <PadHelp />;
  if (input === 'mouse') return <MouseHelp />;
  if (input === 'leader') return <LeaderHelp />;
  return <KeyLines lines={motionKeyWords} />;
}

function SpeedField(): ReactElement {
  const speed = useWindow((state) => state.demos.speed);
  return (
    <label className="drive-speed">
      <span>Speed</span>
      <input
        type="range"
        min={0.05}
        max={1}
        step={0.05}
        value={speed}
        aria-valuetext={`${Math.round(speed * 100)} % of the task's top speed`}
        onChange={(event) => setDemoLook({ speed: Number(event.currentTarget.value) })}
      />
      <span className="number">{Math.round(speed * 100)} %</span>
    </label>
  );
}

/** Chosen before the arm is taken; of a real bench time is real. */
function Pace(): ReactElement | null {
  const simulated = useWindow((state) => state.bench?.kind === 'simulated');
  const free = useWindow((state) => state.teleop === null);
  const lockstep = useWindow((state) => state.demos.lockstep);
  if (!simulated || !free) return null;
  return (
    <label
      className="next-field"
      title="For a computer that does not keep up: bench time waits for your hand."
    >
      <span>Lockstep</span>
      <input
        type="checkbox"
        checked={lockstep}
        onChange={(event) => setDemoLook({ lockstep: event.currentTarget.checked })}
      />
    </label>
  );
}

export function InputPanel(): ReactElement {
  const deck = useDeck();
  const input = useWindow((state) => state.demos.input);
  return (
    <Panel title="Your hand">
      <div className="panel-body">
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label="How the arm is moved"
          value={input}
          data={[...inputs]}
          onChange={(value) => {
            const chosen = inputs.find((each) => each.value === value);
            if (chosen !== undefined) void chooseInput(deck, chosen.value);
          }}
        />
        <Help input={input} />
        <SpeedField />
        <Pace />
      </div>
    </Panel>
  );
}
