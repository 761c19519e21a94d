/**
 * Where the pictures of the last few recordings lie: remembered as long as their file stays the same, and for finished
 * ones kept on the disk (`framePlaces.ts`). The file of a recording without its end may grow while it is looked at: then
 * only what is new is read, once for all who ask meanwhile.
 */
import { statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { BenchError } from '../../base/model/errors.ts';
import { demoEndFile, framesFile, verdictFile } from '../dataLayout.ts';
import { extendIndex, type FrameIndex, indexFrames } from './frameIndex.ts';
import { type FileStamp, loadFramePlaces, saveFramePlaces } from './framePlaces.ts';

/** Runs what reads a file; throws `busy` when too much is read already. */
export type Admit = <T>(run: () => Promise<T>) => Promise<T>;

export interface FrameIndexes extends Disposable {
  /** @throws BenchError `not-found`, `storage`, and what `admit` throws. */
  of(dir: string, admit: Admit): Promise<FrameIndex>;
}

interface Known {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
  readonly index: Promise<FrameIndex>;
  /** Null while it is read. */
  done: FrameIndex | null;
}

const indexesKept = 12;

/** The last file of a recording, of whatever kind, is there. */
function isFinished(dir: string): boolean {
  return [verdictFile, demoEndFile].some(
    (name) => statSync(path.join(dir, name), { throwIfNoEntry: false }) !== undefined,
  );
}

/** `placesOf`: where the places of a recording's pictures are kept; null: nowhere, asked again when they are known. */
export function createFrameIndexes(
  ended: AbortSignal,
  placesOf: (recordingId: string) => string | null = () => null,
): FrameIndexes {
  /** By file; the one used last is last. */
  const known = new Map<string, Known>();

  const keep = (file: string, entry: Known): Promise<FrameIndex> => {
    known.delete(file);
    known.set(file, entry);
    for (const oldest of known.keys()) {
      if (known.size <= indexesKept) break;
      known.delete(oldest);
    }
    return entry.index;
  };
  const indexAnew = async (dir: string, stamp: FileStamp): Promise<FrameIndex> => {
    const id = path.basename(dir);
    const kept = isFinished(dir) ? placesOf(id) : null;
    const before = kept === null ? null : await loadFramePlaces(kept, stamp);
    if (before !== null) return before;
    const index = await indexFrames(path.join(dir, framesFile), ended);
    const whole = kept !== null && index.problem === null;
    // Asked again: it may have been locked meanwhile.
    const place = whole ? placesOf(id) : null;
    if (place !== null) saveFramePlaces(place, stamp, index);
    return index;
  };
  return {
    async of(dir, admit) {
      const file = path.join(dir, framesFile);
      const info = await stat(file).catch(() => null);
      if (info === null || !info.isFile())
        throw new BenchError('not-found', `${file} is missing`, {
          hint: 'The trial was aborted before it was judged, or somebody moved the file.',
        });
      const { size, mtimeMs, ino } = info;
      const before = known.get(file);
      const same = before?.ino === ino ? before : undefined;
      if (same?.size === size && same.mtimeMs === mtimeMs) return keep(file, same);
      const grows = same !== undefined && size > same.size && !isFinished(dir);
      if (grows && same.done === null) return keep(file, same); // what is there by then will do
      const start = grows ? same.done : null;
      const index = admit(() =>
        start === null ? indexAnew(dir, { size, mtimeMs }) : extendIndex(start, ended),
      );
      const entry: Known = { size, mtimeMs, ino, index, done: null };
      index.then(
        (whole) => {
          entry.done = whole;
        },
        () => {
          if (known.get(file) === entry) known.delete(file);
        },
      );
      return keep(file, entry);
    },
    [Symbol.dispose]: () => known.clear(),
  };
}
