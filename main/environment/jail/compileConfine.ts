/**
 * The launcher of `native/confine/`, compiled when it is first needed and kept under a name that says its source, so that
 * a changed source is another file. Static where the system allows it: then it runs wherever it is shown.
 */
import { accessSync, constants, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { sha256 } from '../../base/host/canonical.ts';
import { findTool } from './findTool.ts';
import type { Exec } from './runtimeMounts.ts';

const compilers = ['cc', 'gcc', 'clang'];
const flags = ['-O2', '-std=c11', '-Wall', '-Wextra'];
const compileMs = 60_000;

export type Confine = { readonly file: string } | { readonly missing: string };

function usable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Never throws: what is missing is said. */
export async function compileConfine(
  appDir: string,
  cacheDir: string,
  exec: Exec,
): Promise<Confine> {
  try {
    const from = path.join(appDir, 'native', 'confine');
    const names = readdirSync(from).filter((name) => /\.[ch]$/.test(name));
    const texts = names.sort().map((name) => readFileSync(path.join(from, name), 'utf8'));
    const id = sha256([process.arch, ...names, ...texts].join('\0')).slice(0, 16);
    const file = path.join(cacheDir, `confine-${id}`);
    if (usable(file)) return { file };
    const compiler = compilers.map(findTool).find((found) => found !== null);
    if (compiler === undefined) return { missing: 'no C compiler (cc, gcc or clang) to build it' };
    mkdirSync(cacheDir, { recursive: true });
    const sources = names.filter((name) => name.endsWith('.c'));
    const made = `${file}.${process.pid}`;
    let said = '';
    for (const kind of [['-static'], []]) {
      const args = [...flags, ...kind, '-o', made, ...sources.map((name) => path.join(from, name))];
      const { code, stderr } = await exec(compiler, args, { timeoutMs: compileMs });
      if (code === 0 && usable(made)) {
        renameSync(made, file);
        return { file };
      }
      said = stderr;
    }
    return { missing: `${compiler} cannot build it: ${said.trim().slice(0, 200)}` };
  } catch (thrown) {
    return { missing: `it cannot be kept: ${(thrown as Error).message}` };
  }
}
