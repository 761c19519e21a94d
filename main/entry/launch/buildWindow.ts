/**
 * Builds the window when its sources have changed since: a hash over what goes in, kept beside what came out. Two
 * starts at once build beside each other and the last one stands; a running core serves the new files at once.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Clock } from '../../base/lib/clock.ts';
import { BenchError } from '../../base/model/errors.ts';

const buildMs = 180_000;
const sources = ['renderer', 'main/base', 'vite.config.ts', 'package-lock.json'] as const;

function* filesUnder(path: string): Generator<string> {
  if (!existsSync(path)) return;
  if (!statSync(path).isDirectory()) {
    yield path;
    return;
  }
  for (const name of readdirSync(path).sort()) {
    if (!name.endsWith('.test.ts')) yield* filesUnder(join(path, name));
  }
}

export function windowSourceHash(appDir: string): string {
  const hash = createHash('sha256');
  for (const source of sources)
    for (const path of filesUnder(join(appDir, source)))
      hash
        .update(`${path.slice(appDir.length)}\0`)
        .update(readFileSync(path))
        .update('\0');
  return hash.digest('hex');
}

interface Built {
  readonly ok: boolean;
  readonly lastWords: string;
}

function runVite(
  appDir: string,
  outDir: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<Built> {
  const vite = join(appDir, 'node_modules/vite/bin/vite.js');
  const args = [vite, 'build', '--outDir', outDir, '--emptyOutDir', '--logLevel', 'warn'];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: appDir,
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
    });
    let words = '';
    const hear = (chunk: Buffer): void => {
      words = (words + chunk.toString('utf8')).slice(-2000);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    const late = clock.after(buildMs, () => child.kill('SIGKILL'));
    child.once('error', (error) => resolve({ ok: false, lastWords: error.message }));
    child.once('close', (code) => {
      late[Symbol.dispose]();
      resolve({ ok: code === 0, lastWords: words.trim() });
    });
  });
}

/** Moves `fresh` to `outDir`; when another start was quicker, its window is as good as ours. */
function standInFor(fresh: string, outDir: string, old: string): void {
  try {
    if (existsSync(outDir)) renameSync(outDir, old);
    renameSync(fresh, outDir);
  } catch (cause) {
    if (!existsSync(join(outDir, 'index.html')))
      throw new BenchError('storage', `the built window cannot be put at ${outDir}`, { cause });
  }
}

export type WindowState = 'fresh' | 'built' | 'as-shipped';

/** Throws `unavailable` when the window cannot be built. `note` says what goes on. */
export async function buildWindow(
  appDir: string,
  clock: Clock,
  note: (line: string) => void,
  signal: AbortSignal,
): Promise<WindowState> {
  const outDir = join(appDir, 'dist/window');
  const built = existsSync(join(outDir, 'index.html'));
  if (!existsSync(join(appDir, 'renderer'))) {
    if (built) return 'as-shipped';
    throw new BenchError('unavailable', 'the window was not shipped with this installation');
  }
  const stamp = join(outDir, '.sources');
  const hash = windowSourceHash(appDir);
  if (built && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return 'fresh';
  note('Building the window …');
  const fromMs = clock.nowMs();
  const fresh = join(dirname(outDir), `window-${process.pid}`);
  const old = `${fresh}-old`;
  try {
    const { ok, lastWords } = await runVite(appDir, fresh, clock, signal);
    if (signal.aborted) throw new BenchError('cancelled', 'the building of the window was ended');
    if (!ok)
      throw new BenchError('unavailable', `the window could not be built: ${lastWords}`, {
        hint: 'npm ci brings everything that the build needs.',
      });
    writeFileSync(join(fresh, '.sources'), hash);
    standInFor(fresh, outDir, old);
  } finally {
    for (const path of [fresh, old]) rmSync(path, { recursive: true, force: true });
  }
  note(`The window is built (${((clock.nowMs() - fromMs) / 1000).toFixed(1)} s).`);
  return 'built';
}
