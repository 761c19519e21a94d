/**
 * A scratch repository for one take: what came out of a clone is weighed here, and only what was weighed and found good
 * is written into the hub, object by object from the very bytes that were weighed. Whatever else came is deleted with it.
 */
import { createHash } from 'node:crypto';
import {
  access,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { assert } from '../../base/lib/assert.ts';
import type { Turns } from '../../base/lib/turns.ts';

export interface NewObject {
  readonly oid: string;
  readonly kind: 'commit' | 'tree' | 'blob';
  readonly bytes: Buffer;
}

/** What loose objects take on the disk at most: each is a file of whole blocks. */
export const loosely = (objects: readonly NewObject[]): number =>
  objects.reduce((sum, { bytes }) => sum + Math.ceil((bytes.length + 64) / 4096) * 4096, 0);

export interface Quarantine extends AsyncDisposable {
  /** A bare repository that also sees the hub's objects. */
  readonly dir: string;
  /** Names of the objects that came in packs. */
  arrived(): Promise<ReadonlySet<string>>;
  /** Writes these into the hub, on disk before it answers; gives how many bytes it took. */
  publish(objects: readonly NewObject[]): Promise<number>;
}

const config = '[core]\n\trepositoryformatversion = 0\n\tbare = true\n\thooksPath = /dev/null\n';
const compress = promisify(deflate);

/** The object names in a pack's index, version 2 (gitformat-pack(5)): a fan-out of 256 counts, then the names. */
function packIndexNames(index: Buffer): readonly string[] {
  assert(index.readUInt32BE(0) === 0xff744f63 && index.readUInt32BE(4) === 2, 'a pack index v2');
  const count = index.readUInt32BE(8 + 255 * 4);
  return Array.from({ length: count }, (_, i) =>
    index.toString('hex', 8 + 1024 + i * 20, 8 + 1024 + (i + 1) * 20),
  );
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** Blobs before trees before commits: nothing in a hub names what is not there. */
const order = { blob: 0, tree: 1, commit: 2 } as const;

/** One loose object (gitformat-loose(5)); 0 when the hub had it. */
async function publishOne(
  dir: string,
  hubObjects: string,
  turns: Turns,
  object: NewObject,
): Promise<number> {
  const { oid, kind, bytes } = object;
  await turns.take(bytes.length);
  const store = Buffer.concat([Buffer.from(`${kind} ${bytes.length}\0`), bytes]);
  assert(
    createHash('sha1').update(store).digest('hex') === oid,
    'an object has the name it came by',
  );
  const folder = path.join(hubObjects, oid.slice(0, 2));
  const target = path.join(folder, oid.slice(2));
  if (await isThere(target)) return 0;
  await mkdir(folder, { recursive: true, mode: 0o755 });
  const made = path.join(dir, oid);
  const file = await open(made, 'wx', 0o444);
  try {
    await file.writeFile(await compress(store));
    await file.datasync();
    await rename(made, target);
    return (await file.stat()).blocks * 512;
  } finally {
    await file.close();
  }
}

/** `scratchDir` lies on the file system of the hub. */
export async function openQuarantine(
  scratchDir: string,
  hubDir: string,
  turns: Turns,
): Promise<Quarantine> {
  await mkdir(scratchDir, { recursive: true, mode: 0o700 });
  const dir = await mkdtemp(path.join(scratchDir, 'take-'));
  const hubObjects = path.join(hubDir, 'objects');
  for (const folder of ['refs', 'objects/info', 'objects/pack', 'publish'])
    await mkdir(path.join(dir, folder), { recursive: true });
  await writeFile(path.join(dir, 'HEAD'), 'ref: refs/heads/none\n');
  await writeFile(path.join(dir, 'config'), config);
  await writeFile(path.join(dir, 'objects/info/alternates'), `${hubObjects}\n`);
  const packs = path.join(dir, 'objects/pack');
  return {
    dir,
    arrived: async () => {
      const names = (await readdir(packs)).filter((name) => name.endsWith('.idx'));
      const indexes = await Promise.all(names.map((name) => readFile(path.join(packs, name))));
      return new Set(indexes.flatMap(packIndexNames));
    },
    publish: async (objects) => {
      let bytes = 0;
      for (const kind of ['blob', 'tree', 'commit'] as const) {
        const group = objects.filter((object) => order[object.kind] === order[kind]);
        for (let at = 0; at < group.length; at += 16) {
          const some = group.slice(at, at + 16);
          const written = await Promise.all(
            some.map((object) => publishOne(path.join(dir, 'publish'), hubObjects, turns, object)),
          );
          bytes += written.reduce((sum, size) => sum + size, 0);
        }
      }
      return bytes;
    },
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  };
}
