/**
 * Traces against labels: what became of each clip, and all of them as rates with exact intervals (docs/SCIENCE.md §3). A
 * negative is wrong when the dwelled state is success at any moment; a positive is right when it is success at some moment
 * from its decisive one on. What could not be judged is undecided and counted apart. Pure.
 */

import { upperRate } from '../../base/lib/clopperPearson.ts';
import { rateOf } from '../../base/lib/rateOf.ts';
import type { ClipScores, ClipVerdict } from '../../base/model/judge.ts';
import type { DwellRule, VerdictValue } from '../../base/model/trial.ts';
import { type ClipTrace, countFlips, slideDwell } from './clipTrace.ts';

export interface LabelledClip {
  readonly id: string;
  readonly label: 'success' | 'failure';
  readonly decidedMs: number | null;
  readonly nearMiss: string | null;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface TracedClip {
  readonly clip: LabelledClip;
  readonly trace: ClipTrace;
}

/** A person's moment is no more exact than that. */
const decisiveSlackMs = 1000;
const mostFlags = 8;
const otherKind = 'other';

/** From when on a success counts; without a moment, from the middle of the clip. */
export function countsFromMs({ label, decidedMs, fromMs, toMs }: LabelledClip): number {
  if (label === 'failure') return Number.NEGATIVE_INFINITY;
  return decidedMs === null ? (fromMs + toMs) / 2 : decidedMs - decisiveSlackMs;
}

function decide(
  dwell: DwellRule,
  trace: ClipTrace,
  verdicts: readonly (VerdictValue | null)[],
  fromMs: number,
): VerdictValue {
  if (trace.fault !== null) return 'undecided';
  const states = slideDwell(dwell, verdicts).filter((_, at) => (trace.atMs[at] ?? 0) >= fromMs);
  if (states.includes('success')) return 'success';
  const said = verdicts.filter((_, at) => (trace.atMs[at] ?? 0) >= fromMs);
  const failures = said.filter((verdict) => verdict === 'failure').length;
  return failures > 0 && 2 * failures >= said.length ? 'failure' : 'undecided';
}

/** The set that speaks most for a success: among those that met the dwell, else among all that count. */
function loudest(dwell: DwellRule, trace: ClipTrace, fromMs: number): number {
  const states = slideDwell(dwell, trace.verdicts);
  let best = -1;
  let bestMet = false;
  trace.atMs.forEach((atMs, at) => {
    if (atMs < fromMs) return;
    const met = states[at] === 'success' && trace.verdicts[at] === 'success';
    const louder = best < 0 || (trace.scores[at] ?? 0) > (trace.scores[best] ?? 0);
    if ((met && !bestMet) || (met === bestMet && louder)) {
      best = at;
      bestMet = met;
    }
  });
  return best;
}

/** Those of the moment first, then what was said most. */
function flagsOf({ flags }: ClipTrace, at: number): readonly string[] {
  const counts = new Map<string, number>();
  for (const flag of flags.flat()) counts.set(flag, (counts.get(flag) ?? 0) + 1);
  const often = [...counts].sort((a, b) => b[1] - a[1]).map(([flag]) => flag);
  return [...new Set([...(flags[at] ?? []), ...often])].slice(0, mostFlags);
}

const wrongOf = (label: LabelledClip['label'], verdict: VerdictValue): ClipVerdict['wrong'] => {
  if (label === 'failure') return verdict === 'success' ? 'false-positive' : null;
  return verdict === 'success' ? null : 'missed';
};

/** States from where the label holds: before the moment of a success the world itself may come and go. */
function settled(
  { label, decidedMs }: LabelledClip,
  { atMs }: ClipTrace,
  states: readonly VerdictValue[],
): readonly VerdictValue[] {
  if (label === 'failure' || decidedMs === null) return states;
  return states.filter((_, at) => (atMs[at] ?? 0) >= decidedMs);
}

export function clipVerdict(dwell: DwellRule, { clip, trace }: TracedClip): ClipVerdict {
  const { id, label, nearMiss, toMs } = clip;
  const fromMs = countsFromMs(clip);
  const verdict = decide(dwell, trace, trace.verdicts, fromMs);
  const at = loudest(dwell, trace, fromMs);
  const scored = Object.entries(trace.cameraScores).flatMap(([role, scores]) => {
    const score = scores[at];
    return score === null || score === undefined ? [] : [[role, score] as const];
  });
  const cameras = Object.entries(trace.perCamera).map(
    ([role, verdicts]) => [role, decide(dwell, trace, verdicts, fromMs)] as const,
  );
  return {
    ...{ clipId: id, label, nearMiss, verdict, wrong: wrongOf(label, verdict) },
    score: trace.scores[at] ?? 0,
    margin: trace.margins[at] ?? 0,
    cameraScores: Object.fromEntries(scored),
    perCamera: Object.fromEntries(cameras),
    flags: trace.fault === null ? flagsOf(trace, at) : ['judge-fault'],
    flips: countFlips(settled(clip, trace, slideDwell(dwell, trace.verdicts))),
    atMs: trace.atMs[at] ?? toMs,
  };
}

function cameraScores(verdicts: readonly ClipVerdict[]): ClipScores['perCamera'] {
  const roles = new Set(verdicts.flatMap(({ perCamera }) => Object.keys(perCamera)));
  const of = (role: string, label: LabelledClip['label']): readonly ClipVerdict[] =>
    verdicts.filter((each) => each.label === label && each.perCamera[role] === 'success');
  const positives = verdicts.filter(({ label }) => label === 'success').length;
  return Object.fromEntries(
    [...roles].map((role) => [
      role,
      { fp: of(role, 'failure').length, recall: rateOf(of(role, 'success').length, positives) },
    ]),
  );
}

function kindScores(verdicts: readonly ClipVerdict[]): ClipScores['byKind'] {
  const kinds = new Map<string, { n: number; wrong: number }>();
  for (const { label, nearMiss, wrong } of verdicts) {
    if (label !== 'failure') continue;
    const kind = nearMiss ?? otherKind;
    const known = kinds.get(kind) ?? { n: 0, wrong: 0 };
    kinds.set(kind, { n: known.n + 1, wrong: known.wrong + (wrong === null ? 0 : 1) });
  }
  return Object.fromEntries(kinds);
}

/** A negative that the rule could never call success proves nothing. */
const isShort = (dwell: DwellRule, { clip, trace }: TracedClip): boolean =>
  clip.label === 'failure' && trace.fault === null && trace.atMs.length < dwell.need;

export function scoreClips(dwell: DwellRule, all: readonly TracedClip[]): ClipScores {
  const traced = all.filter((each) => !isShort(dwell, each));
  const short = all.length - traced.length;
  const verdicts = traced.map((each) => clipVerdict(dwell, each));
  const positives = verdicts.filter(({ label }) => label === 'success').length;
  const negatives = verdicts.length - positives;
  const fp = verdicts.filter(({ wrong }) => wrong === 'false-positive').length;
  const fn = verdicts.filter(({ wrong }) => wrong === 'missed').length;
  const found = positives - fn;
  return {
    ...{ positives, negatives, fp, fn },
    recall: rateOf(found, positives),
    precision: rateOf(found, found + fp),
    fpr: rateOf(fp, negatives),
    fnr: rateOf(fn, positives),
    fprUpper95: upperRate(fp, negatives),
    flipsMax: Math.max(0, ...verdicts.map(({ flips }) => flips)),
    flipless: verdicts.filter(({ flips }) => flips === 0).length,
    byKind: kindScores(verdicts),
    perCamera: cameraScores(verdicts),
    faults: traced.filter(({ trace }) => trace.fault !== null).length,
    ...(short === 0 ? {} : { short }),
  };
}

/** False positives first, then by how wrong: the most sure false success, then the least sure of the missed. */
export function mistakesOf(verdicts: readonly ClipVerdict[]): readonly ClipVerdict[] {
  const rank = ({ wrong }: ClipVerdict): number => (wrong === 'false-positive' ? 0 : 1);
  const order = (a: ClipVerdict, b: ClipVerdict): number => {
    if (rank(a) !== rank(b)) return rank(a) - rank(b);
    const byScore = rank(a) === 0 ? b.score - a.score : a.score - b.score;
    return byScore === 0 ? (a.clipId < b.clipId ? -1 : 1) : byScore;
  };
  return verdicts.filter(({ wrong }) => wrong !== null).sort(order);
}
