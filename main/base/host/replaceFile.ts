/**
 * A file that is either the old one or the new one, whatever dies in between: written aside, flushed, renamed, and the
 * folder flushed. Whoever calls serialises its own writers of one path.
 */
import { open, rename } from 'node:fs/promises';
import path from 'node:path';

async function flush(file: string): Promise<void> {
  await using handle = await open(file, 'r');
  await handle.sync();
}

/** Throws what the disk says. */
export async function replaceFile(file: string, bytes: string | Uint8Array): Promise<void> {
  const fresh = `${file}.new`;
  {
    await using handle = await open(fresh, 'w');
    await handle.writeFile(bytes);
    await handle.sync();
  }
  await rename(fresh, file);
  await flush(path.dirname(file));
}

/** Puts a finished folder at its place, which must be free; on the disk when it resolves. */
export async function placeFolder(fresh: string, dir: string): Promise<void> {
  await flush(fresh);
  await rename(fresh, dir);
  await flush(path.dirname(dir));
}
