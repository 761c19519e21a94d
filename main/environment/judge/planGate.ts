/**
 * The gate of a judge (docs/SCIENCE.md §3) from what was measured, line by line, each in words with its figure and what is
 * asked. Pure.
 */
import { type GateLine, judgeGate, type LockedMeasure } from '../../base/model/judge.ts';

/** What became of the clips that the judge in force had right, on clips that are not locked. */
export interface Knew {
  /** The judge in force. */
  readonly judge: string;
  readonly clips: number;
  /** Negatives that only the newer one calls success. */
  readonly newFalse: readonly string[];
  /** Positives that only the newer one misses. */
  readonly missed: readonly string[];
  /** Positives that only the newer one finds. */
  readonly found: readonly string[];
}

/** Null: no judge was accepted before, or it is this one. `unknown`: they were not tried on the same clips yet. */
export type KnewFacts = Knew | null | { readonly judge: string; readonly unknown: true };

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const named = (clips: readonly string[]): string =>
  clips.length <= 6
    ? clips.join(', ')
    : `${clips.slice(0, 6).join(', ')} and ${clips.length - 6} more`;

function fpLine({ scores, learnt = 0 }: LockedMeasure): GateLine {
  const { fp, negatives, fprUpper95, faults, short = 0 } = scores;
  const figure =
    `${fp} of ${negatives} negatives were called success, ` +
    `which proves a rate below ${percent(fprUpper95)}`;
  const fault = faults === 0 ? '' : `; ${faults} clips could not be judged`;
  const left =
    (learnt === 0 ? '' : ` Left out: ${learnt} clips that it may have learnt from.`) +
    (short === 0 ? '' : ` ${short} negatives are shorter than its dwell and prove nothing.`);
  const words = `${figure}${fault}. None may be.${left}`;
  return { id: 'fp', ok: fp <= judgeGate.fp && negatives > 0 && faults === 0, words };
}

function recallLine({ scores: { recall } }: LockedMeasure): GateLine {
  const { k, n, lo, hi } = recall;
  const share = n === 0 ? 0 : k / n;
  const words =
    `${k} of ${n} positives were found: ${percent(share)} [${percent(lo)}, ${percent(hi)}]. ` +
    `${percent(judgeGate.recall)} are asked.`;
  return { id: 'recall', ok: n > 0 && share >= judgeGate.recall, words };
}

function flipsLine({ scores: { flipsMax } }: LockedMeasure): GateLine {
  const words = `At most ${flipsMax} a clip after dwell. ${judgeGate.flips} may be.`;
  return { id: 'flips', ok: flipsMax <= judgeGate.flips, words };
}

function latencyLine({ latency: { p50, p99, n, how } }: LockedMeasure): GateLine {
  const from = how === 'live' ? 'from capture' : 'on stored pictures';
  const words =
    `p99 ${p99.toFixed(1)} ms, p50 ${p50.toFixed(1)} ms over ${n} frames ${from}. ` +
    `${judgeGate.p99Ms} ms over ${judgeGate.latencyFrames} frames are asked.`;
  return { id: 'latency', ok: n >= judgeGate.latencyFrames && p99 <= judgeGate.p99Ms, words };
}

function knewLine(knew: NonNullable<KnewFacts>): GateLine {
  const { judge } = knew;
  if ('unknown' in knew) {
    const words = `Not tried yet on the same clips as ${judge}, which is in force.`;
    return { id: 'knew', ok: false, words };
  }
  const { clips, newFalse, missed, found } = knew;
  const parts = [
    ...(newFalse.length === 0 ? [] : [`new false positives: ${named(newFalse)}`]),
    ...(missed.length === 0 ? [] : [`now missed: ${named(missed)}`]),
    ...(found.length === 0 ? [] : [`now found: ${named(found)}`]),
  ];
  const what = parts.length === 0 ? 'nothing is lost' : parts.join('; ');
  return {
    id: 'knew',
    ok: newFalse.length === 0 && missed.length <= found.length,
    words: `Against ${judge} on ${clips} clips: ${what}.`,
  };
}

export function planGate(measure: LockedMeasure, knew: KnewFacts): readonly GateLine[] {
  return [
    fpLine(measure),
    recallLine(measure),
    flipsLine(measure),
    latencyLine(measure),
    ...(knew === null ? [] : [knewLine(knew)]),
  ];
}

/** What keeps the gate from being met, in words; empty: it is. */
export function whyNotMet(
  measure: LockedMeasure | null,
  gate: readonly GateLine[],
): readonly string[] {
  if (measure === null) return ['It was not measured on locked clips yet.'];
  return gate.filter(({ ok }) => !ok).map(({ words }) => words);
}
