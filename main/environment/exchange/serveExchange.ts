/**
 * The exchange process's side of `base/wire/exchange.ts`: does the one order that comes and says how it ended. Knows no
 * stdio and no process.
 */
import { never } from '../../base/lib/assert.ts';
import { toBenchError } from '../../base/model/errors.ts';
import type { ToExchange } from '../../base/wire/exchange.ts';
import { exportDemos } from './exportDemos.ts';
import { type ExchangePorts, importDemos } from './importDemos.ts';

/** Never rejects: what went wrong is told as `failed`. */
export async function serveExchange(
  order: ToExchange,
  ports: ExchangePorts,
  signal: AbortSignal,
): Promise<void> {
  try {
    if (order.type === 'import') await importDemos(order, ports, signal);
    else if (order.type === 'export') await exportDemos(order, ports, signal);
    else never(order);
    ports.tell({ type: 'done' });
  } catch (thrown) {
    ports.tell({ type: 'failed', error: toBenchError(thrown).toData() });
  }
}
