/**
 * The exchange process: `base/wire/exchange.ts` over stdio. It does one import or export and ends; when its standard input
 * ends first, because the core is gone or nobody wants it any more, it gives up at once and leaves its folder to whoever
 * cleans up. What it reads was made by strangers: a crash here is a refusal there.
 * Usage: `node exchange.ts [--ffmpeg PROGRAM] [--ffprobe PROGRAM]`.
 */
import { parseArgs } from 'node:util';
import { createFrameDecoder, encodeFrame } from '../base/host/frames.ts';
import { leaveTerminalSignals } from '../base/host/leaveTerminalSignals.ts';
import { realClock } from '../base/lib/clock.ts';
import { BenchError } from '../base/model/errors.ts';
import type { FromExchange, ToExchange } from '../base/wire/exchange.ts';
import { serveExchange } from '../environment/exchange/serveExchange.ts';

const { values } = parseArgs({
  options: {
    ffmpeg: { type: 'string', default: 'ffmpeg' },
    ffprobe: { type: 'string', default: 'ffprobe' },
  },
});
leaveTerminalSignals();
const ended = new AbortController();
const tell = (message: FromExchange): void => void process.stdout.write(encodeFrame(message));
process.stdout.on('error', () => undefined); // the core is gone: standard input ends as well

const order = await new Promise<ToExchange | null>((resolve) => {
  const decode = createFrameDecoder(({ blobs }) =>
    resolve(JSON.parse(Buffer.from(blobs[0] ?? []).toString('utf8')) as ToExchange),
  );
  process.stdin.on('data', (chunk: Buffer) => {
    try {
      decode(chunk);
    } catch {
      resolve(null);
    }
  });
  process.stdin.once('end', () => {
    resolve(null);
    ended.abort(new BenchError('cancelled', 'it was given up'));
  });
});
if (order !== null) {
  const { ffmpeg, ffprobe } = values;
  await serveExchange(order, { clock: realClock, ffmpeg, ffprobe, tell }, ended.signal);
}
// All that was told is in the pipe before the process goes.
await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
process.exit(0);
