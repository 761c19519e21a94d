/** Plain made-up judges for the gallery: four versions with what was measured of each, mistakes. Intervals are computed. */

import { must } from '../../main/base/lib/assert.ts';
import { upperRate } from '../../main/base/lib/clopperPearson.ts';
import { rateOf } from '../../main/base/lib/rateOf.ts';
import type { ClipView } from '../../main/base/model/episode.ts';
import type {
  ClipScores,
  ClipVerdict,
  CompareReport,
  GateLine,
  JudgeVersion,
  JudgeView,
  LockedMeasure,
  TryReport,
} from '../../main/base/model/judge.ts';
import { galleryBook } from './galleryClips.ts';
import { galleryDrift } from './galleryDrift.ts';

const wallTime = '2026-01-14T13:46:05.000Z';
export const judgeBook = galleryBook(412, 287);

export interface Counts {
  readonly positives: number;
  readonly negatives: number;
  readonly fp: number;
  readonly fn: number;
  readonly flipsMax?: number;
}

export function scoresOf({ positives, negatives, fp, fn, flipsMax = 1 }: Counts): ClipScores {
  const tp = positives - fn;
  return {
    positives,
    negatives,
    fp,
    fn,
    recall: rateOf(tp, positives),
    precision: rateOf(tp, tp + fp),
    fpr: rateOf(fp, negatives),
    fnr: rateOf(fn, positives),
    fprUpper95: upperRate(fp, negatives),
    flipsMax,
    flipless: positives + negatives - 18,
    byKind: { 'Turned past 10°': { n: 31, wrong: fp }, other: { n: negatives - 31, wrong: 0 } },
    perCamera: {
      overhead: { fp: fp + 3, recall: rateOf(tp - 1, positives) },
      front: { fp: fp + 9, recall: rateOf(tp - 3, positives) },
    },
    faults: 0,
  };
}

const share = (value: number): string => `${(value * 100).toFixed(1)} %`;

function gateLines({ scores, latency }: Pick<LockedMeasure, 'scores' | 'latency'>): GateLine[] {
  const { fp, negatives, recall, fprUpper95, flipsMax } = scores;
  return [
    {
      id: 'fp',
      ok: fp === 0,
      words: `${fp} false positives of ${negatives}, at most ${share(fprUpper95)}; none is asked.`,
    },
    {
      id: 'recall',
      ok: recall.k >= 0.9 * recall.n,
      words: `recall ${(recall.k / recall.n).toFixed(2)}, at least 0.90 is asked.`,
    },
    { id: 'flips', ok: flipsMax <= 1, words: `${flipsMax} flips in a clip, at most 1 is asked.` },
    { id: 'latency', ok: latency.p99 <= 150, words: `p99 ${latency.p99} ms, 150 ms is asked.` },
    { id: 'knew', ok: true, words: 'knows all that the version before knew' },
  ];
}

interface Made {
  readonly n: number;
  readonly words: string;
  readonly tried: Counts;
  readonly locked: Counts | null;
  readonly p99: number;
  readonly looks: number;
}

const reasons = [
  'Geometry of the overhead camera alone: 3 false positives of 183, where the T is half hidden by the arm.',
  'A small net per camera: 1 false positive of 183, recall 0.91; unsure when the light changes.',
  'Geometry and nets together, the lower of both: 0 false positives of 183, recall 0.95. Chosen.',
  'Threshold 0.80: the highest score of any failure that it did not learn from is 0.71.',
];
const caveats = [
  'All clips come from one lighting: a lamp switched off may make it undecided.',
  'All clips were recorded on one day and from one camera pose.',
];

function version({ n, words, tried, locked, p99, looks }: Made): JudgeVersion {
  const measure: LockedMeasure | null =
    locked === null
      ? null
      : {
          setId: 'locked-0001',
          scores: scoresOf(locked),
          latency: { p50: 18, p95: 29, p99, n: 1842, how: 'live' },
          looks,
          by: 'Maria',
          wallTime,
        };
  return {
    id: `judge-000${n}`,
    task: 'push-t',
    hash: String(n).repeat(64),
    by: n === 3 ? { kind: 'agent', agentId: 'agent-0004' } : { kind: 'built-in' },
    words,
    wallTime,
    dwell: { need: 12, of: 15 },
    tried: { scores: scoresOf(tried), wallTime },
    locked: measure,
    gate: measure === null ? [] : gateLines(measure),
    accepted: null,
    training: {
      softwareVersion: '0.1.0',
      seed: 1,
      clips: 283,
      positives: 100,
      negatives: 183,
      clipsHash: 'a'.repeat(64),
      doubted: ['clip-000041', 'clip-000117'],
      reasons,
      caveats,
    },
  };
}

const learning = { positives: 100, negatives: 183 };
const lockedSet = { positives: 40, negatives: 149 };

const versions: readonly JudgeVersion[] = [
  version({
    n: 1,
    words: 'Overhead geometry only.',
    tried: { ...learning, fp: 9, fn: 18, flipsMax: 5 },
    locked: { ...lockedSet, fp: 9, fn: 7, flipsMax: 5 },
    p99: 19,
    looks: 1,
  }),
  version({
    n: 2,
    words: 'Front camera added.',
    tried: { ...learning, fp: 3, fn: 12 },
    locked: { ...lockedSet, fp: 3, fn: 5 },
    p99: 34,
    looks: 2,
  }),
  version({
    n: 3,
    words: 'Dwell 12 of 15, nets per camera.',
    tried: { ...learning, fp: 1, fn: 7 },
    locked: { ...lockedSet, fp: 1, fn: 3 },
    p99: 38,
    looks: 3,
  }),
  version({
    n: 4,
    words:
      'Looks for the T by its outline in both pictures and asks a small net per camera; both must agree.',
    tried: { ...learning, fp: 1, fn: 5 },
    locked: { ...lockedSet, fp: 0, fn: 2 },
    p99: 41,
    looks: 4,
  }),
];

export const galleryJudge: JudgeView = {
  task: 'push-t',
  versions,
  inForce: 'judge-0003',
  lockedSet: { setId: 'locked-0001', ...lockedSet, uses: 4, mostUses: 5 },
  doubted: [],
  drift: galleryDrift,
};

/** Its newest version with other counts, or never measured. */
export function withNewest(locked: Counts | null, view: JudgeView = galleryJudge): JudgeView {
  const last = must(view.versions.at(-1));
  const made: Made = {
    n: 4,
    words: last.words,
    tried: { ...learning, fp: 1, fn: 5 },
    locked,
    p99: 41,
    looks: 4,
  };
  return { ...view, versions: [...view.versions.slice(0, -1), version(made)] };
}

export const noJudge: JudgeView = {
  ...galleryJudge,
  versions: [],
  inForce: 'shipped',
  lockedSet: { ...must(galleryJudge.lockedSet), uses: 0 },
  drift: null,
};

/** As a task comes, on a new data folder. */
export const galleryShippedJudge: JudgeView = {
  ...noJudge,
  lockedSet: null,
  doubted: [],
  shipped: {
    locked: must(galleryJudge.versions.findLast(({ locked }) => locked !== null)).locked,
    gate: (['fp', 'recall', 'flips', 'latency'] as const).map((id) => ({
      id,
      ok: true,
      words: '',
    })),
    makers: { wallTime: '2026-01-12T10:00:00.000Z', counts: true },
  },
};

const having = (value: 'success' | 'failure'): readonly ClipView[] =>
  judgeBook.clips.filter(({ label }) => label?.value === value);
const nearMisses = having('failure').filter(({ nearMiss }) => nearMiss !== null);

type Wrong = readonly [
  clip: ClipView,
  overhead: number,
  front: number,
  verdict: ClipVerdict['verdict'],
  flags: readonly string[],
];

const [turned, second] = [must(nearMisses[1]), must(nearMisses[4])];
const good = having('success');

const wrongs: readonly Wrong[] = [
  [turned, 0.91, 0.84, 'success', ['near-bound']],
  [must(good[3]), 0.88, 0.22, 'undecided', ['front:hidden']],
  [must(good[8]), 0.41, 0.57, 'undecided', ['light']],
  [must(good[11]), 0.63, 0.79, 'failure', ['near-bound']],
  [must(good[17]), 0.74, 0.83, 'undecided', ['overhead:moved']],
  [must(good[23]), 0.77, 0.86, 'undecided', ['tool-near', 'views-disagree']],
];

function verdictOf([clip, overhead, front, verdict, flags]: Wrong): ClipVerdict {
  const label = clip.label?.value === 'success' ? 'success' : 'failure';
  const score = Math.min(overhead, front);
  return {
    clipId: clip.id,
    label,
    nearMiss: clip.nearMiss,
    verdict,
    wrong: label === 'failure' ? 'false-positive' : 'missed',
    score,
    margin: (score - 0.8) / 0.8,
    cameraScores: { overhead, front },
    perCamera: {
      overhead: overhead >= 0.8 ? 'success' : 'failure',
      front: front >= 0.8 ? 'success' : front < 0.3 ? 'undecided' : 'failure',
    },
    flags,
    flips: verdict === 'success' ? 1 : 0,
    atMs: clip.label?.decidedMs ?? clip.toMs,
  };
}

const mistakes = wrongs.map(verdictOf);

export const galleryTry: TryReport = {
  judge: 'judge-0004',
  scores: scoresOf({ ...learning, fp: 1, fn: 5 }),
  mistakes,
  clips: mistakes,
};

const close: readonly Wrong[] = [
  [turned, 0.79, 0.72, 'failure', ['near-bound']],
  [must(good[3]), 0.88, 0.83, 'success', []],
  [must(nearMisses[4]), 0.71, 0.66, 'failure', []],
  [must(good[8]), 0.91, 0.87, 'success', []],
  [must(good[11]), 0.9, 0.89, 'success', []],
  [must(nearMisses[2]), 0.5, 0.61, 'failure', []],
];

/** Nothing wrong: the closest calls stand there instead. */
export const galleryFlawless: TryReport = {
  ...galleryTry,
  scores: scoresOf({ ...learning, fp: 0, fn: 0 }),
  mistakes: [],
  clips: close.map((each) => ({ ...verdictOf(each), wrong: null })),
};

export const galleryCompare: CompareReport = {
  judges: versions.map(({ id, tried }, at) => ({
    judge: id,
    scores: must(tried).scores,
    lost: at === 3 ? [must(good[11]).id] : [],
    won:
      at === 0
        ? []
        : having('failure')
            .slice(at, at + 7 - at)
            .map(({ id }) => id),
  })),
};

export const nearClips: readonly string[] = [second, ...nearMisses.slice(6, 9)].map(({ id }) => id);
export const openedClip = turned.id;
export const openedAtMs = must(mistakes[0]).atMs;
