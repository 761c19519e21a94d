/**
 * Small pictures of recordings, for lists: made once, two at a time in a bounded queue, and kept in the cache, from which
 * they may be deleted at any time. Of a recording that was locked none is given, made or kept.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { BenchError } from '../../base/model/errors.ts';
import { rolePattern } from '../dataLayout.ts';
import type { RecordReader } from './openRecordReader.ts';

export interface ThumbWanted {
  readonly recordingId: string;
  readonly role: string;
  readonly atMs: number;
}

export interface Thumbs extends Disposable {
  /** A JPEG. @throws BenchError `not-found`, `storage`, `busy` when too many are asked for. */
  of(wanted: ThumbWanted): Promise<Buffer>;
}

export interface ThumbsOptions {
  readonly records: Pick<RecordReader, 'frameAt' | 'dirOf'>;
  /** Where those of a recording are kept. */
  readonly dirOf: (recordingId: string) => string;
  readonly isLocked: (recordingId: string) => boolean;
}

const widthPx = 192;
const quality = 72;
const atOnce = 2;
const maxWaiting = 1000;

function keep(file: string, jpeg: Uint8Array): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(`${file}.part`, jpeg);
    renameSync(`${file}.part`, file);
  } catch {
    // It is shown all the same, and made again the next time.
  }
}

export function openThumbs({ records, dirOf, isLocked }: ThumbsOptions): Thumbs {
  const running = new Map<string, Promise<Buffer>>();
  const waiting: PromiseWithResolvers<void>[] = [];
  let busy = 0;
  let ended = false;
  const inTurn = async <T>(run: () => Promise<T>): Promise<T> => {
    if (busy >= atOnce) {
      if (waiting.length >= maxWaiting)
        throw new BenchError('busy', 'too many small pictures are wanted at once', {
          hint: 'Ask again in a moment.',
        });
      const turn = Promise.withResolvers<void>();
      waiting.push(turn);
      await turn.promise;
    } else busy++;
    try {
      return await run();
    } finally {
      const next = waiting.shift();
      if (next === undefined) busy--;
      else next.resolve();
    }
  };
  const make = async ({ recordingId, role, atMs }: ThumbWanted, file: string): Promise<Buffer> => {
    if (ended) throw new BenchError('cancelled', 'the core ends');
    const frame = await records.frameAt(recordingId, role, atMs);
    const jpeg = await sharp(frame).resize({ width: widthPx }).jpeg({ quality }).toBuffer();
    // Locked meanwhile: what was made of it is gone by now, and stays gone.
    records.dirOf(recordingId);
    keep(file, jpeg);
    return jpeg;
  };
  return {
    async of(wanted) {
      const { recordingId, role, atMs } = wanted;
      if (!rolePattern.test(role) || isLocked(recordingId))
        throw new BenchError('not-found', 'there is no such picture');
      records.dirOf(recordingId);
      const file = path.join(dirOf(recordingId), `${role}-${Math.round(atMs)}.jpg`);
      const kept = await readFile(file).catch(() => null);
      if (kept !== null && !isLocked(recordingId)) return kept;
      const known = running.get(file);
      if (known !== undefined) return known;
      const made = inTurn(() => make(wanted, file)).finally(() => running.delete(file));
      running.set(file, made);
      return made;
    },
    [Symbol.dispose]() {
      ended = true;
    },
  };
}
