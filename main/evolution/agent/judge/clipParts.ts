/**
 * An agent's own split of the clips it has: most to learn from, a third to check by, whole recordings, in the proportions
 * of the labels. Pure: recordings that come later do not move those that were there.
 */
import type { Clip } from '../../../environment/clips/clipPages.ts';

export type ClipPart = 'learn' | 'check';

/** A clip with the label that counts. */
export interface TaughtClip {
  readonly clip: Clip;
  readonly value: 'success' | 'failure';
  readonly decidedMs: number | null;
  /** Looked at twice, or settled. */
  readonly sure: boolean;
}

const checkEvery = 3;

/** Of each kind every third recording, in the order in which they were made. */
export function clipParts(clips: readonly TaughtClip[]): ReadonlyMap<string, ClipPart> {
  const parts = new Map<string, ClipPart>();
  const recordings = Map.groupBy(clips, ({ clip }) => clip.recordingId);
  const counts = new Map<string, number>();
  for (const [, own] of [...recordings].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const kind = own[0]?.value === 'success' ? 'success' : `failure ${own[0]?.clip.nearMiss ?? ''}`;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    const part = count % checkEvery === 0 ? 'check' : 'learn';
    for (const { clip } of own) parts.set(clip.id, part);
  }
  return parts;
}
