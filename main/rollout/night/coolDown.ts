/**
 * A night goes by temperature, not by clock: where the hottest servo comes near the temperature at which it has to rest, no
 * trial begins before it is as cool as a night may begin with. The arm holds in the clear view meanwhile. In bench time
 * servos stay cool.
 */
import type { Clock } from '../../base/lib/clock.ts';
import type { Alerts } from '../../bench/alerts.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import { coolMarginC } from './preflight.ts';

export interface HotJoint {
  readonly joint: string;
  readonly temperatureC: number;
}

export interface CoolDownPorts {
  readonly clock: Pick<Clock, 'every' | 'nowMs'>;
  readonly alerts: Pick<Alerts, 'raise' | 'clear'>;
  readonly ledger: Pick<Ledger, 'append'>;
  /** Of the newest row of the loop; null where nothing was heard yet. */
  readonly hottest: () => HotJoint | null;
}

export const coolingKey = 'night/cooling';
/** So near the rest temperature a trial may not begin: one heats by less. */
const hotMarginC = 4;
const lookEveryMs = 1000;
/** A bench that was just opened says nothing for a moment. */
const unheardMs = 5000;
/** An arm that holds may stay warm: then a person is needed. */
const longestMs = 30 * 60_000;

/** Null: a trial may begin, or nobody waits any more; else why a person is needed. @throws BenchError `storage`. */
export async function coolDown(
  { clock, alerts, ledger, hottest }: CoolDownPorts,
  nightId: string,
  restC: number,
  signal: AbortSignal,
): Promise<string | null> {
  const { promise, resolve, reject } = Promise.withResolvers<string | null>();
  const beganMs = clock.nowMs();
  let waitsFor: string | null = null;
  const begin = ({ joint, temperatureC }: HotJoint): void => {
    waitsFor = joint;
    ledger.append({ kind: 'night-cooling', nightId, joint, temperatureC });
    alerts.raise(
      coolingKey,
      'warning',
      `The night waits for ${joint} to cool: ${temperatureC.toFixed(0)} °C.`,
      `It goes on by itself below ${(restC - coolMarginC).toFixed(0)} °C.`,
    );
  };
  const look = (): void => {
    const hot = hottest();
    const ms = clock.nowMs() - beganMs;
    if (hot === null) {
      // Whether a bench answers at all is asked by who opens it.
      if (waitsFor === null && ms >= unheardMs) resolve(null);
    } else if (hot.temperatureC <= restC - (waitsFor === null ? hotMarginC : coolMarginC))
      resolve(null);
    else if (waitsFor === null) begin(hot);
    if (waitsFor !== null && ms >= longestMs) resolve(`${waitsFor} does not cool`);
  };
  const onAbort = (): void => resolve(null);
  if (signal.aborted) return null;
  signal.addEventListener('abort', onAbort);
  // What the disk refuses is for who waits here, not for a timer.
  const tried = (): void => {
    try {
      look();
    } catch (thrown) {
      reject(thrown);
    }
  };
  using _looking = clock.every(lookEveryMs, tried);
  tried();
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', onAbort);
    if (waitsFor !== null) alerts.clear(coolingKey);
  }
}
