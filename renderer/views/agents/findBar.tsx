/** Searching in a terminal: what for, how often it is there, on and back. Escape ends it. */
import { type KeyboardEvent, type ReactElement, useState } from 'react';

export interface Found {
  /** The place that is looked at, from 0; -1: none, or one of too many to count. */
  readonly index: number;
  readonly count: number;
}

function foundWords(text: string, { index, count }: Found): string {
  if (text === '') return '';
  if (count === 0) return 'not found';
  return index < 0 ? `${count} or more` : `${index + 1} of ${count}`;
}

export function FindBar(props: {
  readonly found: Found;
  find(text: string, step: 1 | -1): void;
  onEnd(): void;
}): ReactElement {
  const [text, setText] = useState('');
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') props.onEnd();
    else if (event.key === 'Enter') props.find(text, event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <search className="find-bar">
      <input
        // biome-ignore lint/a11y/noAutofocus: a person has just asked for it
        autoFocus
        aria-label="Search in the terminal"
        placeholder="Search"
        spellCheck={false}
        autoComplete="off"
        value={text}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setText(event.currentTarget.value);
          // Upwards: what was last is nearest.
          props.find(event.currentTarget.value, -1);
        }}
      />
      <output className="number">{foundWords(text, props.found)}</output>
      <button type="button" className="link" onClick={() => props.find(text, -1)}>
        Up
      </button>
      <button type="button" className="link" onClick={() => props.find(text, 1)}>
        Down
      </button>
      <button type="button" className="link" onClick={props.onEnd}>
        Close
      </button>
    </search>
  );
}
