/**
 * What `scrollbackFile.ts` left on disk, oldest first. A file that ends in the middle of a record (the machine lost power)
 * or is no such file gives what came before; sizes are checked before anything is allocated.
 */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { terminalBounds } from '../../../base/model/agent.ts';
import { olderPath, recordHead, scrollbackBounds, scrollbackMagic } from './scrollbackFile.ts';

export type ScrollbackRecord =
  | { readonly kind: 'output'; readonly place: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'size'; readonly place: number; readonly cols: number; readonly rows: number };

/** A file turns over before it is longer, or is one batch long. */
const maxFileBytes = scrollbackBounds.fileBytes + scrollbackBounds.batchBytes;

async function readFile(path: string): Promise<Buffer> {
  try {
    await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    const stat = await file.stat();
    if (!stat.isFile()) return Buffer.alloc(0);
    const bytes = Buffer.alloc(Math.min(stat.size, maxFileBytes));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
    return bytes.subarray(0, bytesRead);
  } catch {
    return Buffer.alloc(0); // nothing was kept
  }
}

function within(value: number, [low, high]: readonly [number, number]): boolean {
  return value >= low && value <= high;
}

function recordOf(kind: number, place: number, payload: Buffer): ScrollbackRecord | null {
  if (!Number.isSafeInteger(place) || place < 0) return null;
  if (kind === 0) return { kind: 'output', place, bytes: Uint8Array.from(payload) };
  if (kind !== 1 || payload.length !== 4) return null;
  const cols = payload.readUInt16LE(0);
  const rows = payload.readUInt16LE(2);
  const fits = within(cols, terminalBounds.cols) && within(rows, terminalBounds.rows);
  return fits ? { kind: 'size', place, cols, rows } : null;
}

function parse(file: Buffer): ScrollbackRecord[] {
  const records: ScrollbackRecord[] = [];
  if (!file.subarray(0, scrollbackMagic.length).equals(scrollbackMagic)) return records;
  for (let at = scrollbackMagic.length; at + recordHead <= file.length; ) {
    const length = file.readUInt32LE(at + 1);
    const payload = file.subarray(at + recordHead, at + recordHead + length);
    if (payload.length < length) break;
    const record = recordOf(file.readUInt8(at), file.readDoubleLE(at + 5), payload);
    if (record === null) break;
    records.push(record);
    at += recordHead + length;
  }
  return records;
}

/** Empty when nothing was kept; never throws. */
export async function readScrollback(path: string): Promise<readonly ScrollbackRecord[]> {
  const older = parse(await readFile(olderPath(path)));
  return [...older, ...parse(await readFile(path))];
}
