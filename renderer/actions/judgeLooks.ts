/**
 * Looking at judges: what one makes of all clips, versions side by side, a mistake in large with where the judge looks and
 * what it learnt from, the way to its label. An answer about a judge or task that is not looked at any more is dropped.
 */
import type { CommandArgs, CommandName, CommandResult } from '../../main/base/api/contract.ts';
import { toBenchError } from '../../main/base/model/errors.ts';
import { emptyBook, mergeListing, shownBy } from '../store/clipBook.ts';
import { type Asked, firstJudgeDesk, type JudgeDesk } from '../store/judgeDesk.ts';
import { nextMistake, shownRef } from '../store/judgeFacts.ts';
import { useWindow } from '../store/windowStore.ts';
import { askInto } from './askInto.ts';
import type { Deck } from './deck.ts';

const desk = (): JudgeDesk => useWindow.getState().judgeDesk;
export const changeDesk = (part: Partial<JudgeDesk>): void =>
  useWindow.setState((state) => ({ judgeDesk: { ...state.judgeDesk, ...part } }));
const taskNow = (): string | null => useWindow.getState().judge?.task ?? null;

/** Every clip is judged, each over all of its frames. */
export const longMs = 900_000;

/** The core ends a call after five minutes and goes on with what it was asked for. */
export const isLate = (thrown: unknown): boolean => toBenchError(thrown).code === 'timeout';

/** Asked again, the core has the rest of it; so often that even a slow computer comes to an end. */
const mostAsks = 12;

export async function askAgain<T>(ask: () => Promise<T>): Promise<T> {
  for (let asked = 1; ; asked++) {
    try {
      return await ask();
    } catch (thrown) {
      if (!isLate(thrown) || asked >= mostAsks) throw thrown;
    }
  }
}

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
  const putIfHere = (next: Report<N>): void => {
    if (desk().task === task) put(next);
  };
  await askInto({ read, put: putIfHere }, of, () =>
    askAgain(() => deck.call(name, args, { timeoutMs: longMs })),
  );
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
