/** A night as windows and scripts see it, from its entries and its counts. Pure. */
import type { NightView } from '../../base/model/night.ts';
import type { NightTally } from './countNight.ts';
import type { PastNight } from './nightBook.ts';
import type { NightWish } from './runNight.ts';

export interface NightNow {
  /** Its trials run in this core. */
  readonly running: boolean;
  /** Null: nobody asked for anything. */
  readonly wish: NightWish | null;
  /** Why it stands where its core ended in the middle. */
  readonly stoodWhy: string;
}

export const stateNow = (past: PastNight, { running }: Pick<NightNow, 'running'>) =>
  past.state === 'running' && !running ? 'interrupted' : past.state;

/** `moved`: of one that stands still. */
export function nightView(
  past: PastNight,
  { counts, strip }: NightTally,
  now: NightNow,
  moved: readonly string[],
): NightView {
  const { nightId, task, sealHash, agent, thinkSeconds, clock, seed, budget, target } = past;
  const state = stateNow(past, now);
  const winding = now.wish === null ? '' : `${now.wish.why}, after this trial`;
  const why = state === 'interrupted' ? now.stoodWhy : past.why;
  return {
    ...{ nightId, task, sealHash, agent, clock, seed, budget, target, counts, strip, state },
    ...(thinkSeconds === undefined ? {} : { thinkSeconds }),
    ...{ startedBy: past.by, startedWallTime: past.wallTime, moved },
    ...(past.endedWallTime === null ? {} : { endedWallTime: past.endedWallTime }),
    why: state === 'running' ? winding : why,
    ...(past.sealBroken === null ? {} : { sealBroken: past.sealBroken }),
    ...(past.row === null ? {} : { row: past.row }),
    ...(past.parked === null ? {} : { parked: past.parked }),
    ...(past.wentOn.length === 0
      ? {}
      : { wentOn: { times: past.wentOn.length, wallTime: past.wentOn.at(-1) ?? '' } }),
  };
}
