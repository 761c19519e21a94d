/**
 * An episode that somebody brought, whatever format it came in: pictures by camera, rows of joints where there are any,
 * and what was said of it. Times are milliseconds from its first picture. Readers make them, `importDemos.ts` writes them.
 */
import type { Joints } from '../../base/model/arm.ts';
import type { DemoMark, LabelValue } from '../../base/model/episode.ts';

export interface SourcePicture {
  readonly atMs: number;
  readonly jpeg: Uint8Array;
}

export interface SourceCamera {
  /** As the source calls it. */
  readonly name: string;
  /** How many pictures it will give; another number is a refusal. */
  readonly pictures: number;
  /** @throws BenchError `bad-input` when what is there is not what was promised. */
  open(signal: AbortSignal): AsyncIterable<SourcePicture>;
}

export interface SourceRow {
  readonly atMs: number;
  readonly positionRad: Joints;
  readonly wantedRad: Joints | null;
  readonly by: 'human' | 'policy' | 'none';
}

export interface SourceEpisode {
  /** For people: `episode 3`, a folder's name. */
  readonly name: string;
  readonly number: number;
  readonly cameras: readonly SourceCamera[];
  readonly rows: readonly SourceRow[];
  readonly rateHz: number;
  readonly result: LabelValue | null;
  readonly nearMiss: string | null;
  readonly marks: readonly DemoMark[];
  /** What of it was left out or assumed, in words. */
  readonly notes: readonly string[];
}

/** What a reader finds, in order; a refusal takes the place of an episode. */
export type Found =
  | { readonly kind: 'episode'; readonly episode: SourceEpisode }
  | { readonly kind: 'refused'; readonly what: string; readonly why: string };

export interface Source {
  readonly format: 'lerobot' | 'enpire' | 'mp4';
  /** Names of its cameras. */
  readonly cameras: readonly string[];
  readonly total: number;
  episodes(signal: AbortSignal): AsyncIterable<Found>;
}
