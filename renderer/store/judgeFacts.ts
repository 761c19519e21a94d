/**
 * What follows from what the core says of judges: the version that is looked at, whether its gate is met, what is asked
 * of which judge, and why something cannot be done now. Pure.
 */
import type {
  ClipVerdict,
  JudgeVersion,
  JudgeView,
  ShippedJudge,
  TryReport,
} from '../../main/base/model/judge.ts';
import type { AuthorView, JudgeLiveView } from '../../main/base/model/judgeWork.ts';
import type { MakersNote } from '../../main/base/model/makers.ts';
import type { JudgeDesk } from './judgeDesk.ts';
import type { WindowState } from './windowStore.ts';

type Known = Pick<WindowState, 'judge' | 'judgeDesk'>;

/** The one that a person chose, else the newest; null: none is written. */
export function shownVersion({ judge, judgeDesk }: Known): JudgeVersion | null {
  const versions = judge?.versions ?? [];
  return versions.find(({ id }) => id === judgeDesk.chosen) ?? versions.at(-1) ?? null;
}

/** How the core is asked about it: without a version, the one that came with the task. */
export const shownRef = (state: Known): string => shownVersion(state)?.id ?? 'shipped';

/** `v4` for judge-0004. */
export function versionWord(id: string): string {
  const number = /^judge-(\d+)$/.exec(id)?.[1];
  if (number !== undefined) return `v${Number(number)}`;
  return id === 'shipped' ? 'as shipped' : id;
}

export type GateState = 'met' | 'not-met' | 'not-measured';

/** A version, or the judge that came with the task while there is none. */
export type Gated = Pick<JudgeVersion, 'locked' | 'gate'>;

const shippedOf = ({ judge }: Known): ShippedJudge | null =>
  judge?.inForce === 'shipped' ? (judge.shipped ?? null) : null;

/** What was measured of the judge that is shown. */
export const shownGate = (state: Known): Gated | null => shownVersion(state) ?? shippedOf(state);

/** Where the makers measured it: when, and whether that counts on this bench. */
export const shownMakers = (state: Known): MakersNote | null =>
  shownVersion(state) === null ? (shippedOf(state)?.makers ?? null) : null;

export function gateOf(version: Gated | null): GateState {
  if (version === null || version.locked === null) return 'not-measured';
  return version.gate.length > 0 && version.gate.every(({ ok }) => ok) ? 'met' : 'not-met';
}

/** How often the locked set may still be used; null: none is locked. */
export function looksLeft(judge: JudgeView | null): number | null {
  const set = judge?.lockedSet ?? null;
  return set === null ? null : Math.max(0, set.mostUses - set.uses);
}

/** `uses 1 of the 3 looks left`; and why it cannot be measured. */
export function lookWords(judge: JudgeView | null): string {
  const left = looksLeft(judge);
  if (left === null) return 'No clips are locked: lock some at the labels first.';
  if (left === 0) return 'The locked set is spent: lock new clips first.';
  if (left === 1) return 'This uses the last look left at the locked clips.';
  return `This uses 1 of the ${left} looks left at the locked clips.`;
}

/** Minutes that judging so many clips takes here, by what it took to measure; null: not known. */
export function tryMinutes(version: JudgeVersion | null, clips: number): number | null {
  const locked = version?.locked ?? null;
  if (locked === null || locked.latency.how !== 'replayed') return null;
  const { scores, latency } = locked;
  const looks = latency.n / Math.max(1, scores.positives + scores.negatives);
  return (clips * looks * latency.p50) / 60_000;
}

export const authorRuns = (author: AuthorView | null): boolean => author?.state === 'running';

/** Of this task, and something of it is still to be seen to: it runs, or ended without a judge. */
function authorCounts(author: AuthorView | null, judge: JudgeView | null): boolean {
  return author !== null && author.task === judge?.task && author.state !== 'done';
}

export function middleOf(
  { middle }: Pick<JudgeDesk, 'middle'>,
  judge: JudgeView | null,
  author: AuthorView | null,
): 'mistakes' | 'author' {
  if (middle !== 'auto') return middle;
  const nothing = judge !== null && judge.versions.length === 0;
  return nothing || authorCounts(author, judge) ? 'author' : 'mistakes';
}

const offline = 'The core is not connected.';
const isOffline = ({ link }: Pick<WindowState, 'link'>): boolean => link.kind !== 'online';

type State = Pick<
  WindowState,
  'link' | 'judge' | 'judgeDesk' | 'author' | 'judgeLive' | 'run' | 'phaseOne'
>;

export function writeBlocked(state: State): string | null {
  if (isOffline(state)) return offline;
  if (state.judge === null) return 'Open a task first.';
  return authorRuns(state.author) ? 'The author is writing one.' : null;
}

export function stopAuthorBlocked({ author }: State): string | null {
  return authorRuns(author) ? null : 'The author is not at work.';
}

export function measureBlocked(state: State): string | null {
  if (isOffline(state)) return offline;
  if (shownVersion(state) === null) return 'No judge is written yet.';
  if (state.judgeDesk.wait === 'measure') return 'It is being measured.';
  const left = looksLeft(state.judge);
  if (left === null) return 'Lock clips first.';
  return left === 0 ? 'The locked set is spent: lock new clips.' : null;
}

export function acceptBlocked(state: State): string | null {
  if (isOffline(state)) return offline;
  const version = shownVersion(state);
  if (version === null) return 'No judge is written yet.';
  if (state.judge?.inForce === version.id) return 'It is in force.';
  if (state.judgeDesk.wait === 'accept') return 'It is being put in force.';
  return state.run === null ? null : 'A run is going on: it keeps its judge.';
}

export function tryBlocked(state: State): string | null {
  if (isOffline(state)) return offline;
  return state.judge === null ? 'Open a task first.' : null;
}

export function compareBlocked(state: State): string | null {
  if (isOffline(state)) return offline;
  return (state.judge?.versions.length ?? 0) < 2 ? 'There is only one version.' : null;
}

export function liveBlocked(state: State): string | null {
  if (isOffline(state)) return offline;
  if (state.judge === null) return 'Open a task first.';
  if (state.judgeDesk.wait === 'live') return 'It is being opened.';
  return state.run === null || state.judgeLive !== null ? null : 'Trials are running.';
}

/** It looks on, or is about to. */
export const isLive = (live: JudgeLiveView | null): boolean =>
  live !== null && live.state !== 'failed';

/** Whether the arm can be sent out of the pictures now. */
export function clearBlocked(state: State): string | null {
  if (isOffline(state)) return offline;
  if (state.judgeLive?.state !== 'looking') return 'Start the live picture first.';
  if (state.judgeDesk.wait === 'clear') return 'It is on its way.';
  return state.judgeDesk.wait === 'keep' ? 'The last seconds are being kept.' : null;
}

export function keepBlocked(state: State): string | null {
  if (isOffline(state)) return offline;
  if (state.judgeLive?.state !== 'looking') return 'Start the live picture first.';
  if (state.judgeDesk.wait === 'keep') return 'The last one is being kept.';
  if (state.judgeDesk.wait === 'clear') return 'The arm is on its way.';
  return state.judgeLive.trace.length === 0 ? 'Nothing was judged yet.' : null;
}

/** The mistakes of the judge that is shown; null while they are not known. */
export function mistakesOf(state: Known): readonly ClipVerdict[] | null {
  const { tried } = state.judgeDesk;
  return tried.kind === 'there' && tried.of === shownRef(state) ? tried.report.mistakes : null;
}

const mostClose = 12;
const closest = new WeakMap<TryReport, readonly ClipVerdict[]>();

/** Of a report without mistakes: the clips that came nearest to one, what it could decide first. */
function closestOf(report: TryReport): readonly ClipVerdict[] {
  const known = closest.get(report);
  if (known !== undefined) return known;
  const blind = ({ verdict }: ClipVerdict): number => (verdict === 'undecided' ? 1 : 0);
  const calls = report.clips
    .toSorted((a, b) => blind(a) - blind(b) || Math.abs(a.margin) - Math.abs(b.margin))
    .slice(0, mostClose);
  closest.set(report, calls);
  return calls;
}

/** What is looked through: the mistakes, or where there is none the closest calls; null while they are not known. */
export function lookedThrough(state: Known): readonly ClipVerdict[] | null {
  const mistakes = mistakesOf(state);
  const { tried } = state.judgeDesk;
  if (mistakes === null || mistakes.length > 0 || tried.kind !== 'there') return mistakes;
  return closestOf(tried.report);
}

/** All that can be opened: the mistakes, then every other clip that was judged. */
export function verdictOf(state: Known, clipId: string | null): ClipVerdict | null {
  const { tried } = state.judgeDesk;
  if (clipId === null || tried.kind !== 'there') return null;
  return tried.report.clips.find((each) => each.clipId === clipId) ?? null;
}

export function mistakeBlocked(state: State): string | null {
  const shown = lookedThrough(state);
  if (shown === null) return 'The mistakes are not known yet.';
  return shown.length === 0 ? 'There is no clip.' : null;
}

export function openedBlocked({ judgeDesk }: State): string | null {
  return judgeDesk.opened === null ? 'Open a mistake first.' : null;
}

/** The one `step` further than the one that is open; the first where none is. */
export function nextMistake(state: Known, step: 1 | -1): string | null {
  const shown = lookedThrough(state) ?? [];
  const at = shown.findIndex(({ clipId }) => clipId === state.judgeDesk.opened);
  if (at < 0) return shown[0]?.clipId ?? null;
  return shown[at + step]?.clipId ?? null;
}
