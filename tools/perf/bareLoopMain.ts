/** The yardstick's own process: says `started`, loops until its stdin ends, prints its lateness as one JSON array. */
import { realClock } from '../../main/base/lib/clock.ts';
import { runBareLoop } from './bareLoop.ts';

const stop = new AbortController();
process.stdin.on('end', () => stop.abort()).resume();
process.stdout.write('started\n');
const late = await runBareLoop(realClock, stop.signal);
process.stdout.write(JSON.stringify(late));
