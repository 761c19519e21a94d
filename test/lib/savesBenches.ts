/**
 * A process that saves benches, envelopes and calibrations into the data folder it is given, one after another, and says
 * so line by line until it is killed: for tests that kill it.
 */
import { simulatedCalibration } from '../../main/base/arm/so101.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import { simulatedBenchEnvelope } from '../../main/bench/benchEnvelope.ts';
import { openBenchBook } from '../../main/bench/choice/benchBook.ts';
import { ledgerPath } from '../../main/store/dataLayout.ts';
import { openLedger } from '../../main/store/ledger/ledger.ts';

const dataDir = process.argv[2] ?? '';
const ledger = openLedger(ledgerPath(dataDir), {
  clock: realClock,
  log: silentLog,
  softwareVersion: 'test',
});
const book = openBenchBook({ dataDir, ledger, log: silentLog });
const { workspaceM, jointsRad } = simulatedBenchEnvelope;

for (let round = 1; ; round++) {
  book.save({
    id: 'lab',
    name: `Lab ${round}`,
    kind: 'real',
    followerPort: '/dev/ttyACM7',
    leaderPort: null,
    cameras: [{ role: 'front', device: '/dev/video72', widthPx: 640, heightPx: 480, rateHz: 30 }],
  });
  book.choose(round % 2 === 0 ? 'simulated' : 'lab');
  book.saveEnvelope({ workspaceM, floorM: (round % 9) / 1000, jointsRad }, 'numbers');
  book.saveCalibration('follower', simulatedCalibration);
  process.stdout.write(`${round}\n`);
}
