/** Wall time in steps of some seconds: as fine as the figures that are made of it. */
import { useEffect, useState } from 'react';
import type { Clock } from '../../main/base/lib/clock.ts';

const lookEveryMs = 10_000;

export function useWallTime(clock: Clock): string {
  const [now, setNow] = useState(() => clock.wallTime());
  useEffect(() => {
    const tick = clock.every(lookEveryMs, () => setNow(clock.wallTime()));
    return () => tick[Symbol.dispose]();
  }, [clock]);
  return now;
}
