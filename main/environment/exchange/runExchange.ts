/** The core's end of the exchange process: one order, its answers in turn, its end. */
import type { FramedChild } from '../../base/host/framedChild.ts';
import type { WireFrame } from '../../base/host/frames.ts';
import { type OrderEnd, runOrder } from '../../base/host/runOrder.ts';
import type { FromExchange, ToExchange } from '../../base/wire/exchange.ts';

export type OpenExchange = (onFrame: (frame: WireFrame) => void) => FramedChild;

const words = {
  name: 'exchange',
  hint: 'What it read may be hostile or broken. What was imported before stays.',
};

/** @throws BenchError as the process told it, `unavailable` when it died, `cancelled`, and what `take` throws. */
export async function runExchange(
  open: OpenExchange,
  order: ToExchange,
  take: (message: Exclude<FromExchange, OrderEnd>) => void,
  signal: AbortSignal,
): Promise<void> {
  await runOrder<FromExchange>(open, order, words, take, signal);
}
