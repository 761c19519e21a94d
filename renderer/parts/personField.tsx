/** Whose word it is: a name that stands in the ledger beside what was decided. */
import { TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { useWindow } from '../store/windowStore.ts';

/** Whoever named themselves once in this window is not asked again. */
function remember(text: string): void {
  const by = text.trim();
  if (by !== '') useWindow.setState(({ labels }) => ({ labels: { ...labels, by } }));
}

export function PersonField(props: {
  readonly text: string;
  change(text: string): void;
}): ReactElement {
  return (
    <TextInput
      label="Your name, for the ledger"
      w={280}
      maxLength={80}
      autoComplete="off"
      value={props.text}
      onChange={(event) => props.change(event.currentTarget.value)}
      onBlur={(event) => remember(event.currentTarget.value)}
    />
  );
}
