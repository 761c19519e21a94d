/** Teaching the foot switch's key, and seeing that a gamepad is heard. What is taught works from then on, everywhere. */
import { type ReactElement, useEffect, useState } from 'react';
import { type Lesson, learnFrom, stopKeys, taughtKey, teachKey } from '../../actions/stopInputs.ts';
import { ActionButton, KeyCap } from '../../parts/actionButton.tsx';

function useLesson(): readonly [Lesson | null, (listen: boolean) => void] {
  const [lesson, setLesson] = useState<Lesson | null>(null);
  const waiting = lesson?.kind === 'waiting';
  useEffect(() => {
    if (!waiting) return;
    const onKey = (event: KeyboardEvent): void => {
      event.preventDefault();
      event.stopImmediatePropagation();
      const heard = learnFrom(event);
      if (heard.kind === 'taught') teachKey(heard.key);
      setLesson(heard);
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [waiting]);
  return [lesson, (listen) => setLesson(listen ? { kind: 'waiting' } : null)];
}

function usePadName(): string | null {
  const read = (): string | null => navigator.getGamepads().find((pad) => pad !== null)?.id ?? null;
  const [name, setName] = useState(read);
  useEffect(() => {
    const look = (): void => setName(read());
    window.addEventListener('gamepadconnected', look);
    window.addEventListener('gamepaddisconnected', look);
    return () => {
      window.removeEventListener('gamepadconnected', look);
      window.removeEventListener('gamepaddisconnected', look);
    };
  });
  return name;
}

function lessonWords(lesson: Lesson | null): string {
  if (lesson === null) return '';
  if (lesson.kind === 'waiting') return 'Press the foot switch now.';
  if (lesson.kind === 'refused') return lesson.why;
  return lesson.warning ?? `${lesson.key.name} stops the robot from now on. Press it to try.`;
}

export function StopInputsForm({ onDone }: { onDone(): void }): ReactElement {
  const [lesson, listen] = useLesson();
  const pad = usePadName();
  const taught = taughtKey();
  const waiting = lesson?.kind === 'waiting';
  return (
    <>
      <p>
        {stopKeys.join(' and ')} always stop the robot. A foot switch that acts as a keyboard, and a
        gamepad, can do the same. They are software stops: a bench still needs a hardware emergency
        stop.
      </p>
      <section className="stop-input" aria-label="Foot switch">
        <h3>Foot switch</h3>
        <p>
          {taught === null ? 'No key taught yet.' : 'Stops the robot: '}
          {taught !== null && <KeyCap>{taught.name}</KeyCap>}
        </p>
        <span className="stop-input-actions">
          <ActionButton autoFocus onPress={() => listen(!waiting)}>
            {waiting ? 'Cancel' : 'Teach a key…'}
          </ActionButton>
          {taught !== null && (
            <ActionButton
              onPress={() => {
                teachKey(null);
                listen(false);
              }}
            >
              Forget it
            </ActionButton>
          )}
        </span>
        <p className="why" role="status">
          {lessonWords(lesson)}
        </p>
      </section>
      <section className="stop-input" aria-label="Gamepad">
        <h3>Gamepad</h3>
        <p>
          {pad === null
            ? 'None heard yet: press any of its buttons.'
            : `Heard: ${pad.slice(0, 60)}.`}
        </p>
        <p className="note">
          The right one of the four buttons stops the robot (B, or the circle); on a pad of unknown
          layout every button does. The window must be visible for it.
        </p>
      </section>
      <div className="dialog-actions">
        <ActionButton kind="primary" onPress={onDone}>
          Done
        </ActionButton>
      </div>
    </>
  );
}
