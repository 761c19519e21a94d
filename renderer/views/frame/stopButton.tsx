/**
 * The software stop. Always at the same place, above everything (`--z-stop`), in every state. It is not an emergency
 * stop and its tooltip says so. Resuming is elsewhere and explicit.
 */
import { Tooltip } from '@mantine/core';
import type { ReactElement } from 'react';
import { useDeck } from '../../actions/deck.ts';
import { KeyCap } from '../../parts/actionButton.tsx';

const about =
  'Software stop (Pause or F12): the arm holds where it is and stays stopped until a person resumes. ' +
  'It is no emergency stop: a bench still needs a hardware emergency stop.';

export function StopButton(): ReactElement {
  const deck = useDeck();
  return (
    <Tooltip label={about} w={520} position="left" offset={8}>
      <button
        type="button"
        className="stop"
        aria-description={about}
        aria-keyshortcuts="Pause F12"
        onClick={() => deck.stop('stop button')}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M0 0h16v16H0Z" fill="currentColor" />
        </svg>
        STOP<span className="unseen"> the robot </span>
        <KeyCap>Pause</KeyCap>
      </button>
    </Tooltip>
  );
}
