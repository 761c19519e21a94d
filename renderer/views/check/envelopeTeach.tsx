/** The envelope by moving the arm through everything it may reach: what was swept so far, and the margin around it. */
import type { ReactElement } from 'react';
import type { Range } from '../../../main/base/model/arm.ts';
import { signed } from '../../../main/base/model/signed.ts';
import { HandPanel } from '../../parts/handPanel.tsx';
import { NumberField } from '../../parts/numberField.tsx';
import type { NumberRule } from '../../parts/numberText.ts';
import { axes, axisWords } from '../../store/boxText.ts';
import { useWindow } from '../../store/windowStore.ts';

export const marginRule: NumberRule = { min: 0, max: 100, whole: false };

const span = ({ min, max }: Range): string =>
  `${signed(min * 1000, 0)} to ${signed(max * 1000, 0)} mm`;

export function EnvelopeTeach(props: {
  readonly margin: string;
  changeMargin(text: string): void;
}): ReactElement {
  const sweep = useWindow((state) => state.sweep);
  if (sweep === null) {
    return (
      <div className="envelope-teach">
        <p>
          The arm goes limp and you lead it by hand through everything it shall reach: every corner,
          and as high as it has to lift. What it swept, with a margin, becomes the envelope.
        </p>
        <p className="note">Hold the arm before you begin: without torque it sinks.</p>
      </div>
    );
  }
  return (
    <div className="envelope-teach">
      <p role="status">
        <b>Lead the arm through everything it shall reach.</b> {sweep.rows} readings so far.
      </p>
      <dl className="fact-list">
        {axes.map((axis) => (
          <div key={axis}>
            <dt>{axisWords[axis]}</dt>
            <dd>{sweep.tipM === null ? 'no reading' : span(sweep.tipM[axis])}</dd>
          </div>
        ))}
      </dl>
      <NumberField
        label="Margin around it"
        unit="mm"
        width={140}
        rule={marginRule}
        text={props.margin}
        change={props.changeMargin}
      />
      <HandPanel arm="follower" />
    </div>
  );
}
