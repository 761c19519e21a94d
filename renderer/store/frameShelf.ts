/**
 * Recorded pictures at hand: what is planned is loaded in the order of the plan, a few at a time; what is planned no
 * longer is not begun; a bounded number stays, the one used longest ago goes first. Knows neither HTTP nor canvas.
 */

export interface ShelfPorts<Picture> {
  load(key: string): Promise<Picture>;
  /** Lets go of its memory. */
  release(picture: Picture): void;
}

export interface FrameShelf<Picture> extends Disposable {
  /** At hand, or null. */
  peek(key: string): Picture | null;
  /** Why a planned picture cannot be had; null: it can, or is on its way. */
  problem(key: string): unknown;
  /** All that is wanted, the most urgent first. */
  plan(keys: readonly string[]): void;
  /** Calls whenever a picture has come or could not; until disposed. */
  on(changed: (key: string) => void): () => void;
}

export interface ShelfBounds {
  readonly keep: number;
  readonly atOnce: number;
}

/** A picture that could not be had is asked for again after so many plans without it. */
const problemsKept = 64;

export function createFrameShelf<Picture>(
  ports: ShelfPorts<Picture>,
  bounds: ShelfBounds,
): FrameShelf<Picture> {
  /** The one used last is last. */
  const kept = new Map<string, Picture>();
  const problems = new Map<string, unknown>();
  const running = new Set<string>();
  const listeners = new Set<(key: string) => void>();
  let planned: readonly string[] = [];
  let disposed = false;

  const dropOldest = (): void => {
    const needed = new Set(planned.slice(0, bounds.keep));
    for (const [key, picture] of kept) {
      if (kept.size <= bounds.keep) return;
      if (needed.has(key)) continue;
      kept.delete(key);
      ports.release(picture);
    }
  };
  const tell = (key: string): void => {
    for (const changed of [...listeners]) changed(key);
  };
  const begin = (key: string): void => {
    running.add(key);
    ports.load(key).then(
      (picture) => {
        running.delete(key);
        if (disposed) return ports.release(picture);
        kept.set(key, picture);
        tell(key);
        dropOldest();
        goOn();
      },
      (thrown: unknown) => {
        running.delete(key);
        if (disposed) return;
        problems.set(key, thrown);
        const [oldest] = problems.keys();
        if (problems.size > problemsKept && oldest !== undefined) problems.delete(oldest);
        tell(key);
        goOn();
      },
    );
  };
  const goOn = (): void => {
    for (const key of planned.slice(0, bounds.keep)) {
      if (running.size >= bounds.atOnce) return;
      if (!kept.has(key) && !running.has(key) && !problems.has(key)) begin(key);
    }
  };
  return {
    peek(key) {
      const picture = kept.get(key);
      if (picture === undefined) return null;
      kept.delete(key);
      kept.set(key, picture);
      return picture;
    },
    problem: (key) => problems.get(key) ?? null,
    plan(keys) {
      if (disposed) return;
      const wanted = new Set(keys);
      for (const key of problems.keys()) if (!wanted.has(key)) problems.delete(key);
      planned = keys;
      goOn();
    },
    on(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    [Symbol.dispose]() {
      disposed = true;
      listeners.clear();
      for (const picture of kept.values()) ports.release(picture);
      kept.clear();
      problems.clear();
      planned = [];
    },
  };
}
