/** The clock of a night: it may run fast or be set right by a little, and is not set back unseen. */
import { expect, test } from 'vitest';
import { tempDir } from '../../../test/lib/coreUnderTest.ts';
import { realClock } from '../../base/lib/clock.ts';
import { silentLog } from '../../base/lib/log.ts';
import { ledgerPath } from '../../store/dataLayout.ts';
import { openLedger } from '../../store/ledger/ledger.ts';
import { createPastWatch } from './watchPast.ts';

test('a clock that is set back is named, a second is not', async () => {
  using data = tempDir('past');
  const ports = { clock: realClock, log: silentLog, softwareVersion: 'test' };
  using _ledger = openLedger(ledgerPath(data.path), ports);
  let nowMs = 1000;
  let wallMs = Date.parse('2026-12-01T00:00:00Z');
  const check = createPastWatch({
    dataDir: data.path,
    clock: {
      nowMs: () => nowMs,
      wallTime: () => new Date(wallMs).toISOString(),
      sleep: async () => undefined,
    },
  });
  const passes = (mono: number, wall: number): Promise<void> => {
    nowMs += mono;
    wallMs += wall;
    return check('night-0001');
  };
  await passes(0, 0);
  await passes(60_000, 59_000);
  await passes(60_000, 3_660_000);
  await expect(passes(60_000, -3_540_000)).rejects.toThrow('the clock was set back by 3600 s');
});
