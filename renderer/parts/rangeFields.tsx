/** From and to of one quantity, typed: two fields in a line with its name. */
import type { ReactElement } from 'react';
import { NumberField } from './numberField.tsx';
import type { NumberRule } from './numberText.ts';

export function RangeFields(props: {
  readonly name: string;
  readonly unit: string;
  readonly rule: NumberRule;
  readonly ends: { readonly min: string; readonly max: string };
  /** The id of an element that says what is wrong. */
  readonly wrongId: string;
  change(ends: { readonly min: string; readonly max: string }): void;
}): ReactElement {
  const { name, unit, rule, ends } = props;
  return (
    <div className="range-fields">
      <span>{name}</span>
      <NumberField
        small
        name={`${name}, from`}
        unit={unit}
        rule={rule}
        text={ends.min}
        wrongId={props.wrongId}
        change={(min) => props.change({ ...ends, min })}
      />
      <NumberField
        small
        name={`${name}, to`}
        unit={unit}
        rule={rule}
        text={ends.max}
        wrongId={props.wrongId}
        change={(max) => props.change({ ...ends, max })}
      />
    </div>
  );
}
