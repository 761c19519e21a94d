/**
 * The author process's side of `base/wire/author.ts`: does the one order that comes and says how it ended. Knows no
 * stdio and no process.
 */
import type { Clock } from '../../base/lib/clock.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { AuthorOrder, FromAuthor } from '../../base/wire/author.ts';
import { armFamily } from './armFamily.ts';
import type { Family } from './family.ts';
import { geometryFamily } from './geometryFamily.ts';
import { netFamily } from './netFamily.ts';
import { runAuthor } from './runAuthor.ts';

/** The cheapest that sees comes first. */
export const ownFamilies: readonly Family[] = [geometryFamily, netFamily, armFamily];

/** Never rejects: what went wrong is told as `failed`. */
export async function serveAuthor(
  order: AuthorOrder,
  ports: {
    readonly clock: Pick<Clock, 'nowMs' | 'sleep'>;
    readonly tell: (message: FromAuthor) => void;
  },
  signal: AbortSignal,
): Promise<void> {
  try {
    await runAuthor(order, { ...ports, families: ownFamilies }, signal);
    ports.tell({ type: 'done' });
  } catch (thrown) {
    const stopped = signal.aborted ? new BenchError('cancelled', 'it was stopped') : thrown;
    ports.tell({ type: 'failed', error: toBenchError(stopped).toData() });
  }
}
