/**
 * The recorder process: `base/wire/recorder.ts` over stdio. Lives on its standard input: when that ends, the trial in
 * hand is abandoned, its ffmpegs are ended, and the process is gone. Reading pauses while too much waits for the
 * disk, so that the pipe itself holds the core back. While it lives it holds the lock it is given, and the next core
 * reads no record until then; of one that was killed the ffmpegs may write a little longer, without a lock.
 * Usage: `node recorder.ts [--lock FILE] [--ffmpeg PROGRAM]`.
 */
import { writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { takeFileLock } from '../base/host/fileLock.ts';
import { createFrameDecoder, encodeFrame } from '../base/host/frames.ts';
import { leaveTerminalSignals } from '../base/host/leaveTerminalSignals.ts';
import { realClock } from '../base/lib/clock.ts';
import { createLog } from '../base/lib/log.ts';
import { createRecorderServer } from '../store/record/recorderServer.ts';

const highWaterBytes = 32 << 20;

const { values } = parseArgs({
  options: { lock: { type: 'string' }, ffmpeg: { type: 'string', default: 'ffmpeg' } },
});
const log = createLog((line) => writeSync(2, `${line}\n`), realClock.wallTime, 'recorder');
const lock = values.lock === undefined ? undefined : takeFileLock(values.lock);
if (lock === null) {
  log.log('error', 'another recorder writes into this data folder');
  process.exit(1);
}
const server = createRecorderServer({
  clock: realClock,
  log,
  ffmpeg: values.ffmpeg,
  send: (message) => void process.stdout.write(encodeFrame(message)),
});

leaveTerminalSignals();
process.stdout.on('error', () => undefined); // the core is gone: standard input ends as well
const decode = createFrameDecoder((frame) => server.take(frame));
let exitCode = 0;
try {
  for await (const chunk of process.stdin) {
    decode(chunk as Buffer);
    if (server.backlogBytes() > highWaterBytes) await server.below(highWaterBytes / 2);
  }
} catch (thrown) {
  log.log('error', 'the core sent bytes that are no frame', { error: String(thrown) });
  exitCode = 1;
}
await server[Symbol.asyncDispose]();
lock?.[Symbol.dispose]();
process.exit(exitCode);
