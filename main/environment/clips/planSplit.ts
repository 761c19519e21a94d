/**
 * Which recordings a locked set would take: whole ones, drawn by seed, so that each kind of negative (near misses by
 * name, and others) is locked in the share it has among all. Beside the negatives that were asked for goes the same share
 * of the positives, but at least 20, or half of them where there are few (ten where that leaves a third), because recall
 * is measured on those. What is unclear, left out or not labelled never counts. Pure: the same clips and seed give the
 * same plan.
 */
import { createRng } from '../../base/lib/rng.ts';
import type { SplitPlan } from '../../base/model/episode.ts';
import type { Clip } from './clipPages.ts';
import { countedLabel, disagrees } from './clipView.ts';
import { provenFprBelow } from './summariseClips.ts';

export interface SplitWanted {
  readonly task: string;
  readonly negatives: number;
  readonly seed: number;
}

/** Zero mistakes among 20 positives: recall above 86 %, one-sided 95 %. */
const positivesWanted = 20;
/** Fewer say next to nothing of recall. */
export const positivesNeeded = 10;

/** Stratum of the positives; a near miss can't have this name, it is not empty. */
const positive = '';
const otherKind = 'other';

interface Candidate {
  readonly recordingId: string;
  /** Of its clips that count: how many by stratum. */
  readonly counts: ReadonlyMap<string, number>;
  readonly place: number;
}

/** By stratum; null for what counts nowhere. Two looks that disagree stand for their first until they are settled. */
function stratumOf({ looks, nearMiss }: Clip): string | null {
  const value = (countedLabel(looks) ?? looks.first)?.value;
  if (value === 'success') return positive;
  return value === 'failure' ? (nearMiss ?? otherKind) : null;
}

type Span = Pick<Clip, 'fromMs' | 'toMs'>;

/** More than half of the shorter one: they show the same, as a part does that was split off a labelled demo. */
function isSame(a: Span, b: Span): boolean {
  const shared = Math.min(a.toMs, b.toMs) - Math.max(a.fromMs, b.fromMs);
  return shared > Math.min(a.toMs - a.fromMs, b.toMs - b.fromMs) / 2;
}

/** One of each that show the same and say the same: the longest. */
export function countedOnce<T extends Span & Pick<Clip, 'recordingId'>>(
  clips: readonly T[],
  says: (clip: T) => string,
): readonly T[] {
  const longest = [...clips].sort((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs));
  const kept: T[] = [];
  for (const clip of longest) {
    const same = (each: T): boolean =>
      each.recordingId === clip.recordingId && says(each) === says(clip) && isSame(each, clip);
    if (!kept.some(same)) kept.push(clip);
  }
  const once = new Set(kept);
  return clips.filter((clip) => once.has(clip));
}

/** What shows the same and says the same counts once: twice, it would prove what one cannot. */
function tally(clips: readonly Clip[]): Map<string, number> {
  const counts = new Map<string, number>();
  const counted = new Map<string, Span[]>();
  for (const clip of clips) {
    const stratum = stratumOf(clip);
    if (stratum === null) continue;
    const key = `${clip.recordingId} ${stratum}`;
    const before = counted.get(key) ?? [];
    if (before.some((each) => isSame(each, clip))) continue;
    counted.set(key, [...before, clip]);
    counts.set(stratum, (counts.get(stratum) ?? 0) + 1);
  }
  return counts;
}

const sum = (counts: Iterable<number>): number => [...counts].reduce((all, one) => all + one, 0);
const negativesOf = (counts: ReadonlyMap<string, number>): number =>
  sum([...counts].filter(([stratum]) => stratum !== positive).map(([, count]) => count));

/** `total` shared out in the proportions of `counts`, in whole numbers: the largest rests are rounded up. */
export function shareOut(
  counts: ReadonlyMap<string, number>,
  total: number,
): ReadonlyMap<string, number> {
  const all = sum(counts.values());
  if (all <= total) return counts;
  const shares = [...counts].map(([name, count]) => ({ name, exact: (total * count) / all }));
  let left = total - sum(shares.map(({ exact }) => Math.floor(exact)));
  const byRest = [...shares].sort(
    (a, b) => (b.exact % 1) - (a.exact % 1) || (a.name < b.name ? -1 : 1),
  );
  const up = new Set(byRest.slice(0, left).map(({ name }) => name));
  left = 0;
  return new Map(
    shares.map(({ name, exact }) => [name, Math.floor(exact) + (up.has(name) ? 1 : 0)]),
  );
}

function wantedOf(counts: ReadonlyMap<string, number>, negatives: number): Map<string, number> {
  const kinds = new Map([...counts].filter(([stratum]) => stratum !== positive));
  const all = sum(kinds.values());
  const positives = counts.get(positive) ?? 0;
  const share = all === 0 ? 0 : Math.min(1, negatives / all);
  // Ten at least where that leaves a third to learn from.
  const few = Math.min(positivesNeeded, Math.floor((2 * positives) / 3));
  const least = Math.min(positivesWanted, Math.max(few, Math.floor(positives / 2)));
  const wanted = new Map(shareOut(kinds, negatives));
  wanted.set(positive, Math.min(positives, Math.max(Math.floor(share * positives), least)));
  return wanted;
}

/** Those that fit without taking more than is wanted come first, then whatever still helps. */
function draw(candidates: readonly Candidate[], wanted: Map<string, number>): Candidate[] {
  const left = new Map(wanted);
  const drawn = new Set<Candidate>();
  const need = (stratum: string): number => left.get(stratum) ?? 0;
  const take = (candidate: Candidate): void => {
    drawn.add(candidate);
    for (const [stratum, count] of candidate.counts) left.set(stratum, need(stratum) - count);
  };
  for (const each of candidates)
    if ([...each.counts].every(([stratum, count]) => count <= need(stratum))) take(each);
  for (const each of candidates)
    if (!drawn.has(each) && [...each.counts.keys()].some((stratum) => need(stratum) > 0))
      take(each);
  return candidates.filter((each) => drawn.has(each));
}

function byRecording(clips: readonly Clip[]): Map<string, Clip[]> {
  const found = new Map<string, Clip[]>();
  for (const clip of clips) {
    const own = found.get(clip.recordingId) ?? [];
    found.set(clip.recordingId, own);
    own.push(clip);
  }
  return found;
}

const idsOf = (clips: readonly Clip[]): string[] => clips.map(({ id }) => id).sort();

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

interface Counts {
  /** That could be locked, by stratum. */
  readonly all: ReadonlyMap<string, number>;
  readonly locked: ReadonlyMap<string, number>;
  /** Recordings with a clip that nobody has labelled. */
  readonly unlabelled: number;
}

const lastOnes = (what: string): string =>
  `More ${what}: all would be locked and none left to learn from.`;

/** In words what is short, and what is thin; a person acts on these. */
function shortOf(
  wanted: number,
  { all, locked, unlabelled }: Counts,
): Pick<SplitPlan, 'short' | 'thin'> {
  const negatives = negativesOf(locked);
  const positives = locked.get(positive) ?? 0;
  const short: string[] = [];
  const thin: string[] = [];
  if (negatives < wanted) {
    const proof =
      negatives === 0
        ? 'without negatives nothing can be proved'
        : `no mistake in ${negatives} negatives proves false positives below ` +
          percent(provenFprBelow(negatives));
    short.push(
      `${wanted - negatives} more failures or near misses: ${proof}, ` +
        `${wanted} would prove below ${percent(provenFprBelow(wanted))}.`,
    );
  } else if (negativesOf(all) === negatives) short.push(lastOnes('failures or near misses'));
  if (positives === 0) short.push('A success: without one nothing is said of recall.');
  else if (positives < positivesNeeded)
    thin.push(
      `More successes: ${positives} would be locked, and recall wants ${positivesNeeded} at least.`,
    );
  else if (positives === (all.get(positive) ?? 0)) short.push(lastOnes('successes'));
  if (short.length > 0 && unlabelled > 0)
    short.push(`Labels: ${unlabelled} recordings have clips without one and can't be locked.`);
  return { short, thin };
}

/** `clips`: all told clips of the task, those locked before too. */
export function planSplit(clips: readonly Clip[], wanted: SplitWanted): SplitPlan {
  const { task, negatives, seed } = wanted;
  const open = byRecording(clips.filter(({ locked }) => !locked));
  const rng = createRng(seed);
  let unlabelled = 0;
  const candidates: Candidate[] = [];
  for (const [recordingId, own] of open) {
    const counts = tally(own);
    if (own.some(({ looks }) => looks.first === undefined)) unlabelled++;
    else if (counts.size > 0)
      candidates.push({ recordingId, counts, place: rng.fork(`split/${recordingId}`).uniform() });
  }
  candidates.sort((a, b) => a.place - b.place || (a.recordingId < b.recordingId ? -1 : 1));
  const all = new Map<string, number>();
  for (const { counts } of candidates)
    for (const [stratum, count] of counts) all.set(stratum, (all.get(stratum) ?? 0) + count);
  const drawn = draw(candidates, wantedOf(all, negatives));
  const taken = drawn.flatMap(({ recordingId }) => open.get(recordingId) ?? []);
  const locked = tally(taken);
  const learning = tally([...open.values()].flat());
  const kinds = [...learning.keys()].filter((stratum) => stratum !== positive).sort();
  const counted = taken.filter((clip) => stratumOf(clip) !== null);
  const count = negativesOf(locked);
  return {
    task,
    negativesWanted: negatives,
    seed,
    recordings: drawn.map(({ recordingId }) => recordingId).sort(),
    clips: idsOf(taken),
    positives: locked.get(positive) ?? 0,
    negatives: count,
    fprBelow: provenFprBelow(count),
    byKind: Object.fromEntries(
      kinds.map((kind) => {
        const own = locked.get(kind) ?? 0;
        return [kind, { locked: own, learning: (learning.get(kind) ?? 0) - own }];
      }),
    ),
    needSecond: idsOf(counted.filter(({ looks }) => looks.second === undefined)),
    needSettling: idsOf(counted.filter(({ looks }) => disagrees(looks))),
    ...shortOf(negatives, { all, locked, unlabelled }),
  };
}
