/** On which clock trials run: as on a table, or as fast as this computer can. Only the simulated bench has the choice. */
import { SegmentedControl } from '@mantine/core';
import { type ReactElement, useId } from 'react';

export type ClockChoice = 'real' | 'lockstep';

export function ClockField(props: {
  readonly name: string;
  readonly clock: ClockChoice;
  /** Where there is no room for what the choice means; it is in the tooltip. */
  readonly short?: boolean;
  change(clock: ClockChoice): void;
}): ReactElement {
  const nameId = useId();
  const words =
    props.clock === 'real'
      ? 'As it would happen on a table: one bench second takes one second.'
      : 'As fast as this computer can, and the same seed gives the same bytes.';
  return (
    <div className="field" title={props.short === true ? words : undefined}>
      <span className="field-name" id={nameId}>
        {props.name}
      </span>
      <SegmentedControl
        aria-labelledby={nameId}
        value={props.clock}
        onChange={(clock) => props.change(clock === 'lockstep' ? 'lockstep' : 'real')}
        data={[
          { value: 'real', label: 'Real time' },
          { value: 'lockstep', label: 'Lockstep' },
        ]}
      />
      {props.short !== true && <span className="note">{words}</span>}
    </div>
  );
}
