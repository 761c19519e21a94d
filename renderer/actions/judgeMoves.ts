/**
 * What a person asks of judges: having one written, adding, measuring, accepting one, the watch; the live picture and
 * keeping what fooled it. The core decides, and goes on with what a call is too short for.
 */
import type { CommandArgs, CommandName, CommandResult } from '../../main/base/api/contract.ts';
import type { LabelValue } from '../../main/base/model/episode.ts';
import { toBenchError } from '../../main/base/model/errors.ts';
import type { AuthorReport } from '../../main/base/model/judgeWork.ts';
import type { JudgeDesk, JudgeWait } from '../store/judgeDesk.ts';
import { isLive, shownRef, shownVersion, versionWord } from '../store/judgeFacts.ts';
import { personOf } from '../store/labelsState.ts';
import { useWindow } from '../store/windowStore.ts';
import type { Deck } from './deck.ts';
import { askAgain, changeDesk, isLate, longMs } from './judgeLooks.ts';

const desk = (): JudgeDesk => useWindow.getState().judgeDesk;
const taskNow = (): string | null => useWindow.getState().judge?.task ?? null;
const labeller = (): string => useWindow.getState().labels.by;
const by = (): string => personOf(useWindow.getState().labels);

function refuse(what: string, thrown: unknown): void {
  const { message, hint } = toBenchError(thrown);
  useWindow.setState({ refusal: { what, message, hint: hint ?? null } });
}

/** Waits for one answer, and says what came of it. */
async function wait<N extends CommandName>(
  deck: Deck,
  kind: JudgeWait,
  what: string,
  name: N,
  args: CommandArgs<N>,
): Promise<CommandResult<N> | null> {
  changeDesk({ wait: kind, said: '' });
  const done = await deck.ask(what, name, args, { timeoutMs: longMs });
  if (desk().wait === kind) changeDesk({ wait: null });
  return done === null ? null : done.answer;
}

export interface WriteChoice {
  readonly seconds: number;
  readonly measure: boolean;
  readonly resume: boolean;
}

/** Its progress and its end are told by the topic: the call itself may be over before. */
export async function writeJudge(deck: Deck, choice: WriteChoice): Promise<void> {
  const task = taskNow();
  if (task === null) return;
  changeDesk({ middle: 'auto', opened: null, said: '' });
  useWindow.setState({ refusal: null });
  try {
    await deck.call('judge.author', { task, ...choice, by: by() }, { timeoutMs: longMs });
  } catch (thrown) {
    const { code } = toBenchError(thrown);
    // A person stopped it, or it goes on without the call.
    if (code !== 'timeout' && code !== 'cancelled') refuse('Write a judge', thrown);
  }
}

/** The author has come to its end: its judge is the one that is looked at. */
export function tellAuthored({ judge, family, seconds }: AuthorReport): void {
  const words = `${versionWord(judge)} is written: ${family}, in ${Math.round(seconds)} s.`;
  changeDesk({ chosen: judge, middle: 'auto', opened: null, said: words });
}

export async function stopAuthor(deck: Deck): Promise<void> {
  await deck.ask('Stop the author', 'judge.stopAuthor', {}, { timeoutMs: longMs });
}

export async function addJudge(deck: Deck, dir: string, person: string): Promise<boolean> {
  const task = taskNow();
  if (task === null) return false;
  const made = await wait(deck, 'add', 'Add a judge', 'judge.add', { task, dir, by: person });
  if (made === null) return false;
  changeDesk({ chosen: made.id, said: `${versionWord(made.id)} is added.` });
  return true;
}

/** When the newest measuring of a version was; null: never. */
const measuredAt = (id: string): string | null =>
  useWindow.getState().judge?.versions.find((each) => each.id === id)?.locked?.wallTime ?? null;

/** Never asked for twice, because it costs a look: after the time of a call its end is waited for. */
export async function measureJudge(deck: Deck): Promise<void> {
  const task = taskNow();
  const version = shownVersion(useWindow.getState());
  if (task === null || version === null) return;
  const before = measuredAt(version.id);
  const done = (said: string): void => {
    if (desk().wait === 'measure') changeDesk({ wait: null, said });
  };
  const measured = `${versionWord(version.id)} is measured.`;
  changeDesk({ wait: 'measure', said: '' });
  useWindow.setState({ refusal: null });
  try {
    const args = { task, judge: version.id, by: by() };
    await deck.call('judge.measure', args, { timeoutMs: longMs });
    done(measured);
  } catch (thrown) {
    if (!isLate(thrown)) {
      done('');
      refuse('Measure the judge', thrown);
      return;
    }
    const follow = useWindow.subscribe(() => {
      if (desk().wait === 'measure' && measuredAt(version.id) === before) return;
      follow();
      done(measured);
    });
  }
}

export async function acceptJudge(
  deck: Deck,
  person: string,
  override: string | null,
): Promise<boolean> {
  const task = taskNow();
  const version = shownVersion(useWindow.getState());
  if (task === null || version === null) return false;
  const args = { task, judge: version.id, by: person, override };
  changeDesk({ wait: 'accept', said: '' });
  useWindow.setState({ refusal: null });
  let said = '';
  try {
    // It judges all clips before: longer than a call may take, on a slow computer.
    await askAgain(() => deck.call('judge.accept', args, { timeoutMs: longMs }));
    said = `${versionWord(version.id)} is in force: trials are judged by it.`;
  } catch (thrown) {
    refuse('Accept the judge', thrown);
  }
  if (desk().wait === 'accept') changeDesk({ wait: null, said });
  return said !== '';
}

/** The question only where something is to be asked: a name, or a reason. */
export function askAccept(deck: Deck, met: boolean): void {
  if (met && labeller() !== '') void acceptJudge(deck, labeller(), null);
  else useWindow.setState({ dialog: 'judgeAccept' });
}

export async function watchJudge(deck: Deck): Promise<void> {
  const task = taskNow();
  if (task !== null) await wait(deck, 'watch', 'Look for drift', 'judge.watch', { task });
}

export async function toggleLive(deck: Deck): Promise<void> {
  const task = taskNow();
  if (task === null) return;
  const { judgeLive } = useWindow.getState();
  const judge = shownRef(useWindow.getState());
  if (isLive(judgeLive)) await wait(deck, 'live', 'Stop looking', 'judge.liveEnd', {});
  else await wait(deck, 'live', 'Look live', 'judge.live', { task, judge });
}

/** The arm leaves the pictures; the looking goes on. */
export async function clearArm(deck: Deck): Promise<void> {
  await wait(deck, 'clear', 'Move the arm aside', 'judge.clearView', {});
}

/** The last seconds as a clip with this label; whoever says so is asked for their name once. */
export async function keepFooled(
  deck: Deck,
  value: Extract<LabelValue, 'success' | 'failure'>,
): Promise<void> {
  if (labeller() === '') {
    useWindow.setState((state) => ({
      dialog: 'labelBy',
      labels: { ...state.labels, asked: { kind: 'keep', value } },
    }));
    return;
  }
  const kept = await wait(deck, 'keep', 'Keep the clip', 'judge.keep', { value, by: labeller() });
  if (kept !== null)
    changeDesk({ said: `Kept as ${value}: clip ${Number(kept.clipId.slice(5))}.` });
}
