/**
 * Where the arm stood in the newest row of the loop, and how warm it was. What the window is shown is a little older in
 * bench time, which passes faster than anybody looks.
 */
import { must } from '../../base/lib/assert.ts';
import { type ArmState, jointNames } from '../../base/model/arm.ts';
import type { BenchLink } from '../../bench/link.ts';
import type { Station } from '../../bench/stationPorts.ts';
import { isInClearView } from '../../environment/judge/clearView.ts';
import type { HotJoint } from './coolDown.ts';

export interface ArmNow extends Disposable {
  /** Listens to the bench that is open now. Call it as often as you like. */
  follow(): void;
  /** Null where nothing was heard. */
  hottest(): HotJoint | null;
  /** False where nothing was heard. */
  isIn(clearViewRad: readonly number[]): boolean;
}

export function createArmNow(station: Pick<Station, 'link'>): ArmNow {
  let link: BenchLink | null = null;
  let listening: Disposable | null = null;
  let arm: Pick<ArmState, 'positionRad' | 'temperatureC'> | null = null;
  const leave = (): void => {
    listening?.[Symbol.dispose]();
    listening = null;
    arm = null;
  };
  return {
    follow() {
      if (station.link === link) return;
      leave();
      link = station.link;
      listening =
        link?.onState(({ state }) => {
          arm = state;
        }) ?? null;
    },
    hottest() {
      if (station.link !== link || arm === null) return null;
      const temperatureC = Math.max(...arm.temperatureC);
      return { joint: must(jointNames[arm.temperatureC.indexOf(temperatureC)]), temperatureC };
    },
    isIn: (clearViewRad) =>
      station.link === link && arm !== null && isInClearView(arm.positionRad, clearViewRad),
    [Symbol.dispose]: leave,
  };
}
