/**
 * What a person asks of judges: writing, measuring, trying, comparing, accepting; the live picture and what fooled it.
 * The core decides; an answer about a judge or a task that is not looked at any more is dropped.
 */
import type { CommandArgs, CommandName, CommandResult } from '../../main/base/api/contract.ts';
import type { LabelValue } from '../../main/base/model/episode.ts';
import { toBenchError } from '../../main/base/model/errors.ts';
import { emptyBook, mergeListing, shownBy } from '../store/clipBook.ts';
import { type Asked, firstJudgeDesk, type JudgeDesk, type JudgeWait } from '../store/judgeDesk.ts';
import { isLive, nextMistake, shownRef, shownVersion, versionWord } from '../store/judgeFacts.ts';
import { useWindow } from '../store/windowStore.ts';
import type { Deck } from './deck.ts';

const desk = (): JudgeDesk => useWindow.getState().judgeDesk;
export const changeDesk = (part: Partial<JudgeDesk>): void =>
  useWindow.setState((state) => ({ judgeDesk: { ...state.judgeDesk, ...part } }));
const taskNow = (): string | null => useWindow.getState().judge?.task ?? null;
const labeller = (): string => useWindow.getState().labels.by;
const by = (): string => (labeller() === '' ? 'operator' : labeller());

/** Every clip is judged, each over all of its frames. */
const longMs = 900_000;
/** Beside what it may take itself: reading the clips, and the measuring afterwards. */
const authorMoreMs = 900_000;

/** Another task was opened: nothing of the old one stays. */
export function beginDesk(task: string): void {
  if (desk().task === task) return;
  useWindow.setState({ judgeDesk: { ...firstJudgeDesk, task } });
}

const loading = new Set<string>();

/** Clips by their id, for pictures. Its own book: that of the labels may be a blind one. */
export async function loadJudgeClips(deck: Deck, task: string): Promise<void> {
  if (loading.has(task)) return;
  loading.add(task);
  try {
    for (let more = true; more; ) {
      const book = desk().book ?? emptyBook(task);
      const listing = await deck.call('clip.list', { task, since: book.revision });
      if (desk().task !== task) return;
      changeDesk({ book: mergeListing(book, task, listing) });
      more = listing.more && listing.revision > book.revision;
    }
  } catch {
    // What needs the clips says that they are missing; the next change of the clips asks again.
  } finally {
    loading.delete(task);
  }
}

type Report<N extends CommandName> = Asked<CommandResult<N>>;

/** Asks, and puts the answer where it belongs unless something else was asked there meanwhile. */
async function askFor<N extends CommandName>(
  deck: Deck,
  name: N,
  args: CommandArgs<N>,
  of: string,
  read: () => Report<N>,
  put: (next: Report<N>) => void,
): Promise<void> {
  const before = read();
  if (before.kind === 'asking' && before.of === of) return;
  const task = taskNow();
  const asking: Report<N> = { kind: 'asking', of };
  put(asking);
  const settle = (next: Report<N>): void => {
    if (desk().task === task && read() === asking) put(next);
  };
  try {
    settle({ kind: 'there', of, report: await deck.call(name, args, { timeoutMs: longMs }) });
  } catch (thrown) {
    settle({ kind: 'failed', of, message: toBenchError(thrown).message });
  }
}

/** Judges every clip that is not locked with the judge that is shown. */
export async function tryJudge(deck: Deck): Promise<void> {
  const task = taskNow();
  if (task === null) return;
  const judge = shownRef(useWindow.getState());
  changeDesk({ opened: null });
  await askFor(
    deck,
    'judge.try',
    { task, judge },
    judge,
    () => desk().tried,
    (tried) => changeDesk({ tried }),
  );
}

const mostCompared = 4;

/** The newest few, oldest first: what stands in the columns. */
export function comparedIds(): readonly string[] {
  const versions = useWindow.getState().judge?.versions ?? [];
  return versions.slice(-mostCompared).map(({ id }) => id);
}

export async function compareJudges(deck: Deck): Promise<void> {
  const task = taskNow();
  const judges = comparedIds();
  if (task === null || judges.length < 2) return;
  await askFor(
    deck,
    'judge.compare',
    { task, judges: [...judges] },
    judges.join(' '),
    () => desk().compared,
    (compared) => changeDesk({ compared }),
  );
}

export function chooseVersion(id: string): void {
  changeDesk({ chosen: id, opened: null, heatOn: false, middle: 'mistakes', said: '' });
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

/** Its progress is told by the topic; the answer is the end of it. */
export async function writeJudge(deck: Deck, choice: WriteChoice): Promise<void> {
  const task = taskNow();
  if (task === null) return;
  changeDesk({ middle: 'auto', opened: null, said: '' });
  const args = { task, ...choice, by: by() };
  const done = await deck.ask('Write a judge', 'judge.author', args, {
    timeoutMs: choice.seconds * 1000 + authorMoreMs,
  });
  if (done === null || desk().task !== task) return;
  const { judge, family, seconds } = done.answer;
  const words = `${versionWord(judge)} is written: ${family}, in ${Math.round(seconds)} s.`;
  changeDesk({ chosen: judge, middle: 'auto', said: words });
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

export async function measureJudge(deck: Deck): Promise<void> {
  const task = taskNow();
  const version = shownVersion(useWindow.getState());
  if (task === null || version === null) return;
  const args = { task, judge: version.id, by: by() };
  const measured = await wait(deck, 'measure', 'Measure the judge', 'judge.measure', args);
  if (measured !== null) changeDesk({ said: `${versionWord(version.id)} is measured.` });
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
  const done = await wait(deck, 'accept', 'Accept the judge', 'judge.accept', args);
  if (done === null) return false;
  changeDesk({ said: `${versionWord(version.id)} is in force: trials are judged by it.` });
  return true;
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

export function openMistake(clipId: string | null): void {
  changeDesk({ opened: clipId, heatProblem: null, middle: 'mistakes' });
}

export function stepMistake(step: 1 | -1): void {
  const next = nextMistake(useWindow.getState(), step);
  if (next !== null) openMistake(next);
}

export async function loadNear(deck: Deck, clip: string): Promise<void> {
  const task = taskNow();
  if (task === null || desk().near?.clip === clip) return;
  changeDesk({ near: null });
  try {
    const { clips } = await deck.call('judge.near', { task, clip }, { timeoutMs: longMs });
    if (desk().opened === clip) changeDesk({ near: { clip, clips } });
  } catch {
    // Nothing to compare with: the place stays empty.
    if (desk().opened === clip) changeDesk({ near: { clip, clips: [] } });
  }
}

const heatsKept = 12;

/** The map of one picture; null while it is not known. */
export function heatOf(
  { heats }: JudgeDesk,
  clip: string,
  role: string,
  atMs: number,
  judge: string,
) {
  const known = heats.find(
    (each) =>
      each.clip === clip &&
      each.judge === judge &&
      each.heat.role === role &&
      Math.abs(each.heat.atMs - atMs) < 1,
  );
  return known?.heat ?? null;
}

export async function loadHeat(
  deck: Deck,
  clip: string,
  roles: readonly string[],
  atMs: number,
): Promise<void> {
  const task = taskNow();
  const judge = shownRef(useWindow.getState());
  if (task === null) return;
  for (const role of roles) {
    if (desk().opened !== clip || heatOf(desk(), clip, role, atMs, judge) !== null) continue;
    try {
      const args = { task, judge, clip, role, atMs };
      const answer = await deck.call('judge.heat', args, { timeoutMs: longMs });
      // The picture that was meant is the one that was asked for, wherever the nearest frame lies.
      const map = { judge, clip, heat: { ...answer, atMs } };
      changeDesk({ heats: [map, ...desk().heats].slice(0, heatsKept), heatProblem: null });
    } catch (thrown) {
      changeDesk({ heatProblem: toBenchError(thrown).message });
      return;
    }
  }
}

/** At the labels, with these clips in the list and the first of them on the desk. */
export function lookAgain(ids: readonly string[]): void {
  const { book } = desk();
  useWindow.setState((state) => ({
    screen: 'labels',
    labels: {
      ...state.labels,
      look: 'first',
      filter: 'all',
      marks: {},
      picked: [],
      said: '',
      book: book ?? state.labels.book,
      shown: ids.length > 1 || book === null ? ids : shownBy(book, 'all'),
      clip: ids[0] ?? null,
    },
  }));
}
