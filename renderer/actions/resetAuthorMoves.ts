/** What a person asks of the author of resets: to write one by trying on the bench, and to stop. */
import type { CommandArgs } from '../../main/base/api/contract.ts';
import { toBenchError } from '../../main/base/model/errors.ts';
import { personOf } from '../store/labelsState.ts';
import { firstResetDesk } from '../store/resetDesk.ts';
import { useWindow } from '../store/windowStore.ts';
import type { Deck } from './deck.ts';
import { longMs } from './judgeLooks.ts';
import { openResetPage } from './onsetMoves.ts';

/** Its tries and its end are told by the topic: the call itself may be over before. */
export async function writeReset(
  deck: Deck,
  choice: Omit<CommandArgs<'reset.author'>, 'task' | 'by'>,
): Promise<void> {
  const { reset, labels } = useWindow.getState();
  if (reset === null) return;
  useWindow.setState({ resetDesk: firstResetDesk, refusal: null });
  openResetPage('author');
  const args = { task: reset.task, ...choice, by: personOf(labels) };
  try {
    await deck.call('reset.author', args, { timeoutMs: longMs });
  } catch (thrown) {
    const { code, message, hint } = toBenchError(thrown);
    // A person stopped it, it goes on without the call, or the page tells why nothing holds.
    if (code === 'timeout' || code === 'cancelled' || code === 'unavailable') return;
    useWindow.setState({ refusal: { what: 'Write a reset', message, hint: hint ?? null } });
  }
}

export async function stopResetAuthor(deck: Deck): Promise<void> {
  await deck.ask('Stop the author', 'reset.stopAuthor', {}, { timeoutMs: longMs });
}
