/**
 * The core's end of the exchange process: one order, its answers in turn, its end. The process is gone when this settles,
 * whatever happened to it; one that dies on what it was given to read is an error that says so.
 */
import type { FramedChild } from '../../base/host/framedChild.ts';
import type { WireFrame } from '../../base/host/frames.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { FromExchange, ToExchange } from '../../base/wire/exchange.ts';

export type OpenExchange = (onFrame: (frame: WireFrame) => void) => FramedChild;

/** @throws BenchError as the process told it, `unavailable` when it died, `cancelled`, and what `take` throws. */
export async function runExchange(
  open: OpenExchange,
  order: ToExchange,
  take: (message: FromExchange) => void,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const over = Promise.withResolvers<void>();
  await using child = open(({ header }) => {
    const message = header as unknown as FromExchange;
    try {
      if (message.type === 'done') over.resolve();
      else if (message.type === 'failed') over.reject(BenchError.fromData(message.error));
      else take(message);
    } catch (thrown) {
      // What was made can't be kept (a full disk): nothing more is.
      over.reject(thrown);
      child.kill();
    }
  });
  const onAbort = (): void => over.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  void child.exited.then(({ code, signal: by, lastWords }) =>
    over.reject(
      new BenchError(
        'unavailable',
        `the exchange process ended (${by ?? code}) ${lastWords}`.trim(),
        {
          hint: 'What it read may be hostile or broken. What was imported before stays.',
        },
      ),
    ),
  );
  const body = Buffer.from(JSON.stringify(order), 'utf8');
  if (!child.send({ type: 'order' }, [body]))
    over.reject(new BenchError('unavailable', 'the exchange process cannot be started'));
  try {
    await over.promise;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
