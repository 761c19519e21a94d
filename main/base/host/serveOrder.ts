/**
 * The other end of `runOrder.ts`, in the main of a child process: one order is heard, done, and the process ends. When
 * standard input ends first, because the core is gone or nobody wants it any more, the work is told to give up. Knows no
 * order by content.
 */
import { BenchError } from '../model/errors.ts';
import { createFrameDecoder, encodeFrame } from './frames.ts';
import { leaveTerminalSignals } from './leaveTerminalSignals.ts';

/** Null: there was none, or nobody could read it. */
function hearOrder<Order>(ended: AbortController): Promise<Order | null> {
  return new Promise((resolve) => {
    const decode = createFrameDecoder(({ blobs }) =>
      resolve(JSON.parse(Buffer.from(blobs[0] ?? []).toString('utf8')) as Order),
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
}

/** Resolves when all that was told is in the pipe: the process may go then. `serve` never rejects. */
export async function serveOrder<Order, Message extends { readonly type: string }>(
  serve: (order: Order, tell: (message: Message) => void, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  leaveTerminalSignals();
  const ended = new AbortController();
  process.stdout.on('error', () => undefined); // the core is gone: standard input ends as well
  const order = await hearOrder<Order>(ended);
  const tell = (message: Message): void => void process.stdout.write(encodeFrame(message));
  if (order !== null) await serve(order, tell, ended.signal);
  await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
}
