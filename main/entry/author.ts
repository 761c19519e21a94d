/**
 * The author process: `base/wire/author.ts` over stdio. It writes one judge and ends; when its standard input ends first,
 * because the core is gone or nobody wants it any more, it gives up at once, and what it worked out is kept for going on.
 * Usage: `node author.ts`.
 */
import { createFrameDecoder, encodeFrame } from '../base/host/frames.ts';
import { leaveTerminalSignals } from '../base/host/leaveTerminalSignals.ts';
import { realClock } from '../base/lib/clock.ts';
import { BenchError } from '../base/model/errors.ts';
import type { AuthorOrder, FromAuthor } from '../base/wire/author.ts';
import { serveAuthor } from '../environment/author/serveAuthor.ts';

leaveTerminalSignals();
const ended = new AbortController();
const tell = (message: FromAuthor): void => void process.stdout.write(encodeFrame(message));
process.stdout.on('error', () => undefined); // the core is gone: standard input ends as well

const order = await new Promise<AuthorOrder | null>((resolve) => {
  const decode = createFrameDecoder(({ blobs }) =>
    resolve(JSON.parse(Buffer.from(blobs[0] ?? []).toString('utf8')) as AuthorOrder),
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
if (order !== null) await serveAuthor(order, { clock: realClock, tell }, ended.signal);
// All that was told is in the pipe before the process goes.
await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
process.exit(0);
