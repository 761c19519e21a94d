/** The files of a program's folder where they are such as an agent could have committed, and such files put elsewhere. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listTree, readPlain } from '../../../environment/task/hashTree.ts';

export interface PlainFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** What a take accepts. */
const mostFileBytes = 1 << 20;
const mostFiles = 200;

/** Null where they are too many, too large, not plain, or `main` is not among them. */
export async function plainFilesOf(
  dir: string,
  main: string,
): Promise<readonly PlainFile[] | null> {
  const listed = await listTree(dir, null).catch(() => []);
  const fits = listed.every(({ bytes }) => bytes <= mostFileBytes) && listed.length <= mostFiles;
  if (!fits || !listed.some(({ name }) => name === main)) return null;
  return await Promise.all(
    listed.map(async ({ name }) => ({ name, bytes: await readPlain(path.join(dir, name)) })),
  );
}

export async function writePlainFiles(into: string, files: readonly PlainFile[]): Promise<void> {
  for (const { name, bytes } of files) {
    const file = path.join(into, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
}
