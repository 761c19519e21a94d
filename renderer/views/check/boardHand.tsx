/** On the simulated bench: a person's hand that holds the calibration board, leans it, or takes it away. */
import { type ReactElement, useState } from 'react';
import { ActionButton } from '../../parts/actionButton.tsx';
import { ProblemLine } from '../../parts/problemLine.tsx';
import { useAsk } from '../../parts/useAsk.ts';
import { useWindow } from '../../store/windowStore.ts';
import { boardPoses, type NamedPose } from './boardPoses.ts';

/** Where the task's object hides nothing of the board. */
const asideM = { xM: 0.06, yM: 0.22 } as const;

export function BoardHand(): ReactElement | null {
  const simulated = useWindow((state) => state.bench?.kind === 'simulated');
  const object = useWindow((state) => state.bench?.objects?.[0]);
  const { ask, problem } = useAsk();
  const [at, setAt] = useState<string | null>(null);
  if (!simulated) return null;
  const put = async (to: NamedPose | null): Promise<void> => {
    if ((await ask('sim.board', { pose: to?.pose ?? null })) !== null) setAt(to?.words ?? null);
  };
  return (
    <section className="hand-panel" aria-label="Hand with the board">
      <h3>
        Hand with the board <span className="note">simulated bench</span>
      </h3>
      <div className="board-poses">
        {boardPoses.map((each) => (
          <button
            key={each.words}
            type="button"
            className="tool"
            aria-pressed={at === each.words}
            onClick={() => void put(each)}
          >
            {each.words}
          </button>
        ))}
      </div>
      <div className="check-actions">
        <ActionButton onPress={() => void put(null)}>Take the board away</ActionButton>
        {object !== undefined && (
          <ActionButton
            onPress={() => void ask('sim.hand', { object, pose: { ...asideM, yawRad: 0 } })}
          >
            Clear the table
          </ActionButton>
        )}
      </div>
      <ProblemLine words={problem} />
    </section>
  );
}
