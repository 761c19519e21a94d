/**
 * Folds for cross-validation by episode: clips of one recording are never on both sides, and each fold gets its share of
 * successes, failures and kinds of near misses. Also nested parts of the episodes, for the learning curve. Pure, seeded.
 */
import { must } from '../../base/lib/assert.ts';
import { createRng } from '../../base/lib/rng.ts';
import type { AuthorClip } from '../../base/wire/author.ts';

type Split = Pick<AuthorClip, 'id' | 'recordingId' | 'label' | 'nearMiss'>;

/** Recordings by what they show, each group in a drawn order. */
function groupsOf(clips: readonly Split[], seed: number, purpose: string): string[][] {
  const byRecording = Map.groupBy(clips, ({ recordingId }) => recordingId);
  const kinds = new Map<string, string[]>();
  for (const [recordingId, own] of byRecording) {
    const shown = own.map(({ label, nearMiss }) => `${label}/${nearMiss ?? ''}`);
    const kind = [...new Set(shown)].sort().join(' ');
    kinds.set(kind, [...(kinds.get(kind) ?? []), recordingId]);
  }
  const rng = createRng(seed).fork(purpose);
  return [...kinds.keys()].sort().map((kind) => {
    const recordings = must(kinds.get(kind)).sort();
    const drawn = new Map(recordings.map((id) => [id, rng.fork(`${kind}/${id}`).uniform()]));
    return recordings.sort((a, b) => must(drawn.get(a)) - must(drawn.get(b)));
  });
}

/** Clip id → fold, 0…count − 1. */
export function splitFolds(
  clips: readonly Split[],
  count: number,
  seed: number,
): ReadonlyMap<string, number> {
  const foldOf = new Map<string, number>();
  let next = 0;
  for (const group of groupsOf(clips, seed, 'author/folds'))
    for (const recordingId of group) foldOf.set(recordingId, next++ % count);
  return new Map(clips.map(({ id, recordingId }) => [id, must(foldOf.get(recordingId))]));
}

/** Ids of the clips of about this share of the episodes, at least one of each kind; larger shares hold smaller ones. */
export function partOf(clips: readonly Split[], share: number, seed: number): ReadonlySet<string> {
  const chosen = new Set<string>();
  for (const group of groupsOf(clips, seed, 'author/curve'))
    for (const id of group.slice(0, Math.max(1, Math.round(share * group.length)))) chosen.add(id);
  return new Set(clips.filter(({ recordingId }) => chosen.has(recordingId)).map(({ id }) => id));
}
