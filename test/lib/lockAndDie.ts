/**
 * A process that locks a split and is killed between the ledger's entry and the move, as a kill −9 at that moment would:
 * `node lockAndDie.ts DATA NEGATIVES`.
 */
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import { type LockedBook, openLockedBook } from '../../main/environment/clips/lockedBook.ts';
import { openClipRoom } from '../../main/environment/clips/openClipRoom.ts';
import { openDemoBook } from '../../main/environment/demos/demoBook.ts';
import { ledgerPath } from '../../main/store/dataLayout.ts';
import { openLedger } from '../../main/store/ledger/ledger.ts';

const [dataDir = '', negatives = ''] = process.argv.slice(2);
const ledger = openLedger(ledgerPath(dataDir), {
  ...{ clock: realClock, log: silentLog, softwareVersion: 'test' },
});
const book = openLockedBook(ledger);
const locked: LockedBook = {
  ...book,
  lock(split) {
    book.lock(split);
    process.kill(process.pid, 'SIGKILL');
    for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },
};
const demos = openDemoBook({
  ...{ ledger, isLocked: book.isLocked, clipsOf: () => 0, isTaken: () => false },
});
const room = openClipRoom({
  ...{ ledger, demos, locked, dataDir, wallTime: realClock.wallTime },
  pause: async () => undefined,
  quotasOf: async () => ({ success: 0, failure: 0, nearMisses: [] }),
  onTrouble: (error) => {
    throw error;
  },
});
room.split.lock({ task: 'push-t', negatives: Number(negatives), seed: 1 }, 'Ada');
