/**
 * A process that imports a task and is killed in the middle of it, as a kill −9 at that moment would:
 * `node importAndDie.ts DATA FOLDER pause|append N` dies at the N-th pause of the import, or at its N-th ledger entry.
 */
import { importTask } from '../../main/environment/carry/importTask.ts';
import { openCarryGrounds } from './openCarryGrounds.ts';

const [dataDir = '', folder = '', what = '', at = ''] = process.argv.slice(2);
let left = Number(at);
const die = (): void => {
  if (--left > 0) return;
  process.kill(process.pid, 'SIGKILL');
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
};
const grounds = openCarryGrounds(dataDir, (ports) => ({
  ...ports,
  pause: async () => {
    if (what === 'pause') die();
  },
  demos: {
    ...ports.demos,
    record: (entry) => {
      const view = ports.demos.record(entry);
      if (what === 'append') die();
      return view;
    },
  },
}));
await importTask(grounds.ports, { dir: folder, id: 'again' }, new AbortController().signal);
process.stdout.write('whole\n');
