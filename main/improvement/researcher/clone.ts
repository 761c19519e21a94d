/** The researcher's clone: files read and committed whole. Knows git's words, and of the files only that they are text. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BenchError } from '../../base/model/errors.ts';

interface CloneFile {
  readonly path: string;
  readonly text: string;
}

export interface Clone {
  /** Work that was not committed is gone. */
  tidy(): Promise<void>;
  /** Null: not there. */
  read(file: string): Promise<string | null>;
  /** These files and no others, in one commit, even where nothing changed. */
  commit(files: readonly CloneFile[], message: string): Promise<void>;
}

const mostBytes = 1 << 20;
const gitMs = 60_000;

/** @throws BenchError `storage` */
function git(dir: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(
      'git',
      [...args],
      { cwd: dir, timeout: gitMs, maxBuffer: mostBytes },
      (error, _, said) => {
        if (error === null) resolve();
        else
          reject(
            new BenchError('storage', `git ${args[0]}: ${said.slice(0, 300) || error.message}`),
          );
      },
    );
  });
}

export function openClone(dir: string): Clone {
  return {
    async tidy() {
      await git(dir, ['reset', '--quiet', '--hard']);
    },
    async read(file) {
      const text = await readFile(path.join(dir, file), 'utf8').catch(() => null);
      if (text !== null && text.length > mostBytes)
        throw new BenchError('bad-input', `${file} is too long`);
      return text;
    },
    async commit(files, message) {
      for (const { path: file, text } of files) {
        await mkdir(path.dirname(path.join(dir, file)), { recursive: true });
        await writeFile(path.join(dir, file), text);
      }
      const paths = files.map((file) => file.path);
      await git(dir, ['add', '--', ...paths]);
      await git(dir, ['commit', '--quiet', '--allow-empty', '-m', message, '--', ...paths]);
    },
  };
}
