/**
 * Where the arm may go, changed by numbers or by moving the arm, with the box live over the pictures. What is kept is
 * what the core accepted; a box that is being typed is drawn as soon as it is one.
 */
import { SegmentedControl } from '@mantine/core';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import type { Box } from '../../../main/base/model/arm.ts';
import { useDeck } from '../../actions/deck.ts';
import { ActionButton } from '../../parts/actionButton.tsx';
import { BoxLines } from '../../parts/boxLines.tsx';
import { LivePicture } from '../../parts/livePicture.tsx';
import { readNumber } from '../../parts/numberText.ts';
import { ProblemLine } from '../../parts/problemLine.tsx';
import { type Asking, useAsk } from '../../parts/useAsk.ts';
import { setUpBlocked } from '../../store/checkFacts.ts';
import { useWindow } from '../../store/windowStore.ts';
import { EnvelopeNumbers } from './envelopeNumbers.tsx';
import { EnvelopeTeach, marginRule } from './envelopeTeach.tsx';
import { type EnvelopeText, envelopeText, readBox, readEnvelope } from './envelopeText.ts';

type Way = 'numbers' | 'teach';

const wrongId = 'envelope-wrong';

function Pictures({ box }: { readonly box: Box | null }): ReactElement {
  const roles = useWindow((state) => state.bench?.cameras.map(({ role }) => role).join(' ') ?? '');
  const now = useWindow((state) => state.bench?.envelope?.workspaceM ?? null);
  return (
    <div className="dialog-pictures">
      {roles
        .split(' ')
        .filter((role) => role !== '')
        .map((role) => (
          <LivePicture
            key={role}
            role={role}
            over={(model) => (
              <>
                {now !== null && box !== now && <BoxLines model={model} box={now} plain />}
                {box !== null && <BoxLines model={model} box={box} />}
              </>
            )}
          />
        ))}
      <p className="note">Amber: the envelope as it will be. White: as it is now.</p>
    </div>
  );
}

/** Ends a teaching that is left without an answer: the arm takes up its torque again. */
function useTeachingEnds(teaching: boolean): void {
  const deck = useDeck();
  const open = useRef(teaching);
  open.current = teaching;
  useEffect(
    () => () => {
      if (open.current) deck.call('sweep.end', { save: false }).catch(() => undefined);
    },
    [deck],
  );
}

interface WayProps extends Asking {
  onDone(): void;
}

function TeachActions(props: WayProps & { readonly margin: string }): ReactElement {
  const { ask, busy } = props;
  const teaching = useWindow((state) => state.sweep !== null);
  const swept = useWindow((state) => state.sweep?.tipM != null);
  const blocked = useWindow(setUpBlocked);
  const margin = readNumber(props.margin, marginRule);
  const save = async (): Promise<void> => {
    if (!margin.ok) return;
    const args = { save: true, marginM: margin.value / 1000 };
    if ((await ask('sweep.end', args)) !== null) props.onDone();
  };
  if (!teaching) {
    return (
      <div className="dialog-actions">
        {blocked !== null && <span className="why">{blocked}</span>}
        <ActionButton onPress={props.onDone}>Cancel</ActionButton>
        <ActionButton
          kind="primary"
          quiet
          blocked={blocked ?? (busy === null ? null : 'The arm gets ready.')}
          onPress={() => void ask('sweep.begin', { limp: true })}
        >
          Begin: torque off
        </ActionButton>
      </div>
    );
  }
  const why = swept
    ? margin.ok
      ? null
      : `Margin: ${margin.why}.`
    : 'Nothing was swept yet: move the arm.';
  return (
    <div className="dialog-actions">
      {why !== null && <span className="why">{why}</span>}
      <ActionButton onPress={() => void ask('sweep.end', { save: false })}>
        Discard what was swept
      </ActionButton>
      <ActionButton kind="primary" quiet blocked={why} onPress={() => void save()}>
        Save envelope
      </ActionButton>
    </div>
  );
}

function NumberActions(props: WayProps & { readonly text: EnvelopeText }): ReactElement {
  const blocked = useWindow((state) => {
    const why = setUpBlocked(state);
    return why === 'The robot is stopped: resume first.' ? null : why;
  });
  const read = readEnvelope(props.text);
  const why = typeof read === 'string' ? read : blocked;
  const save = async (): Promise<void> => {
    if (typeof read === 'string') return;
    const edit = {
      workspaceM: read.workspaceM,
      floorM: read.floorM,
      jointsRad: [...read.jointsRad],
    };
    if ((await props.ask('envelope.set', edit)) !== null) props.onDone();
  };
  return (
    <div className="dialog-actions">
      {why !== null && (
        <span className="why" id={wrongId}>
          {why}
        </span>
      )}
      <ActionButton onPress={props.onDone}>Cancel</ActionButton>
      <ActionButton kind="primary" quiet blocked={why} onPress={() => void save()}>
        Save envelope
      </ActionButton>
    </div>
  );
}

function Editor(props: { readonly first: EnvelopeText; onDone(): void }): ReactElement {
  const asking = useAsk();
  const sweep = useWindow((state) => state.sweep);
  const [way, setWay] = useState<Way>(sweep === null ? 'numbers' : 'teach');
  const [text, setText] = useState(props.first);
  const [margin, setMargin] = useState('10');
  useTeachingEnds(sweep !== null);
  const typed = readBox(text.boxMm);
  const box = way === 'teach' ? (sweep?.tipM ?? null) : typeof typed === 'string' ? null : typed;
  const parts = { ...asking, onDone: props.onDone };
  return (
    <>
      <div className="dialog-split">
        <Pictures box={box} />
        <div className="dialog-side">
          <SegmentedControl
            aria-label="How the envelope is set"
            value={way}
            disabled={sweep !== null}
            onChange={(value) => setWay(value === 'teach' ? 'teach' : 'numbers')}
            data={[
              { value: 'numbers', label: 'By numbers' },
              { value: 'teach', label: 'By moving the arm' },
            ]}
          />
          {way === 'numbers' ? (
            <EnvelopeNumbers text={text} wrongId={wrongId} change={setText} />
          ) : (
            <EnvelopeTeach margin={margin} changeMargin={setMargin} />
          )}
        </div>
      </div>
      <ProblemLine words={asking.problem} />
      {way === 'numbers' ? (
        <NumberActions {...parts} text={text} />
      ) : (
        <TeachActions {...parts} margin={margin} />
      )}
    </>
  );
}

export function EnvelopeDialog({ onDone }: { onDone(): void }): ReactElement {
  const envelope = useWindow((state) => state.bench?.envelope ?? null);
  if (envelope === null) {
    return (
      <>
        <p>The bench has not told its envelope yet: the arm does not answer.</p>
        <div className="dialog-actions">
          <ActionButton kind="primary" onPress={onDone}>
            Close
          </ActionButton>
        </div>
      </>
    );
  }
  return <Editor first={envelopeText(envelope)} onDone={onDone} />;
}
