/** What a person asks of resets: so many in a row, ending that, a version from a folder, putting one in force. */
import type { CommandArgs, CommandName, CommandResult } from '../../main/base/api/contract.ts';
import { toBenchError } from '../../main/base/model/errors.ts';
import { firstResetDesk, type ResetDesk } from '../store/resetDesk.ts';
import { resetGateOf, resetWord, versionOf } from '../store/resetFacts.ts';
import { useWindow } from '../store/windowStore.ts';
import type { Deck } from './deck.ts';
import { longMs } from './judgeLooks.ts';

const taskNow = (): string | null => useWindow.getState().reset?.task ?? null;
const change = (part: Partial<ResetDesk>): void =>
  useWindow.setState((state) => ({ resetDesk: { ...state.resetDesk, ...part } }));

/** Waits for one answer; what is done then is said as a sentence. */
async function wait<N extends CommandName>(
  deck: Deck,
  kind: NonNullable<ResetDesk['wait']>,
  what: string,
  name: N,
  args: CommandArgs<N>,
  said: (answer: CommandResult<N>) => string,
): Promise<void> {
  change({ wait: kind, said: '' });
  const done = await deck.ask(what, name, args, { timeoutMs: longMs });
  if (useWindow.getState().resetDesk.wait !== kind) return;
  change({ wait: null, said: done === null ? '' : said(done.answer) });
}

/** Its tries and its end are told by the topic: the call itself may be over before. */
export async function measureReset(
  deck: Deck,
  choice: Omit<CommandArgs<'reset.run'>, 'task'>,
): Promise<void> {
  const task = taskNow();
  if (task === null) return;
  useWindow.setState({ resetDesk: firstResetDesk, refusal: null });
  try {
    await deck.call('reset.run', { task, ...choice }, { timeoutMs: longMs });
  } catch (thrown) {
    const { code, message, hint } = toBenchError(thrown);
    // A person stopped it, or it goes on without the call.
    if (code === 'timeout' || code === 'cancelled') return;
    useWindow.setState({ refusal: { what: 'Measure resets', message, hint: hint ?? null } });
  }
}

export async function stopResets(deck: Deck): Promise<void> {
  await wait(deck, 'stop', 'Stop the measuring', 'reset.stopRun', {}, () => 'It was stopped.');
}

export async function addReset(deck: Deck, dir: string, person: string): Promise<void> {
  const task = taskNow();
  if (task === null) return;
  const args = { task, dir, by: person };
  await wait(deck, 'add', 'Add a reset', 'reset.add', args, ({ id }) => {
    return `${resetWord(id)} is added: measure it, then accept it.`;
  });
}

export async function acceptReset(
  deck: Deck,
  reset: string,
  person: string,
  override: string | null,
): Promise<void> {
  const task = taskNow();
  if (task === null) return;
  const args = { task, reset, by: person, override };
  await wait(deck, 'accept', 'Accept the reset', 'reset.accept', args, () => {
    return `${resetWord(reset)} is in force: trials are set up by it.`;
  });
}

/** The question only where something is to be asked: a name, or a reason. */
export function askAcceptReset(deck: Deck, id: string): void {
  const { labels, reset } = useWindow.getState();
  const met = resetGateOf(versionOf(reset, id)?.measure ?? null) === 'met';
  if (met && labels.by !== '') void acceptReset(deck, id, labels.by, null);
  else {
    change({ accepting: id });
    useWindow.setState({ dialog: 'resetAccept' });
  }
}
