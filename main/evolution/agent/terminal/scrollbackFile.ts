/**
 * A terminal's newest output on disk: two files that take turns, of records that each say their place, so that what is
 * missing is known. Written from a bounded queue, never waited for: a disk that is slow, full or gone loses scrollback,
 * says so once, and never holds up a session. A program that floods its terminal may not wear out the disk either: after
 * a burst it is written at a trickle.
 *
 *     "NBTERM1\n" | records: u8 kind | u32le length | f64le place | payload
 *
 * kind 0: output, the place is that of its first byte. kind 1: size, u16le columns | u16le rows; each file begins with one.
 */
import { constants } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import type { Clock } from '../../../base/lib/clock.ts';
import type { Log } from '../../../base/lib/log.ts';
import { storageError } from '../../../store/storageError.ts';

export const scrollbackBounds = {
  /** Of one file; the older one is kept beside it. */
  fileBytes: 4 << 20,
  queueBytes: 16 << 20,
  /** Of one write; records are smaller. */
  batchBytes: 1 << 20,
  /** How much may be written at once, and for ever. */
  burstBytes: 32 << 20,
  bytesPerSecond: 512 * 1024,
  batchMs: 100,
  /** After a failure. */
  againMs: 10_000,
} as const;

export const scrollbackMagic = Buffer.from('NBTERM1\n');
export const recordHead = 13;
/** The older of the two. */
export const olderPath = (path: string): string => `${path}.1`;

export interface ScrollbackFile extends AsyncDisposable {
  /** The bytes are this file's now. */
  output(place: number, bytes: Uint8Array): void;
  size(place: number, cols: number, rows: number): void;
  readonly queuedBytes: number;
}

function encodeRecord(kind: 0 | 1, place: number, payload: Uint8Array): Uint8Array {
  const out = Buffer.alloc(recordHead + payload.length);
  out.writeUInt8(kind, 0);
  out.writeUInt32LE(payload.length, 1);
  out.writeDoubleLE(place, 5);
  out.set(payload, recordHead);
  return out;
}

interface Size {
  readonly place: number;
  readonly cols: number;
  readonly rows: number;
}

function encodeSize({ place, cols, rows }: Size): Uint8Array {
  const payload = Buffer.alloc(4);
  payload.writeUInt16LE(cols, 0);
  payload.writeUInt16LE(rows, 2);
  return encodeRecord(1, place, payload);
}

/** How many bytes may be written: a burst, then a trickle. */
function createAllowance(clock: Clock): (bytes: number) => boolean {
  const { burstBytes, bytesPerSecond } = scrollbackBounds;
  let allowed: number = burstBytes;
  let atMs = clock.nowMs();
  return (bytes) => {
    const nowMs = clock.nowMs();
    allowed = Math.min(burstBytes, allowed + ((nowMs - atMs) * bytesPerSecond) / 1000);
    atMs = nowMs;
    if (allowed < bytes) return false;
    allowed -= bytes;
    return true;
  };
}

/** The two files: `append` writes whole records or nothing; a file that it begins has `first` before them. */
interface Turning {
  append(bytes: Uint8Array, first: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

function createTurning(path: string): Turning {
  const { O_CREAT, O_TRUNC, O_WRONLY, O_NOFOLLOW } = constants;
  let handle: FileHandle | null = null;
  let good = 0;
  let fresh = true;
  const begin = async (first: Uint8Array): Promise<FileHandle> => {
    if (handle !== null) {
      await handle.close();
      handle = null;
      await rename(path, olderPath(path));
    } else if (fresh) await rm(olderPath(path), { force: true });
    fresh = false;
    const file = await open(path, O_CREAT | O_TRUNC | O_WRONLY | O_NOFOLLOW, 0o600);
    good = 0;
    try {
      await put(file, Buffer.concat([scrollbackMagic, first]));
    } catch (thrown) {
      await file.close();
      throw thrown;
    }
    handle = file;
    return file;
  };
  const put = async (file: FileHandle, bytes: Uint8Array): Promise<void> => {
    for (let at = 0; at < bytes.length; )
      at += (await file.write(bytes, at, bytes.length - at, good + at)).bytesWritten;
    good += bytes.length;
  };
  return {
    async append(bytes, first) {
      const full = good + bytes.length > scrollbackBounds.fileBytes;
      const file = handle === null || full ? await begin(first) : handle;
      try {
        await put(file, bytes);
      } catch (thrown) {
        await file.truncate(good).catch(() => undefined);
        throw thrown;
      }
    },
    async close() {
      await handle?.close();
      handle = null;
    },
  };
}

export interface ScrollbackFileOptions {
  readonly path: string;
  readonly cols: number;
  readonly rows: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** Its folder exists. Begins anew what is there. */
export function openScrollbackFile(options: ScrollbackFileOptions): ScrollbackFile {
  const { path, clock } = options;
  const log = options.log.scoped('scrollback');
  const allow = createAllowance(clock);
  const files = createTurning(path);
  /** Of the output that is written next. */
  let size: Size = { place: 0, cols: options.cols, rows: options.rows };
  const queue: { readonly bytes: Uint8Array; readonly size?: Size }[] = [];
  let queuedBytes = 0;
  let writing: Promise<void> | null = null;
  let wait: Disposable | null = null;
  let saidSo = false;
  let againAtMs = 0;
  let closed = false;
  const fail = (thrown: unknown): void => {
    againAtMs = clock.nowMs() + scrollbackBounds.againMs;
    if (saidSo) return;
    saidSo = true;
    const { message, hint } = storageError('the scrollback of a terminal', thrown);
    log.log('error', `${message}; the session goes on without it`, { hint });
  };
  const takeBatch = (): Buffer => {
    let bytes = 0;
    let count = 0;
    for (const record of queue) {
      bytes += record.bytes.length;
      if (count > 0 && bytes > scrollbackBounds.batchBytes) break;
      size = record.size ?? size;
      count++;
    }
    return Buffer.concat(queue.splice(0, count).map((record) => record.bytes));
  };
  const write = async (): Promise<void> => {
    while (queue.length > 0) {
      const first = encodeSize(size);
      const batch = takeBatch();
      try {
        await files.append(batch, first);
      } catch (thrown) {
        fail(thrown);
      }
      queuedBytes -= batch.length;
    }
  };
  const start = (): void => {
    wait = null;
    writing ??= write().finally(() => {
      writing = null;
      if (queue.length > 0) start();
    });
  };
  const push = (bytes: Uint8Array, newSize?: Size): void => {
    if (closed || queuedBytes + bytes.length > scrollbackBounds.queueBytes) return;
    queue.push(newSize === undefined ? { bytes } : { bytes, size: newSize });
    queuedBytes += bytes.length;
    if (writing === null) wait ??= clock.after(scrollbackBounds.batchMs, start);
  };
  return {
    get queuedBytes() {
      return queuedBytes;
    },
    output(place, bytes) {
      if (clock.nowMs() >= againAtMs && allow(bytes.length)) push(encodeRecord(0, place, bytes));
    },
    size(place, cols, rows) {
      const newSize = { place, cols, rows };
      push(encodeSize(newSize), newSize);
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      wait?.[Symbol.dispose]();
      start();
      await writing;
      await files.close().catch(fail);
    },
  };
}
