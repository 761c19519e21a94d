/**
 * What a key does to the clips: answer, mark, step, undo, choose what is listed. An answer is shown at once and taken back
 * when the core does not take it; what the core says always wins. Every answer is on the disk when the core has answered.
 */
import type { Clock } from '../../main/base/lib/clock.ts';
import type { LabelLook } from '../../main/base/model/episode.ts';
import { toBenchError } from '../../main/base/model/errors.ts';
import {
  type AnswerValue,
  answerOf,
  type ClipFilter,
  clipOf,
  decisiveMs,
  forgetLook,
  keepShown,
  mergeClips,
  mergeListing,
  neighbour,
  nextToAnswer,
  putAnswer,
  shownBy,
  unput,
} from '../store/clipBook.ts';
import { keepLabeller } from '../store/keepDayLook.ts';
import { type LabelsState, personOf } from '../store/labelsState.ts';
import { useWindow } from '../store/windowStore.ts';
import type { Deck } from './deck.ts';
import { keepFooled } from './judgeMoves.ts';

const labels = (): LabelsState => useWindow.getState().labels;
const change = (part: Partial<LabelsState>): void =>
  useWindow.setState((state) => ({ labels: { ...state.labels, ...part } }));

function refuse(what: string, thrown: unknown): void {
  const { message, hint } = toBenchError(thrown);
  useWindow.setState({ refusal: { what, message, hint: hint ?? null } });
}

const loading = new Set<string>();

/** Asks for what is newer than the book; what was answered here and is on its way stays until then. */
export async function loadClips(deck: Deck, task: string): Promise<void> {
  if (loading.has(task)) return;
  loading.add(task);
  try {
    if (labels().look === 'second') await loadBlind(deck, task);
    else await loadListing(deck, task);
  } catch (thrown) {
    change({ problem: toBenchError(thrown).message });
  } finally {
    loading.delete(task);
  }
}

async function loadListing(deck: Deck, task: string): Promise<void> {
  for (let more = true; more; ) {
    const { book } = labels();
    const since = book?.task === task ? book.revision : 0;
    const listing = await deck.call('clip.list', { task, since });
    if (labels().look === 'second') return; // chosen meanwhile
    takeListing(task, listing);
    more = listing.more && listing.revision > since;
  }
}

/** What the plan of the locked clips still wants a second look at, without anybody's answers. */
async function loadBlind(deck: Deck, task: string): Promise<void> {
  const { negatives, by } = labels();
  const plan = await deck.call('clip.split', { task, negatives });
  change({ plan });
  const none = { clips: [], tooFresh: 0, freshUntil: null };
  const ids = [...plan.needSecond];
  const blind = ids.length === 0 ? none : await deck.call('clip.blind', { task, by, ids });
  if (labels().look !== 'second') return;
  const shown = blind.clips.map(({ id }) => id);
  change({
    book: { task, revision: 0, clips: blind.clips },
    problem: null,
    fresh: { count: blind.tooFresh, until: blind.freshUntil },
    filter: 'all',
    shown,
    clip: shown[0] ?? null,
  });
}

function takeListing(task: string, listing: Parameters<typeof mergeListing>[2]): void {
  const { book: before, filter, shown, clip } = labels();
  const book = mergeListing(before, task, listing);
  const known = before?.task === task ? before : null;
  const list = keepShown(known === null ? [] : shown, known, book, filter);
  const stays = clip !== null && list.includes(clip);
  change({ book, problem: null, shown: list, clip: stays ? clip : (list[0] ?? null) });
}

export function chooseFilter(filter: ClipFilter): void {
  const { book, clip } = labels();
  const shown = book === null ? [] : shownBy(book, filter);
  const stays = clip !== null && shown.includes(clip);
  change({ filter, shown, picked: [], clip: stays ? clip : (shown[0] ?? null) });
}

/** The second look is given blind, so it begins with who gives it; then the clips are asked for anew. */
export function chooseLook(deck: Deck, look: LabelLook): void {
  const { book, by } = labels();
  const filter = look === 'settled' ? 'disagree' : 'all';
  if (look === 'second' && by === '') {
    change({ asked: { kind: 'look' } });
    useWindow.setState({ dialog: 'labelBy' });
    return;
  }
  change({ look, filter, marks: {}, picked: [], shown: [], clip: null, book: null });
  if (book !== null) void loadClips(deck, book.task);
}

/** Another person sits down: answers are theirs from now on, and a second look begins anew. */
export function askLabeller(): void {
  change({ asked: labels().look === 'second' ? { kind: 'look' } : null });
  useWindow.setState({ dialog: 'labelBy' });
}

/** The end of each judged attempt that has no clip yet. */
export async function cutTrials(deck: Deck): Promise<void> {
  const task = useWindow.getState().phaseOne?.task?.id;
  if (task === undefined) return;
  const done = await deck.ask('Cut clips from trials', 'clip.cutTrials', { task });
  if (done === null) return;
  const { clips } = done.answer;
  change({ said: clips === 0 ? 'No attempt without a clip.' : `${clips} clips were cut.` });
  await loadClips(deck, task);
}

export function stepClip(step: number): void {
  const { shown, clip } = labels();
  change({ clip: neighbour(shown, clip, step) });
}

export function pickClip(id: string, several: boolean): void {
  const { picked, shown, clip } = labels();
  if (!several) {
    change({ clip: id, picked: [] });
    return;
  }
  const range = picked.length === 0 && clip !== null ? [clip] : picked;
  const next = range.includes(id) ? range.filter((each) => each !== id) : [...range, id];
  change({ picked: shown.filter((each) => next.includes(each)) });
}

/** From the clip that is looked at to this one. */
export function pickRange(id: string): void {
  const { shown, clip } = labels();
  const [a, b] = [shown.indexOf(clip ?? id), shown.indexOf(id)];
  if (a < 0 || b < 0) return;
  change({ picked: shown.slice(Math.min(a, b), Math.max(a, b) + 1) });
}

export const pickAll = (): void => change({ picked: labels().shown });
export const pickNone = (): void => change({ picked: [] });

const paceKept = 12;
/** A longer break says nothing about the pace. */
const breakMs = 60_000;
let answeredMs = Number.NEGATIVE_INFINITY;

function paceAfter(clock: Pick<Clock, 'nowMs'>, count: number): readonly number[] {
  const nowMs = clock.nowMs();
  const tookMs = (nowMs - answeredMs) / count;
  answeredMs = nowMs;
  const { paceMs } = labels();
  return tookMs > breakMs ? paceMs : [...paceMs, tookMs].slice(-paceKept);
}

/** The bound of one call's answer; more are asked for in several. */
const mostAtOnce = 5000;

/** For all that are picked, else for the clip that is looked at; then the next. */
export async function answerClips(
  deck: Deck,
  clock: Pick<Clock, 'nowMs'>,
  value: AnswerValue,
  why = '',
): Promise<void> {
  const { book, clip, picked, look, by, shown, marks } = labels();
  const ids = (picked.length > 0 ? picked : clip === null ? [] : [clip]).slice(0, mostAtOnce);
  const one = ids.length === 1 ? clipOf(book, ids[0] ?? null) : null;
  const last = ids.at(-1);
  if (book === null || last === undefined) return;
  if (by === '') {
    change({ asked: { kind: 'answer', value, why } });
    useWindow.setState({ dialog: 'labelBy' });
    return;
  }
  const decides = value === 'success' || value === 'failure';
  // Of many at once each is decided where it was marked, or at its end: the core knows where that is.
  const decidedMs = decides && one !== null ? decisiveMs(one, look, marks) : null;
  const label = { value, decidedMs, by, wallTime: '', why };
  const put = putAnswer(book, ids, look, label);
  const left = new Set(ids);
  change({
    book: put,
    clip: nextToAnswer(put, shown, last, look),
    picked: [],
    said: '',
    marks: Object.fromEntries(Object.entries(marks).filter(([id]) => !left.has(id))),
    paceMs: paceAfter(clock, ids.length),
  });
  useWindow.setState({ refusal: null });
  try {
    takeChanged(await deck.call('clip.label', { ids, look, value, decidedMs, by, why }));
  } catch (thrown) {
    const now = labels();
    if (now.book?.task === book.task) change({ book: unput(now.book, book, put), clip: last });
    refuse(`Label ${ids.length === 1 ? last : `${ids.length} clips`}`, thrown);
  }
}

function takeChanged(changed: Parameters<typeof mergeClips>[1] | null): void {
  const { book } = labels();
  if (book !== null && changed !== null) change({ book: mergeClips(book, changed) });
}

/** Decided here: kept with the answer to come, or put right in the one there is. */
export async function markDecided(deck: Deck, atMs: number): Promise<void> {
  const { book, clip: id, look, marks } = labels();
  const clip = clipOf(book, id);
  if (book === null || clip === null) return;
  const answer = answerOf(clip, look);
  change({ marks: { ...marks, [clip.id]: atMs }, said: '' });
  const { value = null, by = '', why = '' } = answer ?? {};
  if (value !== 'success' && value !== 'failure') return;
  try {
    const args = { ids: [clip.id], look, value, decidedMs: atMs, by, why };
    takeChanged(await deck.call('clip.label', args));
  } catch (thrown) {
    change({ marks });
    refuse(`Mark ${clip.id}`, thrown);
  }
}

export async function nameNearMiss(deck: Deck, id: string, nearMiss: string | null): Promise<void> {
  const done = await deck.ask('Name the near miss', 'clip.amend', { id, nearMiss });
  if (done !== null) takeChanged([done.answer]);
}

/** Takes back the last answer, mark or name, of whoever gave it, and shows the clip it was about. */
export async function undoLabel(deck: Deck): Promise<void> {
  const { book } = labels();
  if (book === null) return;
  const done = await deck.ask('Undo', 'clip.undo', { task: book.task });
  if (done === null) return;
  const { changed, words } = done.answer;
  const [id] = changed;
  change({ said: `Taken back: ${words}`, marks: {} });
  if (labels().look === 'second') {
    // The blind queue is not told what clips are like now: what was given here is taken out of it.
    const now = labels().book ?? book;
    change({ book: forgetLook(now, changed, 'second') });
  } else await loadClips(deck, book.task);
  const { shown } = labels();
  if (id === undefined || clipOf(labels().book, id) === null) return;
  change({ clip: id, shown: shown.includes(id) ? shown : [id, ...shown] });
}

/** The name is kept on this computer; the answer that waited for it is given. */
export function nameLabeller(deck: Deck, clock: Pick<Clock, 'nowMs'>, by: string): void {
  const { asked } = labels();
  keepLabeller(by);
  change({ by, asked: null });
  if (asked?.kind === 'answer') void answerClips(deck, clock, asked.value, asked.why);
  if (asked?.kind === 'look') chooseLook(deck, 'second');
  if (asked?.kind === 'keep') void keepFooled(deck, asked.value);
}

export async function planSplit(deck: Deck, negatives: number): Promise<void> {
  const { book } = labels();
  change({ negatives, plan: null });
  if (book === null) return;
  const done = await deck.ask('Plan the locked clips', 'clip.split', {
    task: book.task,
    negatives,
  });
  if (done !== null && labels().negatives === negatives) change({ plan: done.answer });
}

/** Cannot be undone. */
export async function lockClips(deck: Deck): Promise<boolean> {
  const { book, negatives } = labels();
  if (book === null) return false;
  const args = { task: book.task, negatives, lock: true, by: personOf(labels()) };
  const done = await deck.ask('Lock clips', 'clip.split', args);
  if (done === null) return false;
  change({ plan: null });
  chooseLook(deck, 'first');
  return true;
}
