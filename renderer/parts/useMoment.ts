/** A component that shows the moment: it is drawn again whenever the playhead moves. */
import { useSyncExternalStore } from 'react';
import type { Playhead } from '../store/playhead.ts';

/** Figures are read fifteen times a second at most; while they are redrawn, pictures are not. */
const figureMs = 66;

/** The moment, milliseconds of bench time: exact while it stands, in coarse steps of wall time while it plays. */
export function useMoment(playhead: Playhead): number {
  return useSyncExternalStore(playhead.on, () => {
    const step = figureMs * playhead.speed;
    return playhead.plays ? Math.floor(playhead.atMs / step) * step : playhead.atMs;
  });
}

export function usePlays(playhead: Playhead): boolean {
  return useSyncExternalStore(playhead.on, () => playhead.plays);
}

export function useSpeed(playhead: Playhead): number {
  return useSyncExternalStore(playhead.on, () => playhead.speed);
}
