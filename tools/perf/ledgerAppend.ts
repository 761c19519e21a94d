/** What it costs to make one ledger entry durable on the project's own disk. */
import { join } from 'node:path';
import { silentLog } from '../../main/base/lib/log.ts';
import { openLedger } from '../../main/store/ledger/ledger.ts';
import type { Figure } from './figure.ts';

const entries = 1000;

export const ledgerAppend: Figure = {
  name: 'ledger-append',
  what: 'One hash-chained entry, durable on this disk when the call returns; one append.',
  lines: ['ledger-append'],
  measure: async ({ clock, scratchDir }) => {
    const options = { clock, log: silentLog, softwareVersion: 'perf' };
    using ledger = openLedger(join(scratchDir, 'ledger.sqlite'), options);
    const values: number[] = [];
    for (let i = 0; i < entries; i++) {
      const startMs = clock.nowMs();
      ledger.append({ kind: 'alert', key: 'perf', message: `entry ${i} of a measurement` });
      values.push(clock.nowMs() - startMs);
    }
    return [{ name: 'ledger-append', unit: 'ms', values, baseline: null }];
  },
};
