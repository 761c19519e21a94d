/** Answers of the contract about many clips: what changed since a window asked last, and the queue of second looks. */
import type { ClipView } from '../model/episode.ts';

export interface ClipListing {
  readonly clips: readonly ClipView[];
  /** That a window had and that are told no longer: their demo was removed. Empty when asked from 0. */
  readonly gone: readonly string[];
  readonly revision: number;
  /** There is more than one answer holds: ask again from `revision`. */
  readonly more: boolean;
}

/** Clips that one person may give their second look, without anything that was answered before. */
export interface BlindListing {
  readonly clips: readonly ClipView[];
  /** That this person answered just now: theirs to look at again only from `freshUntil` on. */
  readonly tooFresh: number;
  readonly freshUntil: string | null;
}
