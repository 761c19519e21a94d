/**
 * The stop tried by really stopping: the arm moves slowly, a person presses the stop, and what was measured is shown.
 * The dialog leaves the stop free; closing it while the arm moves stops the arm.
 */
import { type ReactElement, useEffect, useRef } from 'react';
import type { StopTestView } from '../../../main/base/model/phaseOne.ts';
import { useDeck } from '../../actions/deck.ts';
import { stopAction } from '../../actions/robotActions.ts';
import { ActionButton, KeyCap } from '../../parts/actionButton.tsx';
import { Mark } from '../../parts/mark.tsx';
import { ProblemLine } from '../../parts/problemLine.tsx';
import { useAsk } from '../../parts/useAsk.ts';
import { setUpBlocked } from '../../store/checkFacts.ts';
import { useWindow } from '../../store/windowStore.ts';

/** The motion itself ends after some seconds; the core answers then at the latest. */
const testMs = 60_000;

function ms(value: number | null): string {
  return value === null ? 'not measured' : `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

function Result({ test }: { readonly test: StopTestView }): ReactElement {
  const held = test.state === 'held';
  return (
    <section className="stop-result" aria-label="Result">
      <p className="stop-verdict" role="status">
        <Mark state={held ? 'passed' : 'failed'} size={14} />
        <b>
          {held
            ? 'The arm held.'
            : test.state === 'not-stopped'
              ? 'Nobody stopped it in time. Try again and press Stop while it moves.'
              : 'The stop test failed.'}
        </b>
      </p>
      {held && (
        <dl className="fact-list">
          <div>
            <dt>Hold written</dt>
            <dd>{ms(test.wroteAfterMs)}</dd>
          </div>
          <div>
            <dt>Arm stood</dt>
            <dd>{ms(test.stoodAfterMs)}</dd>
          </div>
        </dl>
      )}
      {test.why !== '' && <p className="note">{test.why}</p>}
    </section>
  );
}

function Moving(): ReactElement {
  const test = useWindow((state) => state.check?.stopTest ?? null);
  const moves = test?.state === 'moving';
  const speed = moves ? ` at ${(test.speedMS * 1000).toFixed(0)} mm/s` : '';
  return (
    <div className="stop-now">
      <Mark state="moving" size={20} />
      <p role="status">
        <b>{moves ? `The arm moves${speed}. Press Stop now.` : 'The arm gets ready.'}</b>
        <span className="note">
          The red button, or{' '}
          {(stopAction.keys ?? []).map((key) => (
            <KeyCap key={key}>{key}</KeyCap>
          ))}
          , a foot switch or button B of a gamepad.
        </span>
      </p>
    </div>
  );
}

function Intro(): ReactElement {
  return (
    <>
      <p>
        The arm goes to a clear height and then moves slowly to and fro. Press Stop while it moves:
        it must hold at once. Nobody moves into its reach; a hand stays at the hardware stop.
      </p>
      <p className="note">
        Afterwards the robot is stopped as after every stop, until you resume it.
      </p>
    </>
  );
}

export function StopTestDialog({ onDone }: { onDone(): void }): ReactElement {
  const deck = useDeck();
  const { busy, problem, ask } = useAsk();
  const test = useWindow((state) => state.check?.stopTest ?? null);
  const stopped = useWindow((state) => state.bench?.stopped != null);
  const blocked = useWindow(setUpBlocked);
  const moving = busy !== null || test?.state === 'moving';
  const movingNow = useRef(moving);
  movingNow.current = moving;
  useEffect(
    () => () => {
      if (movingNow.current) deck.stop('the stop test was closed');
    },
    [deck],
  );
  const shown = !moving && test !== null && (stopped || test.state !== 'held') ? test : null;
  return (
    <>
      {moving ? <Moving /> : shown !== null ? <Result test={shown} /> : <Intro />}
      <ProblemLine words={problem} />
      <div className="dialog-actions">
        {!moving && !stopped && blocked !== null && <span className="why">{blocked}</span>}
        <ActionButton onPress={onDone}>{moving ? 'Stop and close' : 'Close'}</ActionButton>
        {stopped ? (
          <ActionButton
            kind="primary"
            onPress={() => {
              onDone();
              deck.resume();
            }}
          >
            Resume the robot
          </ActionButton>
        ) : (
          <ActionButton
            kind="primary"
            quiet
            blocked={moving ? 'The arm moves.' : blocked}
            onPress={() => void ask('check.stopTest', {}, { timeoutMs: testMs })}
          >
            {shown === null ? 'Start the slow motion' : 'Test again'}
          </ActionButton>
        )}
      </div>
    </>
  );
}
