/**
 * Everything that a clip on screen needs of its recording: when its pictures were taken, the pictures of now in full,
 * those of the filmstrip small, and the same of the clips that come next, so that the next one is there at once. All of
 * it is bounded, whatever the number of clips. Knows neither HTTP nor canvas.
 */
import { type ClipSpan, type FrameIndex, framesAt } from './clipSpan.ts';
import { createFrameShelf, type FrameShelf } from './frameShelf.ts';

export interface ReelPorts<Picture> {
  index(recordingId: string): Promise<FrameIndex>;
  /** Decoded as it is, or small for the film. */
  picture(key: string, small: boolean): Promise<Picture>;
  release(picture: Picture): void;
}

/** A clip to come, and the moment at which it will be looked at first. */
export interface ReelClip {
  readonly span: ClipSpan;
  readonly atMs: number;
  /** The film's moments; needs the index. */
  film(index: FrameIndex): readonly number[];
}

export interface ClipReel<Picture> extends Disposable {
  readonly full: FrameShelf<Picture>;
  readonly small: FrameShelf<Picture>;
  readonly indexes: FrameShelf<FrameIndex>;
  /** What is looked at now, in the order of its urgency: pictures of `moments`, then its film, then what comes next. */
  want(now: ReelClip, moments: readonly number[], next: readonly ReelClip[]): void;
}

/** A picture of 640 × 480 takes 1.2 MB decoded, one of the film 0.1 MB. */
const fullKept = 32;
const smallKept = 320;
const indexesKept = 64;

export function createClipReel<Picture>(ports: ReelPorts<Picture>): ClipReel<Picture> {
  const { release } = ports;
  const load = (small: boolean) => (key: string) => ports.picture(key, small);
  const full = createFrameShelf({ load: load(false), release }, { keep: fullKept, atOnce: 4 });
  const small = createFrameShelf({ load: load(true), release }, { keep: smallKept, atOnce: 3 });
  const indexes = createFrameShelf<FrameIndex>(
    { load: ports.index, release: () => undefined },
    { keep: indexesKept, atOnce: 2 },
  );
  let wanted: readonly [ReelClip, readonly number[], readonly ReelClip[]] | null = null;
  const plan = (): void => {
    if (wanted === null) return;
    const [now, moments, next] = wanted;
    const all = [now, ...next];
    indexes.plan([...new Set(all.map(({ span }) => span.recordingId))]);
    const keys = (clip: ReelClip, ms: readonly number[]): readonly string[] => {
      const index = indexes.peek(clip.span.recordingId);
      return index === null ? [] : ms.flatMap((each) => framesAt(index, clip.span, each));
    };
    const filmOf = (clip: ReelClip): readonly string[] => {
      const index = indexes.peek(clip.span.recordingId);
      return index === null ? [] : keys(clip, clip.film(index));
    };
    const first = keys(now, moments.slice(0, 1));
    const ahead = next.flatMap((clip) => keys(clip, [clip.atMs]));
    full.plan([...new Set([...first, ...ahead, ...keys(now, moments.slice(1))])]);
    // The film waits for the picture itself: both go over the same few connections.
    const isThere = first.every((key) => full.peek(key) !== null || full.problem(key) !== null);
    small.plan(isThere ? [...new Set(all.flatMap(filmOf))] : []);
  };
  indexes.on(plan);
  full.on(plan);
  return {
    full,
    small,
    indexes,
    want(now, moments, next) {
      wanted = [now, moments, next];
      plan();
    },
    [Symbol.dispose]() {
      wanted = null;
      for (const shelf of [full, small, indexes]) shelf[Symbol.dispose]();
    },
  };
}
