/**
 * The author process's side of `base/wire/author.ts`: does the one order that comes and says how it ended. Knows no
 * stdio and no process.
 */
import type { Clock } from '../../base/lib/clock.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { AuthorOrder, FromAuthor } from '../../base/wire/author.ts';
import type { Desk } from './authorHand.ts';
import type { Hands } from './hands.ts';
import { ownFamilies } from './ownFamilies.ts';
import { runAuthor } from './runAuthor.ts';
import { openThreadHands } from './threadHands.ts';

/** Two cores are used, however many there are: the bench needs the others. */
const threads = 2;

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
    const openHands = (desk: Omit<Desk, 'families'>): Hands =>
      openThreadHands(desk, threads, signal);
    await runAuthor(order, { ...ports, families: ownFamilies, openHands }, signal);
    ports.tell({ type: 'done' });
  } catch (thrown) {
    const stopped = signal.aborted ? new BenchError('cancelled', 'it was stopped') : thrown;
    ports.tell({ type: 'failed', error: toBenchError(stopped).toData() });
  }
}
