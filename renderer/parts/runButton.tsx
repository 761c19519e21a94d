/** The one thing to do next on every screen: start a run, or end the one that runs. */
import type { ReactElement } from 'react';
import { runBlocked } from '../store/runBlocked.ts';
import { useWindow } from '../store/windowStore.ts';
import { ActionButton } from './actionButton.tsx';

export function RunButton(): ReactElement {
  const running = useWindow((state) => state.run !== null);
  const blocked = useWindow(runBlocked);
  if (running) {
    return (
      <ActionButton keyCap="R" onPress={() => useWindow.setState({ dialog: 'end' })}>
        End run…
      </ActionButton>
    );
  }
  return (
    <ActionButton
      kind="primary"
      keyCap="R"
      blocked={blocked}
      onPress={() => useWindow.setState({ dialog: 'run' })}
    >
      Run trials…
    </ActionButton>
  );
}
