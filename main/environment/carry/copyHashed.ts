/** A file copied piece by piece, hashed on the way and flushed: never through a link, never over one that is there. */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import type { FileSum } from '../../store/record/hashedFile.ts';

const pieceBytes = 256 << 10;

/** Throws what the disk says, and the signal's reason when it is aborted. */
export async function copyHashed(from: string, to: string, signal: AbortSignal): Promise<FileSum> {
  await mkdir(path.dirname(to), { recursive: true });
  await using source = await open(from, constants.O_RDONLY | constants.O_NOFOLLOW);
  const { mode } = await source.stat();
  await using target = await open(to, 'wx', (mode & 0o100) === 0 ? 0o644 : 0o755);
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(pieceBytes);
  let bytes = 0;
  for (;;) {
    signal.throwIfAborted();
    const { bytesRead } = await source.read(piece, 0, pieceBytes, null);
    if (bytesRead === 0) break;
    const part = piece.subarray(0, bytesRead);
    hash.update(part);
    for (let at = 0; at < bytesRead; )
      at += (await target.write(part, at, bytesRead - at)).bytesWritten;
    bytes += bytesRead;
  }
  await target.sync();
  return { bytes, sha256: hash.digest('hex') };
}
