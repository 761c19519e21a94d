/**
 * A judge on a locked set: one counted use, numbers only. That the use is in the ledger before the first picture is read is
 * what makes five of them five. What it costs to ask is measured with it, on the same pictures.
 */
import { summarise } from '../../base/lib/stats.ts';
import type { CameraModel } from '../../base/model/camera.ts';
import { BenchError } from '../../base/model/errors.ts';
import { type JudgeLatency, judgeGate, type LockedMeasure } from '../../base/model/judge.ts';
import { type LockedBook, type LockedSet, usesOfSet } from '../clips/lockedBook.ts';
import type { LockedClip, LockedUse, Split } from '../clips/openSplit.ts';
import { traceClips } from './askClips.ts';
import type { ClipSpan } from './clipSets.ts';
import type { FoundJudge } from './foundJudge.ts';
import type { JudgePorts } from './openJudge.ts';
import { type LabelledClip, scoreClips, type TracedClip } from './scoreClips.ts';

/** Capture → verdict of the running cameras; null where no bench is open or it is in use. */
export type MeasureLive = (
  judge: FoundJudge,
  frames: number,
  signal: AbortSignal,
) => Promise<JudgeLatency | null>;

export interface MeasurePorts extends JudgePorts {
  readonly locked: Pick<LockedBook, 'sets'>;
  readonly split: Pick<Split, 'openLocked'>;
  readonly cameras: () => readonly CameraModel[];
  readonly live: MeasureLive | null;
}

/** The newest set that has uses left; else the newest. */
export function setInUse({ sets }: Pick<LockedBook, 'sets'>, task: string): LockedSet | null {
  const all = sets(task);
  return all.findLast(({ uses }) => uses < usesOfSet) ?? all.at(-1) ?? null;
}

/** @throws BenchError `refused`. */
function needSet(locked: Pick<LockedBook, 'sets'>, task: string): LockedSet {
  const set = setInUse(locked, task);
  if (set === null)
    throw new BenchError('refused', `no clips of ${task} are locked`, {
      hint: 'Lock some first: `bench clips split --lock`, or the step Labels.',
    });
  if (set.uses >= usesOfSet)
    throw new BenchError('refused', `${set.setId} was used ${set.uses} times: it is spent`, {
      hint: 'Record and label new clips, and lock another set.',
    });
  return set;
}

function labelled({ label, ...clip }: LockedClip): LabelledClip | null {
  if (label === null || (label.value !== 'success' && label.value !== 'failure')) return null;
  const { id, nearMiss, fromMs, toMs } = clip;
  return { id, label: label.value, decidedMs: label.decidedMs, nearMiss, fromMs, toMs };
}

const hundredth = (ms: number): number => Math.round(ms * 100) / 100;

export function replayedLatency(times: readonly number[]): JudgeLatency {
  if (times.length === 0) return { p50: 0, p95: 0, p99: 0, n: 0, how: 'replayed' };
  const { p50, p95, p99, n } = summarise(times);
  const rounded = { p50: hundredth(p50), p95: hundredth(p95), p99: hundredth(p99) };
  return { ...rounded, n, how: 'replayed' };
}

async function judgeSet(
  ports: MeasurePorts,
  judge: FoundJudge,
  { clips, dirOf }: LockedUse,
  signal: AbortSignal,
) {
  const times: number[] = [];
  const spans = new Map<LabelledClip, ClipSpan>();
  for (const clip of clips) {
    const found = labelled(clip);
    if (found !== null) spans.set(found, { ...found, dir: dirOf(clip.recordingId) });
  }
  const options = {
    cameras: ports.cameras(),
    signal,
    onLatency: (ms: number): void => void times.push(ms),
  };
  const all = [...spans.values()];
  const traces = await traceClips(ports, judge, all, options);
  const traced = [...spans.keys()].map((clip, at) => ({ clip, trace: traces[at] }) as TracedClip);
  // A small set is asked again until there are enough answers to speak of their slowest hundredth.
  const missing = judgeGate.latencyFrames - times.length;
  if (missing > 0 && times.length > 0) {
    const passes = Math.ceil(missing / times.length);
    const again = Array.from({ length: passes }, () => all).flat();
    await traceClips(ports, judge, again, options);
  }
  return { scores: scoreClips(judge.dwell, traced), times };
}

/** What is counted stays counted, however it ends. @throws BenchError `refused`, `storage`, the signal's reason. */
export async function measureJudge(
  ports: MeasurePorts,
  judge: FoundJudge,
  by: string,
  signal: AbortSignal,
): Promise<Omit<LockedMeasure, 'wallTime'>> {
  const task = judge.manifest.id;
  const { setId } = needSet(ports.locked, task);
  signal.throwIfAborted();
  const use = ports.split.openLocked(setId, `measuring ${judge.id}`, by);
  const { scores, times } = await judgeSet(ports, judge, use, signal);
  // What is known by now is not lost to a camera that fails.
  const live = await ports.live?.(judge, judgeGate.latencyFrames, signal).catch(() => null);
  signal.throwIfAborted();
  const latency = live ?? replayedLatency(times);
  return { setId, scores, latency, looks: use.set.uses, by };
}
