/**
 * What the watch compares with: of each camera the scene as it stands in unlocked clips, and a few of those clips with the
 * verdicts that the judge gave when it was first watched. Which pictures and clips they are is written down once for each
 * judge, so that material that comes later (what fooled it, in another light) moves nothing.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { BenchError } from '../../base/model/errors.ts';
import type { VerdictValue } from '../../base/model/trial.ts';
import { type AskOptions, rolesOf, traceClips } from '../../environment/judge/askClips.ts';
import { openClipSets } from '../../environment/judge/clipSets.ts';
import { slideDwell } from '../../environment/judge/clipTrace.ts';
import type { FoundJudge } from '../../environment/judge/foundJudge.ts';
import type { JudgePorts } from '../../environment/judge/openJudge.ts';
import type { UnlockedClips } from '../../environment/judge/unlockedClips.ts';
import { readSmallPicture, type SmallPicture } from '../../store/record/smallPicture.ts';
import { writeWholeFile } from '../../store/wholeFile.ts';
import { medianScene, type SteadyScene } from './medianScene.ts';

export interface WatchMaterial {
  /** By camera. */
  readonly scenes: ReadonlyMap<string, SteadyScene>;
  /** The clips they are of. */
  readonly sceneClips: readonly string[];
  /** Null until it was judged first. */
  readonly canaries: readonly { readonly clipId: string; readonly verdict: VerdictValue | null }[];
}

export interface MaterialPorts {
  readonly ports: JudgePorts;
  readonly clips: UnlockedClips;
  readonly pause: () => Promise<void>;
}

/** Pictures are compared at this width. */
export const watchWidthPx = 160;
const mostScenes = 16;
const canariesEach = 3;
/** Of a canary the end is judged: a dwell and a little. */
const canaryMs = 1500;
const fileName = 'watched.json';
const mostBytes = 1 << 20;

const clipId = z.string().max(40);
const keptSchema = z.strictObject({
  version: z.literal(1),
  scenes: z.array(clipId).max(100),
  canaries: z
    .array(z.strictObject({ clipId, verdict: z.enum(['success', 'failure', 'undecided']) }))
    .max(100),
});
type Kept = z.infer<typeof keptSchema>;

function readKept(dir: string): Kept | null {
  try {
    const text = readFileSync(path.join(dir, fileName), 'utf8').slice(0, mostBytes);
    return keptSchema.parse(JSON.parse(text));
  } catch {
    // A cache: missing or damaged, it is made again.
    return null;
  }
}

/** Evenly over all of them. */
function some<T>(all: readonly T[], count: number): readonly T[] {
  if (all.length <= count) return all;
  return Array.from({ length: count }, (_, n) => all[Math.floor((n * all.length) / count)] as T);
}

function chooseScenes(clips: UnlockedClips, task: string): readonly string[] {
  const labelled = clips.labelled(task);
  const failures = labelled.filter(({ label }) => label === 'failure');
  const successes = labelled.filter(({ label }) => label === 'success');
  // In a success the thing lies where it always does: too many of them, and it seems to be part of the table.
  const few = some(successes, Math.max(mostScenes / 4, mostScenes - failures.length));
  return [...few, ...some(failures, mostScenes - few.length)].map(({ id }) => id);
}

function chooseCanaries(clips: UnlockedClips, task: string): readonly string[] {
  const labelled = clips.labelled(task);
  return (['success', 'failure'] as const).flatMap((wanted) =>
    some(
      labelled.filter(({ label }) => label === wanted),
      canariesEach,
    ).map(({ id }) => id),
  );
}

/** One picture a camera of each clip: with the arm out of the way where it ever is. */
async function readScenes(
  { clips, pause }: MaterialPorts,
  judge: FoundJudge,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, SteadyScene>> {
  const pictures = new Map<string, SmallPicture[]>();
  const { clearViewRad } = judge.manifest;
  for (const [n, id] of ids.entries()) {
    const { sets, read } = await openClipSets(
      clips.span(id),
      { roles: rolesOf(judge), clearViewRad },
      signal,
    );
    // Now early, now late in the clip: the arm is somewhere else.
    const order = n % 2 === 0 ? [...sets].reverse() : sets;
    let chosen = order[0] === undefined ? null : await read(order[0]);
    for (const set of some(order, 4)) {
      if (chosen?.toolClear === true) break;
      const other = await read(set);
      if (other.toolClear) chosen = other;
    }
    for (const { role, jpeg } of chosen?.frames ?? []) {
      const known = pictures.get(role) ?? [];
      pictures.set(role, known);
      known.push(await readSmallPicture(jpeg, watchWidthPx));
    }
    await pause();
  }
  const scenes = new Map<string, SteadyScene>();
  for (const [role, all] of pictures) {
    const { heightPx } = all[0] as SmallPicture;
    scenes.set(
      role,
      await medianScene(
        all.filter((one) => one.heightPx === heightPx),
        pause,
      ),
    );
  }
  return scenes;
}

/** Judges the end of each of those clips. */
export async function judgeCanaries(
  { ports, clips }: MaterialPorts,
  judge: FoundJudge,
  ids: readonly string[],
  { cameras, signal }: Pick<AskOptions, 'cameras' | 'signal'>,
): Promise<readonly VerdictValue[]> {
  const spans = ids.map((id) => {
    const span = clips.span(id);
    return { ...span, fromMs: Math.max(span.fromMs, span.toMs - canaryMs) };
  });
  const traces = await traceClips(ports, judge, spans, { cameras, signal });
  return traces.map(({ verdicts, fault }) => {
    if (fault !== null) return 'undecided';
    const states = slideDwell(judge.dwell, verdicts);
    return states.includes('success') ? 'success' : (states.at(-1) ?? 'undecided');
  });
}

/** @throws BenchError `refused` when there is no clip to compare with, `storage`. */
export async function loadWatchMaterial(
  ports: MaterialPorts,
  judge: FoundJudge,
  dir: string,
  signal: AbortSignal,
): Promise<WatchMaterial> {
  const task = judge.manifest.id;
  const labelled = new Set(ports.clips.labelled(task).map(({ id }) => id));
  const kept = readKept(dir);
  const known = kept?.scenes.filter((id) => labelled.has(id)) ?? [];
  // Locked or taken back since: what is left stands for the others.
  const scenes = known.length > 0 ? known : chooseScenes(ports.clips, task);
  if (scenes.length === 0)
    throw new BenchError('refused', `there is no clip of ${task} to compare with`, {
      hint: 'Label clips that are not locked, then look again.',
    });
  const old = kept?.canaries.filter(({ clipId: id }) => labelled.has(id)) ?? [];
  const canaries =
    old.length > 0
      ? old
      : chooseCanaries(ports.clips, task).map((id) => ({ clipId: id, verdict: null }));
  const seen = await readScenes(ports, judge, scenes, signal);
  return { scenes: seen, sceneClips: scenes, canaries };
}

/** What a canary said first stands from now on. @throws BenchError `storage`. */
export function keepWatchMaterial(
  dir: string,
  sceneClips: readonly string[],
  canaries: Kept['canaries'],
): void {
  mkdirSync(dir, { recursive: true });
  const kept: Kept = { version: 1, scenes: [...sceneClips], canaries };
  writeWholeFile(path.join(dir, fileName), `${JSON.stringify(kept)}\n`);
}
