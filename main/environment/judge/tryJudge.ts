/**
 * Judges on the labelled clips that are not locked: scores, mistakes, versions side by side. What a judge said of a clip is
 * asked once and remembered (`traceCache.ts`); labels may change without asking again.
 */
import type { CameraModel } from '../../base/model/camera.ts';
import type { ClipVerdict, CompareReport, TryReport } from '../../base/model/judge.ts';
import { type AskOptions, traceClips } from './askClips.ts';
import type { ClipSpan } from './clipSets.ts';
import type { ClipTrace } from './clipTrace.ts';
import type { FoundJudge } from './foundJudge.ts';
import type { JudgePorts } from './openJudge.ts';
import type { Knew } from './planGate.ts';
import {
  clipVerdict,
  type LabelledClip,
  mistakesOf,
  scoreClips,
  type TracedClip,
} from './scoreClips.ts';
import { type TraceCache, traceKey } from './traceCache.ts';
import type { UnlockedClips } from './unlockedClips.ts';

export interface TryPorts extends JudgePorts {
  readonly unlocked: UnlockedClips;
  readonly cache: TraceCache;
  readonly cameras: () => readonly CameraModel[];
}

/** What is known already of a judge on these clips; nothing is asked. */
export function knownTraces(
  { unlocked, cache, cameras }: Pick<TryPorts, 'unlocked' | 'cache' | 'cameras'>,
  judge: Pick<FoundJudge, 'hash' | 'manifest'>,
  clips: readonly LabelledClip[],
): readonly TracedClip[] {
  const key = traceKey(judge, cameras());
  return clips.flatMap((clip) => {
    const trace = cache.of(key, unlocked.span(clip.id));
    return trace === null ? [] : [{ clip, trace }];
  });
}

/** @throws BenchError `refused` when no clip is labelled, `storage`, and the signal's reason. */
export async function traceUnlocked(
  ports: TryPorts,
  judge: FoundJudge,
  signal: AbortSignal,
): Promise<readonly TracedClip[]> {
  const { unlocked, cache } = ports;
  const cameras = ports.cameras();
  const clips = unlocked.need(judge.manifest.id);
  const key = traceKey(judge, cameras);
  await cache.load(key);
  const spans = clips.map(({ id }) => unlocked.span(id));
  const asked = spans.filter((span) => cache.of(key, span) === null);
  const onTrace = (span: ClipSpan, trace: ClipTrace): void => cache.put(key, span, trace);
  const options: AskOptions = { cameras, signal, onTrace };
  const fresh = await traceClips(ports, judge, asked, options);
  if (asked.length > 0 || cache.triedAt(key) === null)
    await cache.save(key, ports.clock.wallTime());
  const traces = new Map(asked.map((span, at) => [span.id, fresh[at] as ClipTrace]));
  return clips.flatMap((clip, at) => {
    const trace = traces.get(clip.id) ?? cache.of(key, spans[at] as ClipSpan);
    return trace === null ? [] : [{ clip, trace }];
  });
}

export function reportOf(
  name: string,
  { dwell }: Pick<FoundJudge, 'dwell'>,
  traced: readonly TracedClip[],
): TryReport {
  const clips = traced.map((each) => clipVerdict(dwell, each));
  return { judge: name, scores: scoreClips(dwell, traced), mistakes: mistakesOf(clips), clips };
}

const isRight = ({ wrong }: ClipVerdict): boolean => wrong === null;

/** In the order given: each against the one before it. */
export function compareOf(reports: readonly TryReport[]): CompareReport {
  return {
    judges: reports.map(({ judge, scores, clips }, at) => {
      const before = new Map(reports[at - 1]?.clips.map((clip) => [clip.clipId, clip]));
      const changed = (wasRight: boolean): readonly string[] =>
        clips.flatMap((clip) => {
          const old = before.get(clip.clipId);
          const is = old !== undefined && isRight(old) === wasRight && isRight(clip) !== wasRight;
          return is ? [clip.clipId] : [];
        });
      return { judge, scores, lost: changed(true), won: changed(false) };
    }),
  };
}

/** What the older one had right and the newer one has not, on clips that both were tried on. */
export function knewOf(older: TryReport, newer: TryReport, doubted: readonly string[]): Knew {
  const before = new Map(older.clips.map((clip) => [clip.clipId, clip]));
  const both = newer.clips.flatMap((clip) => {
    const old = before.get(clip.clipId);
    return old === undefined || doubted.includes(clip.clipId) ? [] : [{ old, clip }];
  });
  const ids = (fits: (old: ClipVerdict, clip: ClipVerdict) => boolean): readonly string[] =>
    both.filter(({ old, clip }) => fits(old, clip)).map(({ clip }) => clip.clipId);
  return {
    judge: older.judge,
    clips: both.length,
    newFalse: ids((old, clip) => isRight(old) && clip.wrong === 'false-positive'),
    missed: ids((old, clip) => isRight(old) && clip.wrong === 'missed'),
    found: ids((old, clip) => old.wrong === 'missed' && isRight(clip)),
  };
}
