/** An emulated servo bus in a process of its own, as on a bench: prints its path, ends when its stdin ends. */
import { openTestBus } from '../../test/lib/openTestBus.ts';

const opened = openTestBus({ realTime: true });
process.stdin
  .on('end', () => {
    opened[Symbol.dispose]();
    process.exit(0);
  })
  .resume();
process.stdout.write(`${opened.bus.path}\n`);
