/**
 * The app's own code as one hash, because the SDK is part of the judge: every program under `main/` but tests and what
 * only they use, and the exact versions of what it depends on. Equal wherever the same code lies, packaged or cloned. What
 * lies in node_modules is named by its versions alone. A file is read again only when the disk says that it changed.
 */
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { canonicalJson, sha256 } from '../../base/host/canonical.ts';
import { BenchError } from '../../base/model/errors.ts';
import { checkTreeSize, readPlain } from '../task/hashTree.ts';

export interface SoftwareTree {
  /** The hash of `text`. */
  readonly tree: string;
  /** A line for each file, `<path> <SHA-256>`, sorted by path, without a last line end. */
  readonly text: string;
}

export interface SoftwareReader {
  /** @throws BenchError `bad-input` for a link among the code or what cannot be read. */
  read(signal?: AbortSignal): Promise<SoftwareTree>;
}

const isProgram = (name: string): boolean =>
  /\.(ts|mts|mjs|js|cjs)$/.test(name) && !/\.test\.[a-z]+$/.test(name);
const leftOut = 'fixtures';
const mostCode = { files: 20_000, bytes: 256 << 20 };
/** Files looked at side by side. */
const atOnce = 16;

const packageSchema = z.object({ dependencies: z.record(z.string(), z.string()) });

interface Seen {
  /** What the disk says of the file; the time of its last change cannot be set by whoever edits it. */
  readonly stamp: string;
  readonly sha256: string;
}

async function listPrograms(appDir: string, folder: string): Promise<readonly string[]> {
  const entries = await readdir(path.join(appDir, folder), { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries) {
    const name = path.posix.join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== leftOut)
      found.push(...(await listPrograms(appDir, name)));
    else if (!entry.isDirectory() && isProgram(entry.name)) found.push(name);
  }
  checkTreeSize(path.join(appDir, folder), found.length, 0, mostCode);
  return found;
}

/** One for the life of a core. */
export function createSoftwareReader(appDir: string): SoftwareReader {
  const seen = new Map<string, Seen>();
  const hashOf = async (name: string): Promise<string> => {
    const file = path.join(appDir, name);
    const info = await lstat(file, { bigint: true });
    if (!info.isFile())
      throw new BenchError('bad-input', `${name} of the app is no plain file`, {
        hint: 'install the app again',
      });
    checkTreeSize(file, 1, Number(info.size), mostCode);
    const { dev, ino, size, mtimeNs, ctimeNs } = info;
    const stamp = [dev, ino, size, mtimeNs, ctimeNs].join(' ');
    const known = seen.get(name);
    if (known?.stamp === stamp) return known.sha256;
    const hash = sha256(await readPlain(file));
    seen.set(name, { stamp, sha256: hash });
    return hash;
  };
  const versions = async (): Promise<string> => {
    const bytes = await readPlain(path.join(appDir, 'package.json'));
    const { dependencies } = packageSchema.parse(JSON.parse(bytes.toString('utf8')));
    return sha256(canonicalJson(dependencies));
  };
  return {
    async read(signal) {
      try {
        const names = (await listPrograms(appDir, 'main')).toSorted();
        const lines: string[] = [];
        for (let at = 0; at < names.length; at += atOnce) {
          signal?.throwIfAborted();
          const some = names.slice(at, at + atOnce);
          const hashes = await Promise.all(some.map(hashOf));
          lines.push(...some.map((name, index) => `${name} ${hashes[index]}`));
        }
        lines.push(`package.json#dependencies ${await versions()}`);
        const text = lines.join('\n');
        return { tree: sha256(text), text };
      } catch (thrown) {
        signal?.throwIfAborted();
        if (thrown instanceof BenchError) throw thrown;
        throw new BenchError('bad-input', `the code of the app cannot be read`, { cause: thrown });
      }
    },
  };
}

function byPath(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split('\n').map((line) => {
      const space = line.lastIndexOf(' ');
      return [line.slice(0, space), line.slice(space + 1)] as const;
    }),
  );
}

/** Paths that are not in both with the same hash, sorted. */
export function changedSoftware(before: string, now: string): readonly string[] {
  const old = byPath(before);
  const fresh = byPath(now);
  const all = new Set([...old.keys(), ...fresh.keys()]);
  return [...all].filter((name) => old.get(name) !== fresh.get(name)).toSorted();
}
