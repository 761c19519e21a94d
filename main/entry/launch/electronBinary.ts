/**
 * Electron's binary: there, fetched once with a time limit, or not to be had. A fetch that failed is remembered in
 * the data folder for this version, so that no later start waits for it again. Never imports the package: that
 * would start a download of its own.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Clock } from '../../base/lib/clock.ts';

const fetchMs = 120_000;
const probeMs = 5000;

type Env = Readonly<Record<string, string | undefined>>;

export interface ElectronPackage {
  readonly dir: string;
  readonly version: string;
}

/** Null when the package is not installed. */
export function findElectronPackage(appDir: string): ElectronPackage | null {
  const dir = join(appDir, 'node_modules/electron');
  try {
    const text = readFileSync(join(dir, 'package.json'), 'utf8');
    return { dir, version: (JSON.parse(text) as { version: string }).version };
  } catch {
    return null;
  }
}

/** The binary that is there already, or null. */
export function findElectronBinary(electron: ElectronPackage, env: Env): string | null {
  const dist = env.ELECTRON_OVERRIDE_DIST_PATH ?? join(electron.dir, 'dist');
  const names = ['electron', 'Electron.app/Contents/MacOS/Electron', 'electron.exe'];
  const paths = names.map((name) => join(dist, name));
  return paths.find((path) => existsSync(path)) ?? null;
}

const notePath = (dataDir: string): string => join(dataDir, 'electron-fetch.json');

export function fetchFailedBefore(dataDir: string, version: string): boolean {
  try {
    const note = JSON.parse(readFileSync(notePath(dataDir), 'utf8')) as { failed?: unknown };
    return note.failed === version;
  } catch {
    return false;
  }
}

function rememberFailure(dataDir: string, version: string, wallTime: string, why: string): void {
  const path = notePath(dataDir);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify({ failed: version, wallTime, why })}\n`);
}

const mirrors = ['ELECTRON_MIRROR', 'npm_config_electron_mirror', 'HTTPS_PROXY', 'https_proxy'];

/** A network that leads nowhere is found out in seconds, not by waiting for the whole limit. */
async function isReachable(clock: Clock, env: Env, signal: AbortSignal): Promise<boolean> {
  if (mirrors.some((name) => (env[name] ?? '') !== '')) return true; // somewhere else: just try
  const limit = new AbortController();
  using _late = clock.after(probeMs, () => limit.abort());
  return await fetch('https://github.com/', {
    method: 'HEAD',
    signal: AbortSignal.any([limit.signal, signal]),
  }).then(
    () => true,
    () => false,
  );
}

/** Resolves with null, or with why it failed. */
function runFetcher(
  electron: ElectronPackage,
  clock: Clock,
  note: (line: string) => void,
  signal: AbortSignal,
): Promise<string | null> {
  const fromMs = clock.nowMs();
  return new Promise<string | null>((resolve) => {
    const child = spawn(process.execPath, [join(electron.dir, 'install.js')], {
      stdio: ['ignore', 'ignore', 'pipe'],
      signal,
    });
    let words = '';
    child.stderr.on('data', (chunk: Buffer) => {
      words = (words + chunk.toString('utf8')).slice(-500);
    });
    let late = false;
    const limit = clock.after(fetchMs, () => {
      late = true;
      child.kill('SIGKILL');
    });
    const seconds = (): string => ((clock.nowMs() - fromMs) / 1000).toFixed(0);
    const progress = clock.every(15_000, () => note(`Still fetching Electron (${seconds()} s) …`));
    const end = (text: string | null): void => {
      limit[Symbol.dispose]();
      progress[Symbol.dispose]();
      resolve(text);
    };
    child.once('error', (error) => end(error.message));
    child.once('close', (code) => {
      if (code === 0) end(null);
      else end(late ? 'it took too long' : (words.trim().split('\n', 1)[0] ?? 'it failed'));
    });
  });
}

/** Runs the package's own fetcher. Null when it failed (remembered) or was cut off by `signal`. */
export async function fetchElectron(
  electron: ElectronPackage,
  dataDir: string,
  clock: Clock,
  note: (line: string) => void,
  signal: AbortSignal,
): Promise<string | null> {
  note(`Fetching Electron ${electron.version}, once, for at most ${fetchMs / 60_000} minutes …`);
  const why = (await isReachable(clock, process.env, signal))
    ? await runFetcher(electron, clock, note, signal)
    : 'its download site is not reachable';
  if (why === null) return findElectronBinary(electron, process.env);
  // What a broken fetch unpacked is no binary, though it may look like one at the next start.
  if (!existsSync(join(electron.dir, 'path.txt')))
    rmSync(join(electron.dir, 'dist'), { recursive: true, force: true });
  if (signal.aborted) return null; // we are ending: that says nothing of the network
  rememberFailure(dataDir, electron.version, clock.wallTime(), why);
  note(`Electron could not be fetched (${why.slice(0, 120)}); the window opens in Chromium.`);
  note('No start tries that again; npx bench setup does.');
  return null;
}
