/**
 * Where a recording lies, whatever kind it is: a trial's folder or a demo's. Locked ones are not found, also in the moment
 * between the ledger's entry and the move. An id becomes part of a path only when it is shaped like one.
 */
import { statSync } from 'node:fs';
import path from 'node:path';
import { recordingIdPattern } from '../../base/model/episode.ts';
import { BenchError } from '../../base/model/errors.ts';

export interface FoundRecording {
  readonly kind: 'trial' | 'demo';
  readonly dir: string;
}

export interface RecordingPlaces {
  readonly trialsDir: string;
  /** Recordings that are no trials; absent where there are none. */
  readonly demosDir?: string | undefined;
  readonly isLocked?: ((recordingId: string) => boolean) | undefined;
}

const isFolder = (dir: string): boolean =>
  statSync(dir, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** @throws BenchError `not-found`. */
export function findRecording(places: RecordingPlaces, id: string): FoundRecording {
  const { trialsDir, demosDir, isLocked } = places;
  if (recordingIdPattern.test(id) && isLocked?.(id) !== true) {
    const trial = path.join(trialsDir, id);
    if (isFolder(trial)) return { kind: 'trial', dir: trial };
    const demo = demosDir === undefined ? '' : path.join(demosDir, id);
    if (demo !== '' && isFolder(demo)) return { kind: 'demo', dir: demo };
  }
  throw new BenchError('not-found', `there is no record of ${id}`, {
    hint: 'It was cut short before its record began, was locked, or its folder was moved or deleted.',
  });
}
