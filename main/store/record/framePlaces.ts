/**
 * Where the pictures of a finished recording lie, kept beside it in the cache, so that a recording that was looked at
 * before is not walked through again. Believed only for a file of the same size and time, and every picture that is read
 * by it still has its own checksum. A cache: whatever goes wrong with it means walking again.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { FrameIndex } from './frameIndex.ts';
import { verdictTraceRowSchema } from './recordSchema.ts';

/** Of the file that is meant. */
export interface FileStamp {
  readonly size: number;
  readonly mtimeMs: number;
}

const column = z.array(z.number());
const schema = z.strictObject({
  version: z.literal(1),
  size: z.number(),
  mtimeMs: z.number(),
  roles: z.record(
    z.string(),
    z.strictObject({ seq: column, capturedAtMs: column, at: column, bytes: column, crc: column }),
  ),
  trace: z.array(verdictTraceRowSchema),
});

const maxBytes = 64 << 20;

/** Null: there is none for this very file. */
export async function loadFramePlaces(file: string, stamp: FileStamp): Promise<FrameIndex | null> {
  try {
    const text = await readFile(file, 'utf8');
    const parsed = text.length > maxBytes ? null : schema.safeParse(JSON.parse(text));
    if (parsed?.success !== true) return null;
    const { size, mtimeMs, roles, trace } = parsed.data;
    if (size !== stamp.size || mtimeMs !== stamp.mtimeMs) return null;
    const frames = Object.entries(roles).map(([role, { seq, capturedAtMs, at, bytes, crc }]) => {
      const rows = seq.map((each, n) => ({
        seq: each,
        capturedAtMs: capturedAtMs[n] ?? 0,
        at: at[n] ?? 0,
        bytes: bytes[n] ?? 0,
        crc: crc[n] ?? 0,
      }));
      return [role, rows] as const;
    });
    return { frames: new Map(frames), trace, problem: null, rest: null };
  } catch {
    return null; // missing, cut short, no JSON: the file itself is the truth
  }
}

/** Whole or not at all; a disk that refuses only costs the next reader a walk. */
export function saveFramePlaces(file: string, stamp: FileStamp, index: FrameIndex): void {
  const roles = Object.fromEntries(
    [...index.frames].map(([role, all]) => [
      role,
      {
        seq: all.map(({ seq }) => seq),
        capturedAtMs: all.map(({ capturedAtMs }) => capturedAtMs),
        at: all.map(({ at }) => at),
        bytes: all.map(({ bytes }) => bytes),
        crc: all.map(({ crc }) => crc),
      },
    ]),
  );
  const { size, mtimeMs } = stamp;
  const text = JSON.stringify({ version: 1, size, mtimeMs, roles, trace: index.trace });
  if (text.length > maxBytes) return;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(`${file}.part`, text);
    renameSync(`${file}.part`, file);
  } catch {
    // The walk was made; nothing is lost.
  }
}
