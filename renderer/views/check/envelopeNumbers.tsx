/** The envelope by numbers: the box of the tool tip, the floor under every link, and the range of each joint. */
import type { ReactElement } from 'react';
import { jointNames } from '../../../main/base/model/arm.ts';
import { NumberField } from '../../parts/numberField.tsx';
import { RangeFields } from '../../parts/rangeFields.tsx';
import { jointWords } from '../../parts/words.ts';
import { axes, axisWords, mmRule } from '../../store/boxText.ts';
import { degRule, type EnvelopeText } from './envelopeText.ts';

export function EnvelopeNumbers(props: {
  readonly text: EnvelopeText;
  readonly wrongId: string;
  change(text: EnvelopeText): void;
}): ReactElement {
  const { text, wrongId, change } = props;
  return (
    <div className="envelope-numbers">
      <div className="range-head">
        <h3>Tool tip</h3>
        <span>from</span>
        <span>to</span>
      </div>
      {axes.map((axis) => (
        <RangeFields
          key={axis}
          name={axisWords[axis]}
          unit="mm"
          rule={mmRule}
          ends={text.boxMm[axis]}
          wrongId={wrongId}
          change={(ends) => change({ ...text, boxMm: { ...text.boxMm, [axis]: ends } })}
        />
      ))}
      <div className="range-fields">
        <span>Floor of every link</span>
        <NumberField
          small
          name="Floor of every link"
          unit="mm"
          rule={mmRule}
          text={text.floorMm}
          wrongId={wrongId}
          change={(floorMm) => change({ ...text, floorMm })}
        />
      </div>
      <div className="range-head">
        <h3>Joints</h3>
      </div>
      {jointNames.map((name, joint) => {
        const ends = text.jointsDeg[joint];
        if (ends === undefined) return null;
        return (
          <RangeFields
            key={name}
            name={jointWords(name)}
            unit="°"
            rule={degRule(joint)}
            ends={ends}
            wrongId={wrongId}
            change={(next) => change({ ...text, jointsDeg: text.jointsDeg.with(joint, next) })}
          />
        );
      })}
    </div>
  );
}
