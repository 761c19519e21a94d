/**
 * A judge on a locked set: one counted use, numbers only. That the use is in the ledger before the first picture is read is
 * what makes five of them five. What it costs to ask is measured with it, on the same pictures.
 */
import type { CameraModel } from '../../base/model/camera.ts';
import { BenchError } from '../../base/model/errors.ts';
import { type JudgeLatency, judgeGate, type LockedMeasure } from '../../base/model/judge.ts';
import type { ClipBook } from '../clips/clipBook.ts';
import { countedLabel } from '../clips/clipView.ts';
import { type LockedBook, type LockedSet, usesOfSet } from '../clips/lockedBook.ts';
import type { LockedClip, LockedUse, Split } from '../clips/openSplit.ts';
import { countedOnce } from '../clips/planSplit.ts';
import { traceClips } from './askClips.ts';
import { type ClipSpan, measuredSets } from './clipSets.ts';
import type { ClipTrace } from './clipTrace.ts';
import type { FoundJudge } from './foundJudge.ts';
import type { JudgeBook } from './judgeBook.ts';
import { latencyOf } from './latencyOf.ts';
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
  readonly clips: Pick<ClipBook, 'clip'>;
  readonly book: Pick<JudgeBook, 'learntFrom'>;
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

/** Clips that count, each shown once, and how many of them the judge may have learnt from: those do not measure it. */
export function outOfSample(
  clips: readonly LockedClip[],
  learntFrom: ReadonlySet<string>,
): { readonly clips: readonly LockedClip[]; readonly learnt: number } {
  const counted = clips.filter((clip) => labelled(clip) !== null);
  const once = countedOnce(counted, ({ label, nearMiss }) => `${label?.value} ${nearMiss}`);
  const fresh = once.filter(({ recordingId }) => !learntFrom.has(recordingId));
  return { clips: fresh, learnt: once.length - fresh.length };
}

/** Before a look is counted. @throws BenchError `refused` when nothing is left that measures this judge. */
function needOutOfSample(
  { clips }: MeasurePorts,
  set: LockedSet,
  learntFrom: ReadonlySet<string>,
): void {
  const left = set.clips.flatMap((id) => {
    const { recordingId, looks } = clips.clip(id);
    return learntFrom.has(recordingId) ? [] : [countedLabel(looks)?.value];
  });
  if (left.includes('success') && left.includes('failure')) return;
  if (set.clips.every((id) => !learntFrom.has(clips.clip(id).recordingId))) return;
  throw new BenchError(
    'refused',
    `whoever wrote this judge may have learnt from the clips of ${set.setId}: they cannot measure it`,
    {
      hint:
        'They were locked too late. The built-in author can write a judge from the others; ' +
        'anybody else needs new clips, locked first.',
    },
  );
}

/** Says of the same pictures what it said before, in another order and as another process. */
const contradicts = (a: ClipTrace, b: ClipTrace): boolean =>
  a.fault === null && b.fault === null && a.verdicts.some((said, at) => said !== b.verdicts[at]);

const contradiction = 'it says something else of the same pictures when it is asked again';
/** So many answers are asked for again, at least, however many there were. */
const leastAgain = 200;

async function judgeSet(
  ports: MeasurePorts,
  judge: FoundJudge,
  clips: readonly LockedClip[],
  dirOf: LockedUse['dirOf'],
  signal: AbortSignal,
) {
  const times: number[] = [];
  const spans = new Map<LabelledClip, ClipSpan>();
  for (const clip of clips) {
    const found = labelled(clip);
    if (found !== null) spans.set(found, { ...found, dir: dirOf(clip.recordingId) });
  }
  const options = {
    ...{ cameras: ports.cameras(), signal, mostSets: measuredSets },
    onLatency: (ms: number): void => void times.push(ms),
  };
  const all = [...spans.values()];
  const traces = [...(await traceClips(ports, judge, all, options))];
  const first = times.length;
  // A small set is asked again until there are enough answers to speak of their slowest hundredth.
  const missing = Math.max(judgeGate.latencyFrames - first, Math.min(first, leastAgain));
  const again: number[] = [];
  for (let sets = 0, at = 0; first > 0 && sets < missing; at++) {
    const index = all.length - 1 - (at % all.length);
    again.push(index);
    sets += (traces[index] as ClipTrace).atMs.length;
  }
  const spansAgain = again.map((index) => all[index] as ClipSpan);
  const second = await traceClips(ports, judge, spansAgain, options);
  for (const [at, index] of again.entries()) {
    const said = traces[index] as ClipTrace;
    if (contradicts(said, second[at] as ClipTrace))
      traces[index] = { ...said, fault: contradiction };
  }
  const traced = [...spans.keys()].map((clip, at) => ({ clip, trace: traces[at] }) as TracedClip);
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
  const set = needSet(ports.locked, task);
  const { setId } = set;
  const learntFrom = ports.book.learntFrom(task, judge.hash);
  needOutOfSample(ports, set, learntFrom);
  signal.throwIfAborted();
  const use = ports.split.openLocked(setId, `measuring ${judge.id}`, by);
  const { clips, learnt } = outOfSample(use.clips, learntFrom);
  const { scores, times } = await judgeSet(ports, judge, clips, use.dirOf, signal);
  // What is known by now is not lost to a camera that fails.
  const live = await ports.live?.(judge, judgeGate.latencyFrames, signal).catch(() => null);
  signal.throwIfAborted();
  const latency = live ?? latencyOf(times, 'replayed');
  const left = learnt === 0 ? {} : { learnt };
  return { setId, scores, latency, looks: use.set.uses, by, ...left };
}
