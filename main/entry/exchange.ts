/**
 * The exchange process: `base/wire/exchange.ts` over stdio. It does one import or export and ends; when its standard input
 * ends first, because the core is gone or nobody wants it any more, it gives up at once and leaves its folder to whoever
 * cleans up. What it reads was made by strangers: a crash here is a refusal there.
 * Usage: `node exchange.ts [--ffmpeg PROGRAM] [--ffprobe PROGRAM]`.
 */
import { parseArgs } from 'node:util';
import { serveOrder } from '../base/host/serveOrder.ts';
import { realClock } from '../base/lib/clock.ts';
import type { FromExchange, ToExchange } from '../base/wire/exchange.ts';
import { serveExchange } from '../environment/exchange/serveExchange.ts';

const { values } = parseArgs({
  options: {
    ffmpeg: { type: 'string', default: 'ffmpeg' },
    ffprobe: { type: 'string', default: 'ffprobe' },
  },
});
const { ffmpeg, ffprobe } = values;

await serveOrder<ToExchange, FromExchange>((order, tell, signal) =>
  serveExchange(order, { clock: realClock, ffmpeg, ffprobe, tell }, signal),
);
process.exit(0);
