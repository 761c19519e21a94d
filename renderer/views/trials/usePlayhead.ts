/** A component that shows the moment: it is drawn again whenever the playhead moves. */
import { useSyncExternalStore } from 'react';
import type { Playhead } from '../../store/playhead.ts';

/** The moment, milliseconds of bench time. */
export function useMoment(playhead: Playhead): number {
  return useSyncExternalStore(playhead.on, () => playhead.atMs);
}

export function usePlays(playhead: Playhead): boolean {
  return useSyncExternalStore(playhead.on, () => playhead.plays);
}

export function useSpeed(playhead: Playhead): number {
  return useSyncExternalStore(playhead.on, () => playhead.speed);
}
