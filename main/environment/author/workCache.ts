/**
 * What an author has worked out already, so that a stopped one goes on: one small JSON file per finished piece of work,
 * under a key made of everything it depends on. Whole or not there; what does not read is worked out again.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface WorkCache {
  get<T>(name: string): T | null;
  put(name: string, value: unknown): void;
}

export const shortHash = (...parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);

/** Work under other keys is removed: it is of other clips, labels or software. */
export function openWorkCache(workDir: string, key: string): WorkCache {
  const dir = path.join(workDir, key);
  mkdirSync(dir, { recursive: true });
  for (const name of readdirSync(workDir))
    if (name !== key) rmSync(path.join(workDir, name), { recursive: true, force: true });
  const fileOf = (name: string): string => path.join(dir, `${name}.json`);
  return {
    get<T>(name: string): T | null {
      try {
        return JSON.parse(readFileSync(fileOf(name), 'utf8')) as T;
      } catch {
        return null; // not there, or cut short: worked out again
      }
    },
    put(name, value) {
      const file = fileOf(name);
      writeFileSync(`${file}.part`, JSON.stringify(value));
      renameSync(`${file}.part`, file);
    },
  };
}
