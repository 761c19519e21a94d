/**
 * Reads the JSON lines that an agent has left in its home, as far as they could be token records. The agent may write
 * there what it likes: links and pipes are not followed or opened, files, lines and bytes are bounded, what does not
 * parse is passed over. Knows no agent.
 */
import { constants, type Dirent } from 'node:fs';
import { type FileHandle, lstat, open, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';

const maxDepth = 8;
const maxEntries = 5000;
const maxFiles = 400;
const maxLineBytes = 1 << 20;
const maxTotalBytes = 256 << 20;
const chunkBytes = 256 << 10;

export interface LineQuery {
  /** The folder below the home that holds the files, as its parts. */
  readonly folder: readonly string[];
  readonly isFile: (name: string) => boolean;
  /** Only lines that contain it are parsed. */
  readonly needles: readonly string[];
}

/** Calls `on` with every object on a line that holds a needle; `file` tells files apart. Oldest names first. */
export async function readJsonLines(
  home: string,
  { folder, isFile, needles }: LineQuery,
  on: (line: Readonly<Record<string, unknown>>, file: string) => void,
): Promise<void> {
  const root = join(home, ...folder);
  const files = await findFiles(home, root, isFile);
  let left = maxTotalBytes;
  for (const file of files) {
    if (left <= 0) return;
    left -= await readLines(file, left, needles, (line) => on(line, file));
  }
}

/** Regular files below `root`, sorted; the newest when there are too many. */
async function findFiles(
  home: string,
  root: string,
  isFile: (name: string) => boolean,
): Promise<readonly string[]> {
  // A folder on the way that is a link would lead out of the home.
  const real = await realpath(root).catch(() => null);
  const realHome = await realpath(home).catch(() => null);
  if (real === null || realHome === null || real !== root.replace(home, realHome)) return [];
  const found: string[] = [];
  let entries = 0;
  const walk = async (dir: string, depth: number): Promise<void> => {
    const list: readonly Dirent[] = await readdir(dir, { withFileTypes: true }).catch(() => []);
    for (const entry of list) {
      if (++entries > maxEntries) return;
      const path = join(dir, entry.name);
      if (entry.isDirectory() && depth < maxDepth) await walk(path, depth + 1);
      else if (entry.isFile() && isFile(entry.name)) found.push(path);
    }
  };
  await walk(root, 0);
  if (found.length <= maxFiles) return found.sort();
  const dated = await Promise.all(
    found.map(async (path) => {
      const at = await lstat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      );
      return { path, at };
    }),
  );
  const newest = dated.sort((a, b) => b.at - a.at).slice(0, maxFiles);
  return newest.map(({ path }) => path).sort();
}

async function openRegular(path: string): Promise<FileHandle | null> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  try {
    const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    if ((await file.stat()).isFile()) return file;
    await file.close();
  } catch {
    // Gone, a link, or not ours to read: no records then.
  }
  return null;
}

/** The number of bytes read. */
async function readLines(
  path: string,
  most: number,
  needles: readonly string[],
  on: (line: Readonly<Record<string, unknown>>) => void,
): Promise<number> {
  await using file = await openRegular(path);
  if (file === null) return 0;
  const chunk = Buffer.allocUnsafe(chunkBytes);
  let bytes = 0;
  let held: Buffer[] = [];
  let heldBytes = 0;
  let tooLong = false;
  const end = (): void => {
    if (!tooLong && heldBytes > 0) parseLine(Buffer.concat(held), needles, on);
    held = [];
    heldBytes = 0;
    tooLong = false;
  };
  while (bytes < most) {
    const { bytesRead } = await file.read(chunk, 0, chunkBytes);
    if (bytesRead === 0) break;
    bytes += bytesRead;
    let from = 0;
    for (let at = chunk.indexOf(10); at !== -1 && at < bytesRead; at = chunk.indexOf(10, from)) {
      add(chunk.subarray(from, at));
      end();
      from = at + 1;
    }
    add(chunk.subarray(from, bytesRead));
  }
  end();
  return bytes;

  function add(part: Buffer): void {
    heldBytes += part.length;
    if (heldBytes > maxLineBytes) {
      tooLong = true;
      held = [];
    } else if (part.length > 0) held.push(Buffer.from(part));
  }
}

function parseLine(
  bytes: Buffer,
  needles: readonly string[],
  on: (line: Readonly<Record<string, unknown>>) => void,
): void {
  if (!needles.some((needle) => bytes.includes(needle))) return;
  let parsed: unknown;
  try {
    parsed = JSON.parse(bytes.toString('utf8'));
  } catch {
    return; // a line that was being written, or nonsense
  }
  if (isRecord(parsed)) on(parsed);
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
