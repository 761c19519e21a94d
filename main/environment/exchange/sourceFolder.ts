/**
 * A folder that somebody brought: only plain files inside it, reached by plain names, never through a link. Whatever
 * else is asked for is `bad-input` that says why, so that a hostile tree opens nothing outside itself.
 */
import { lstatSync, opendirSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { BenchError } from '../../base/model/errors.ts';
import { exchangeBounds } from './exchangeBounds.ts';

export interface SourceFile {
  readonly path: string;
  readonly bytes: number;
}

export interface SourceFolder {
  readonly root: string;
  readonly name: string;
  /** Null when there is none. @throws BenchError `bad-input` when it is a link, no plain file, too large or outside. */
  find(relative: string, maxBytes: number): SourceFile | null;
  /** @throws BenchError `bad-input`, also when there is none. */
  file(relative: string, maxBytes: number): SourceFile;
  /** Names in a folder, sorted; links and what is neither file nor folder are left out. */
  list(relative: string): {
    readonly files: readonly string[];
    readonly folders: readonly string[];
  };
  text(relative: string, maxBytes?: number): string;
  json(relative: string, maxBytes?: number): unknown;
}

const bad = (message: string): BenchError => new BenchError('bad-input', message);

/** @throws BenchError `not-found` when there is no such folder. */
export function openSourceFolder(given: string): SourceFolder {
  let root = '';
  try {
    root = realpathSync(given);
  } catch {
    throw new BenchError('not-found', `there is no folder ${given}`);
  }
  if (!lstatSync(root).isDirectory())
    throw bad(`${given} is no folder: name the folder that holds the data`);

  /** Every step of the way is looked at: a link anywhere leads outside. */
  const resolve = (relative: string): string | null => {
    const steps = relative.split('/').filter((step) => step !== '' && step !== '.');
    if (path.isAbsolute(relative) || steps.includes('..') || /[\0\\]/.test(relative))
      throw bad(`${relative.slice(0, 200)} leads out of the folder`);
    let at = root;
    for (const step of steps) {
      at = path.join(at, step);
      const info = lstatSync(at, { throwIfNoEntry: false });
      if (info === undefined) return null;
      if (info.isSymbolicLink()) throw bad(`${path.relative(root, at)} is a link`);
    }
    return at;
  };

  const find = (relative: string, maxBytes: number): SourceFile | null => {
    const full = resolve(relative);
    if (full === null) return null;
    const info = lstatSync(full);
    if (!info.isFile()) throw bad(`${relative} is no plain file`);
    if (info.size > maxBytes)
      throw bad(`${relative} has ${info.size} bytes, more than ${maxBytes}`);
    return { path: full, bytes: info.size };
  };
  const file = (relative: string, maxBytes: number): SourceFile => {
    const found = find(relative, maxBytes);
    if (found === null) throw bad(`${relative} is missing`);
    return found;
  };
  const text = (relative: string, maxBytes: number = exchangeBounds.jsonBytes): string =>
    readFileSync(file(relative, maxBytes).path, 'utf8');
  return {
    root,
    name: path.basename(root),
    find,
    file,
    text,
    list(relative) {
      const full = resolve(relative);
      if (full === null || !lstatSync(full).isDirectory()) return { files: [], folders: [] };
      const files: string[] = [];
      const folders: string[] = [];
      using dir = opendirSync(full);
      for (let entry = dir.readSync(); entry !== null; entry = dir.readSync()) {
        if (entry.isFile()) files.push(entry.name);
        else if (entry.isDirectory()) folders.push(entry.name);
        if (files.length + folders.length > exchangeBounds.names)
          throw bad(`${relative || given} holds more than ${exchangeBounds.names} names`);
      }
      return { files: files.sort(), folders: folders.sort() };
    },
    json(relative, maxBytes) {
      try {
        return JSON.parse(text(relative, maxBytes)) as unknown;
      } catch (thrown) {
        if (thrown instanceof BenchError) throw thrown;
        throw bad(`${relative} is not JSON`);
      }
    },
  };
}
