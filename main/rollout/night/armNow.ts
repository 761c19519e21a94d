/**
 * Where the arm stood in the newest row of the loop. What the window is shown is a little older in bench time, which passes
 * faster than anybody looks.
 */
import type { BenchLink } from '../../bench/link.ts';
import type { Station } from '../../bench/stationPorts.ts';
import { isInClearView } from '../../environment/judge/clearView.ts';

export interface ArmNow extends Disposable {
  /** Listens to the bench that is open now. Call it as often as you like. */
  follow(): void;
  /** False where nothing was heard. */
  isIn(clearViewRad: readonly number[]): boolean;
}

export function createArmNow(station: Pick<Station, 'link'>): ArmNow {
  let link: BenchLink | null = null;
  let listening: Disposable | null = null;
  let positionRad: readonly number[] = [];
  const leave = (): void => {
    listening?.[Symbol.dispose]();
    listening = null;
    positionRad = [];
  };
  return {
    follow() {
      if (station.link === link) return;
      leave();
      link = station.link;
      listening =
        link?.onState(({ state }) => {
          positionRad = state.positionRad;
        }) ?? null;
    },
    isIn: (clearViewRad) =>
      station.link === link && positionRad.length > 0 && isInClearView(positionRad, clearViewRad),
    [Symbol.dispose]: leave,
  };
}
