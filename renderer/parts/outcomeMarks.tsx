/** Outcomes as marks, read like a text; whole rows of the oldest fall away, marks never shrink or shift. */
import { useElementSize } from '@mantine/hooks';
import type { ReactElement } from 'react';
import type { TrialRow } from '../../main/base/model/trial.ts';
import { firstShown } from '../store/trialPlaces.ts';
import { Mark } from './mark.tsx';

const pitchPx = 16;
const rowsShown = 3;

export function OutcomeMarks(props: {
  /** The newest, oldest first. */
  readonly marks: readonly {
    readonly id: string;
    readonly outcome: TrialRow['outcome'];
    readonly title: string;
  }[];
  /** One more runs now. */
  readonly running: boolean;
  /** What stands above them, by how many there are to see. */
  words(shown: number): string;
}): ReactElement {
  const { marks, running } = props;
  const { ref, width } = useElementSize();
  const perLine = Math.max(10, Math.floor(width / pitchPx));
  const shown = marks.slice(firstShown(marks.length + (running ? 1 : 0), perLine, rowsShown));
  const words = props.words(shown.length);
  return (
    <div className="strip">
      <span className="cell-name">{words}</span>
      <div className="strip-marks" ref={ref} role="img" aria-label={words}>
        {shown.map(({ id, outcome, title }) => (
          <span key={id} title={title}>
            <Mark state={outcome} />
          </span>
        ))}
        {running && (
          <span title="running now">
            <Mark state="running" />
          </span>
        )}
        {marks.length === 0 && !running && (
          <p className="note">Each trial leaves a mark here: disc success, ring failure.</p>
        )}
      </div>
    </div>
  );
}
