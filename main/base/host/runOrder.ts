/**
 * One order to a child process: sent once, its messages in turn, its end. The process is gone when this settles, whatever
 * happened to it; one that dies on what it was given is an error that says so. Knows no order by content.
 */
import { BenchError, type ErrorData } from '../model/errors.ts';
import type { FramedChild } from './framedChild.ts';
import type { WireFrame } from './frames.ts';

/** The two messages that end an order; all others are the caller's. */
export type OrderEnd =
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly error: ErrorData };

export interface OrderWords {
  /** Of the process, in errors. */
  readonly name: string;
  /** What to do when it died. */
  readonly hint: string;
}

type Told<M extends { readonly type: string }> = Exclude<M, OrderEnd>;

/** @throws BenchError as the process told it, `unavailable` when it died, `cancelled`, and what `take` throws. */
export async function runOrder<M extends { readonly type: string }>(
  open: (onFrame: (frame: WireFrame) => void) => FramedChild,
  order: object,
  words: OrderWords,
  take: (message: Told<M>) => void,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const over = Promise.withResolvers<void>();
  await using child = open(({ header }) => {
    const message = header as unknown as OrderEnd | Told<M>;
    try {
      if (message.type === 'done') over.resolve();
      else if (message.type === 'failed')
        over.reject(BenchError.fromData((message as Extract<OrderEnd, { type: 'failed' }>).error));
      else take(message as Told<M>);
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
        `the ${words.name} process ended (${by ?? code}) ${lastWords}`.trim(),
        { hint: words.hint },
      ),
    ),
  );
  const body = Buffer.from(JSON.stringify(order), 'utf8');
  if (!child.send({ type: 'order' }, [body]))
    over.reject(new BenchError('unavailable', `the ${words.name} process cannot be started`));
  try {
    await over.promise;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
