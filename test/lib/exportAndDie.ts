/**
 * Exports a night in a process of its own and dies by SIGKILL at a pause: `node exportAndDie.ts DATA DIR PAUSE`. Exits with
 * 0 where it came to its end before.
 */
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import { spanOfNight } from '../../main/rollout/exporting/entriesOfNight.ts';
import { exportNight } from '../../main/rollout/exporting/exportNight.ts';
import { ledgerPath } from '../../main/store/dataLayout.ts';
import { openLedger } from '../../main/store/ledger/ledger.ts';

const [dataDir = '', dir = '', at = '1'] = process.argv.slice(2);
using ledger = openLedger(ledgerPath(dataDir), {
  ...{ clock: realClock, log: silentLog, softwareVersion: '1' },
});
let left = Number(at);
await exportNight(
  {
    ...{ dataDir, ledger, isLocked: () => false, git: { bundle: async () => undefined } },
    wallTime: realClock.wallTime,
    pause: async () => {
      if (--left <= 0) process.kill(process.pid, 'SIGKILL');
    },
  },
  { night: spanOfNight(ledger, 'night-0001'), dir, frames: 'all' },
  new AbortController().signal,
  () => undefined,
);
