/** The task in numbers: how fast it is controlled, how long and how often it is tried, what a campaign is to reach. */
import { Select, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { formRatesHz } from '../../../main/base/model/taskFormProblems.ts';
import type { NumberRule } from '../../parts/numberText.ts';
import { stepText } from '../../parts/numberText.ts';
import { FormSection } from './formSection.tsx';
import type { TaskPart } from './taskParts.ts';

/** A number whose rule is the form's own: what is wrong comes from there. */
export function PlainNumber(props: {
  readonly label: string;
  readonly unit?: string;
  readonly text: string;
  readonly wrong: string | undefined;
  change(text: string): void;
}): ReactElement {
  const bounds: NumberRule = { min: 0, max: 100_000, whole: false };
  return (
    <TextInput
      className={props.unit === undefined ? 'number-field' : 'number-field with-unit'}
      label={props.label}
      inputMode="decimal"
      autoComplete="off"
      value={props.text}
      error={props.wrong}
      onChange={(event) => props.change(event.currentTarget.value)}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
        if (step === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        props.change(stepText(props.text, bounds, step));
      }}
      {...(props.unit === undefined
        ? {}
        : {
            rightSection: props.unit,
            rightSectionWidth: 28,
            rightSectionPointerEvents: 'none' as const,
          })}
    />
  );
}

export function TaskNumbers({ draft, problems, change }: TaskPart): ReactElement {
  const rates = [...new Set([...formRatesHz.map(String), draft.rateHz])];
  return (
    <FormSection title="In numbers">
      <div className="field-four">
        <Select
          label="Control rate"
          data={rates.map((rate) => ({ value: rate, label: `${rate} Hz` }))}
          value={draft.rateHz}
          error={problems.get('rateHz')}
          onChange={(rateHz) => change({ rateHz: rateHz ?? draft.rateHz })}
        />
        <PlainNumber
          label="Episode limit"
          unit="s"
          text={draft.attemptLimitS}
          wrong={problems.get('attemptLimitS')}
          change={(attemptLimitS) => change({ attemptLimitS })}
        />
        <PlainNumber
          label="Attempts, 1 to 8"
          text={draft.attempts}
          wrong={problems.get('attempts')}
          change={(attempts) => change({ attempts })}
        />
        <PlainNumber
          label="Target, in a row"
          text={draft.inARow}
          wrong={problems.get('target.inARow')}
          change={(inARow) => change({ inARow })}
        />
      </div>
    </FormSection>
  );
}
