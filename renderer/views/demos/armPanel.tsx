/** The arm in the person's hand: what happens now, to be read from two metres, and the one thing to do next. */
import type { ReactElement } from 'react';
import type { LimitReason } from '../../../main/base/model/arm.ts';
import type { TeleopView } from '../../../main/base/model/phaseOne.ts';
import { useDeck } from '../../actions/deck.ts';
import { recordBlocked, takeBlocked } from '../../actions/demoActions.ts';
import {
  discardDemo,
  keepDemo,
  letGo,
  markDemo,
  recordDemo,
  resetScene,
  takeArm,
} from '../../actions/demoMoves.ts';
import { ActionButton, KeyCap } from '../../parts/actionButton.tsx';
import { answerMarks } from '../../parts/answerMarks.ts';
import { Mark, type MarkState } from '../../parts/mark.tsx';
import { handBlocked } from '../../store/runBlocked.ts';
import { useWindow } from '../../store/windowStore.ts';

const limitWords: Readonly<Record<LimitReason, string>> = {
  'joint-range': 'a joint’s range',
  floor: 'the table',
  workspace: 'workspace',
  'tool-height': 'the tool’s height',
  'gripper-lock': 'the gripper is locked here',
  tilt: 'the tool’s tilt',
  speed: 'speed',
  acceleration: 'acceleration',
  load: 'load',
  lead: 'the arm lags behind',
};

/** Reached at every faster motion; not worth a word. */
const everyday: readonly LimitReason[] = ['speed', 'acceleration', 'lead'];

function stateWords(teleop: TeleopView | null, mine: boolean): readonly [MarkState, string] {
  if (teleop === null) return ['not-yet', 'Hands off'];
  if (!mine) return ['needs-you', 'In another window'];
  switch (teleop.state) {
    case 'counting-down':
      return ['in-progress', `Starts in ${Math.ceil(teleop.countdownS ?? 0)}`];
    case 'recording':
      return ['running', `Recording ${(teleop.recording?.seconds ?? 0).toFixed(1)} s`];
    case 'saving':
      return ['in-progress', 'Saving'];
    case 'resetting':
      return ['moving', 'Resetting'];
    default:
      return teleop.driving ? ['moving', 'Hand on'] : ['holding', 'Ready'];
  }
}

function LimitWords(): ReactElement | null {
  const limit = useWindow((state) => state.teleop?.limitedBy ?? null);
  if (limit === null || everyday.includes(limit)) return null;
  return (
    <span className="drive-limit" role="status">
      At the envelope’s edge: {limitWords[limit]}
    </span>
  );
}

function TipWords(): ReactElement | null {
  const tip = useWindow((state) => state.teleop?.tipM ?? null);
  if (tip === null) return null;
  const mm = (m: number): string => (m * 1000).toFixed(0).padStart(4, ' ');
  return (
    <span className="number drive-tip-words" title="Tip: away from the robot, to its left, up">
      x {mm(tip.xM)} y {mm(tip.yM)} z {mm(tip.zM)} mm
    </span>
  );
}

function Marks(): ReactElement {
  const deck = useDeck();
  const result = useWindow((state) => state.teleop?.recording?.result ?? null);
  const keys = [
    ['success', 'S', 'Success'],
    ['failure', 'F', 'Failure'],
    ['unclear', 'U', 'Unclear'],
  ] as const;
  return (
    <section className="drive-marks" aria-label="What it is, said while recording">
      {keys.map(([value, key, words]) => (
        <button
          key={value}
          type="button"
          className="button"
          aria-pressed={result === value}
          onClick={(event) => {
            event.currentTarget.blur();
            void markDemo(deck, value);
          }}
        >
          <Mark state={answerMarks[value]} />
          {words}
          <KeyCap>{key}</KeyCap>
        </button>
      ))}
    </section>
  );
}

function Recording(): ReactElement {
  const deck = useDeck();
  const counting = useWindow((state) => state.teleop?.state === 'counting-down');
  return (
    <>
      {!counting && <Marks />}
      <ActionButton keyCap="R" onPress={() => void discardDemo(deck, true)}>
        Record again
      </ActionButton>
      <ActionButton onPress={() => void discardDemo(deck, false)}>Discard</ActionButton>
      {!counting && (
        <ActionButton kind="primary" keyCap="N" onPress={() => void keepDemo(deck)}>
          Keep demo
        </ActionButton>
      )}
    </>
  );
}

function Ready(): ReactElement {
  const deck = useDeck();
  const blocked = useWindow(recordBlocked);
  const simulated = useWindow((state) => state.bench?.kind === 'simulated');
  const noHand = useWindow(handBlocked);
  return (
    <>
      <ActionButton keyCap="T" onPress={() => void letGo(deck)}>
        Let go
      </ActionButton>
      {simulated && (
        <ActionButton quiet blocked={noHand} onPress={() => useWindow.setState({ dialog: 'hand' })}>
          Place object…
        </ActionButton>
      )}
      <ActionButton keyCap="H" quiet blocked={blocked} onPress={() => void resetScene(deck)}>
        Reset by robot
      </ActionButton>
      <ActionButton
        kind="primary"
        keyCap="N"
        quiet
        blocked={blocked}
        onPress={() => void recordDemo(deck)}
      >
        Record demo
      </ActionButton>
    </>
  );
}

function Buttons(): ReactElement {
  const deck = useDeck();
  const teleop = useWindow((state) => state.teleop);
  const mine = useWindow((state) => state.demos.mine);
  const blocked = useWindow(takeBlocked);
  if (teleop === null || !mine)
    return (
      <ActionButton kind="primary" keyCap="T" blocked={blocked} onPress={() => void takeArm(deck)}>
        Take the arm
      </ActionButton>
    );
  const busy = teleop.state === 'recording' || teleop.state === 'counting-down';
  return busy ? <Recording /> : <Ready />;
}

export function ArmPanel(): ReactElement {
  const teleop = useWindow((state) => state.teleop);
  const mine = useWindow((state) => state.demos.mine);
  const taking = useWindow((state) => state.demos.taking);
  const [mark, words] = taking
    ? (['in-progress', 'Taking the arm'] as const)
    : stateWords(teleop, mine);
  return (
    <section className="panel arm-panel" aria-label="The arm in your hand">
      <div className="drive-state" data-state={teleop?.state ?? 'off'}>
        <Mark state={mark} size={18} />
        <b>{words}</b>
        {teleop?.state === 'recording' && (
          <span className="note">{teleop.driving ? 'hand on' : 'hand off'}</span>
        )}
      </div>
      <TipWords />
      <LimitWords />
      <span className="view-actions">
        <Buttons />
      </span>
    </section>
  );
}
