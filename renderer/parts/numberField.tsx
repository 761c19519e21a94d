/**
 * A field for a number: the text stays as it was typed, and what is wrong with it stands beside it. Arrow up and down
 * step it. It does not decide what a wrong text blocks: who uses it reads the same text by the same rule.
 */
import { TextInput } from '@mantine/core';
import type { KeyboardEvent, ReactElement } from 'react';
import { type NumberRule, readBound, readNumber, stepText } from './numberText.ts';

interface NumberFieldProps {
  /** Seen above it; without one it needs `name`. */
  readonly label?: string;
  /** Its name for those who do not see where it stands. */
  readonly name?: string;
  readonly rule: NumberRule;
  readonly text: string;
  readonly unit?: string;
  readonly width?: number;
  readonly small?: boolean;
  readonly disabled?: boolean;
  readonly readOnly?: boolean;
  /** What it means that nothing stands there; without it that is wrong. */
  readonly blank?: string;
  /** The id of an element that says what is wrong, where there is no room under the field. */
  readonly wrongId?: string;
  change(text: string): void;
}

export function NumberField(props: NumberFieldProps): ReactElement {
  const { rule, text, unit, disabled = false, readOnly = false } = props;
  const read = props.blank === undefined ? readNumber(text, rule) : readBound(text, rule);
  const wrong = read.ok || disabled || readOnly ? null : read.why;
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    if (step === 0 || readOnly || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    props.change(stepText(text, rule, step));
  };
  return (
    <TextInput
      className={unit === undefined ? 'number-field' : 'number-field with-unit'}
      size={props.small === true ? 'xs' : 'sm'}
      inputMode={rule.whole && rule.min >= 0 ? 'numeric' : rule.min >= 0 ? 'decimal' : 'text'}
      autoComplete="off"
      spellCheck={false}
      value={text}
      disabled={disabled}
      readOnly={readOnly}
      error={props.wrongId === undefined ? wrong : wrong !== null}
      onKeyDown={onKeyDown}
      onChange={(event) => props.change(event.currentTarget.value)}
      {...(props.label === undefined ? {} : { label: props.label })}
      {...(props.name === undefined ? {} : { 'aria-label': props.name })}
      {...(props.blank === undefined ? {} : { placeholder: props.blank })}
      {...(props.width === undefined ? {} : { w: props.width })}
      {...(unit === undefined
        ? {}
        : {
            rightSection: unit,
            rightSectionWidth: 28,
            rightSectionPointerEvents: 'none' as const,
          })}
      {...(props.wrongId === undefined || wrong === null
        ? {}
        : { 'aria-describedby': props.wrongId })}
    />
  );
}
