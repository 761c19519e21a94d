/**
 * Servo calibration as a guided dialog: bring every joint to its middle, move it through its range, look at what comes
 * of it. It goes on where it was when the window was closed; left without saving, nothing is changed.
 */
import { SegmentedControl } from '@mantine/core';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import type { ArmName, ServoCalibrationView } from '../../../main/base/model/phaseOne.ts';
import { useDeck } from '../../actions/deck.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { HandPanel } from '../../parts/handPanel.tsx';
import { ProblemLine } from '../../parts/problemLine.tsx';
import { type Asking, useAsk } from '../../parts/useAsk.ts';
import { setUpBlocked } from '../../store/checkFacts.ts';
import { useWindow } from '../../store/windowStore.ts';
import { CalibrationFile } from './calibrationFile.tsx';
import { ServoRanges } from './servoRanges.tsx';

const steps: readonly {
  readonly step: ServoCalibrationView['step'];
  readonly word: string;
}[] = [
  { step: 'centre', word: 'Middle' },
  { step: 'sweep', word: 'Range' },
  { step: 'review', word: 'Review' },
];

function Steps({ at }: { readonly at: ServoCalibrationView['step'] | null }): ReactElement {
  return (
    <ol className="dialog-steps" aria-label="Steps">
      {steps.map(({ step, word }, index) => (
        <li key={step} aria-current={step === at ? 'step' : undefined}>
          {index + 1}. {word}
        </li>
      ))}
    </ol>
  );
}

const led = 'You lead it by hand to its middle and then through its whole range.';

function Begin(props: {
  readonly asking: Asking;
  readonly arm: ArmName;
  setArm(arm: ArmName): void;
  onDone(): void;
}): ReactElement {
  const { asking, arm } = props;
  const blocked = useWindow(setUpBlocked);
  return (
    <>
      <SegmentedControl
        aria-label="Which arm"
        value={arm}
        onChange={(value) => props.setArm(value === 'leader' ? 'leader' : 'follower')}
        data={[
          { value: 'follower', label: 'The arm (follower)' },
          { value: 'leader', label: 'The leader arm' },
        ]}
      />
      <p>
        {arm === 'follower'
          ? `The arm goes limp: hold it before you begin, without torque it sinks. ${led}`
          : `The leader arm has no torque. ${led}`}
      </p>
      <CalibrationFile arm={arm} asking={asking} />
      <ProblemLine words={asking.problem} />
      <div className="dialog-actions">
        {blocked !== null && <span className="why">{blocked}</span>}
        <ActionButton onPress={props.onDone}>Close</ActionButton>
        <ActionButton
          kind="primary"
          quiet
          blocked={blocked ?? (asking.busy === null ? null : 'The arm gets ready.')}
          onPress={() => void asking.ask('calibration.begin', { arm })}
        >
          {arm === 'follower' ? 'Begin: torque off' : 'Begin'}
        </ActionButton>
      </div>
    </>
  );
}

function Guide(props: {
  readonly view: ServoCalibrationView;
  readonly asking: Asking;
  onSaved(): void;
}): ReactElement {
  const { view, asking } = props;
  const { ask, busy } = asking;
  const open = view.joints.filter(({ enough }) => !enough).length;
  const waits = view.step !== 'sweep' || open === 0 ? null : view.todo;
  const why = busy === null ? waits : 'Working…';
  const save = async (): Promise<void> => {
    if ((await ask('calibration.end', { save: true })) !== null) props.onSaved();
  };
  return (
    <>
      <Steps at={view.step} />
      <p role="status">
        <b>{view.todo}</b>
      </p>
      <div className="dialog-split servo-split">
        <ServoRanges view={view} />
        {view.step !== 'review' && <HandPanel key={view.arm} arm={view.arm} />}
      </div>
      <ProblemLine words={asking.problem} />
      <div className="dialog-actions">
        {busy !== null && <span className="why">{why}</span>}
        <ActionButton onPress={() => void ask('calibration.end', { save: false })}>
          Discard and begin again
        </ActionButton>
        {view.step === 'review' ? (
          <ActionButton kind="primary" quiet blocked={why} onPress={() => void save()}>
            Save calibration
          </ActionButton>
        ) : (
          <ActionButton
            kind="primary"
            quiet
            blocked={why}
            onPress={() => void ask('calibration.next', {})}
          >
            {view.step === 'centre' ? 'Every joint is in its middle' : 'Next: review'}
          </ActionButton>
        )}
      </div>
    </>
  );
}

export function ServoCalibrationDialog({ onDone }: { onDone(): void }): ReactElement {
  const deck = useDeck();
  const asking = useAsk();
  const view = useWindow((state) => state.calibration);
  const [arm, setArm] = useState<ArmName>('follower');
  const open = useRef(false);
  open.current = view !== null;
  useEffect(
    () => () => {
      if (open.current) deck.call('calibration.end', { save: false }).catch(() => undefined);
    },
    [deck],
  );
  if (view === null) return <Begin asking={asking} arm={arm} setArm={setArm} onDone={onDone} />;
  return (
    <Guide
      view={view}
      asking={asking}
      onSaved={() => {
        open.current = false;
        onDone();
      }}
    />
  );
}
