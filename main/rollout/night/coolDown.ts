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
  readonly clock: Pick<Clock, 'every'>;
  readonly alerts: Pick<Alerts, 'raise' | 'clear'>;
  readonly ledger: Pick<Ledger, 'append'>;
  /** Of the newest row of the loop; null where nothing is heard. */
  readonly hottest: () => HotJoint | null;
}

export const coolingKey = 'night/cooling';
/** So near the rest temperature a trial may not begin: one heats by less. */
const hotMarginC = 4;
const lookEveryMs = 1000;

/** Resolves when a trial may begin, or on abort. */
export async function coolDown(
  { clock, alerts, ledger, hottest }: CoolDownPorts,
  nightId: string,
  restC: number,
  signal: AbortSignal,
): Promise<void> {
  const isHot = (marginC: number): boolean =>
    (hottest()?.temperatureC ?? Number.NEGATIVE_INFINITY) > restC - marginC;
  const hot = hottest();
  if (hot === null || !isHot(hotMarginC) || signal.aborted) return;
  const { joint, temperatureC } = hot;
  ledger.append({ kind: 'night-cooling', nightId, joint, temperatureC });
  alerts.raise(
    coolingKey,
    'warning',
    `The night waits for ${joint} to cool: ${temperatureC.toFixed(0)} °C.`,
    `It goes on by itself below ${(restC - coolMarginC).toFixed(0)} °C.`,
  );
  const { promise, resolve } = Promise.withResolvers<void>();
  const onAbort = (): void => resolve();
  signal.addEventListener('abort', onAbort);
  using _looking = clock.every(lookEveryMs, () => {
    if (!isHot(coolMarginC)) resolve();
  });
  await promise;
  signal.removeEventListener('abort', onAbort);
  alerts.clear(coolingKey);
}
