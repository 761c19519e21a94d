/**
 * Plans the window on a core's link: Electron where its binary is there or can be fetched, else the system's Chromium
 * with a profile of its own, else the link is printed. Opens the Chromium; the shell is opened in `openShell.ts`.
 * The window is a process that may end at any time.
 */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../base/lib/clock.ts';
import {
  fetchElectron,
  fetchFailedBefore,
  findElectronBinary,
  findElectronPackage,
} from './electronBinary.ts';
import type { Machine } from './parts.ts';
import { findPart } from './parts.ts';

export type WindowPlan =
  /** The shell: it gets its link through a pipe (`openShell.ts`). */
  | { readonly kind: 'electron'; readonly file: string; readonly args: readonly string[] }
  /** Its link is among its arguments. */
  | {
      readonly kind: 'chromium';
      readonly file: string;
      readonly profile: string;
      readonly isRoot: boolean;
    }
  /** Nothing to open it with, and why. */
  | { readonly kind: 'link'; readonly why: string };

export interface WindowPlace {
  readonly appDir: string;
  readonly dataDir: string;
  readonly machine: Machine;
  readonly clock: Clock;
  readonly note: (line: string) => void;
  /** Aborted when nobody waits for the window any more. */
  readonly signal: AbortSignal;
}

export function hasDisplay(machine: Pick<Machine, 'env' | 'platform'>): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = machine.env;
  return (
    machine.platform !== 'linux' || [DISPLAY, WAYLAND_DISPLAY].some((name) => (name ?? '') !== '')
  );
}

/** A Chromium from a snap may not write below hidden folders: its profile goes where it may. */
function profileDir(chromium: string, place: WindowPlace): string {
  const { env } = place.machine;
  const isSnap = realpathSync(chromium).includes('/snap');
  if (isSnap && env.HOME !== undefined) return join(env.HOME, 'snap/chromium/common/nightbench');
  return join(place.dataDir, 'window');
}

export function chromiumArgs(url: string, profile: string, isRoot: boolean): readonly string[] {
  return [
    `--app=${url}`,
    `--user-data-dir=${profile}`,
    '--window-size=1440,900',
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-extensions',
    '--disable-features=Translate,MediaRouter,OptimizationHints',
    '--password-store=basic',
    // Without a graphics card the 3-D view is drawn in software; 'unsafe' is about pages that are not ours.
    '--enable-unsafe-swiftshader',
    '--class=Nightbench',
    ...(isRoot ? ['--no-sandbox', '--test-type'] : []),
  ];
}

async function electronFor(place: WindowPlace): Promise<string | null> {
  const { appDir, dataDir, machine, clock, note, signal } = place;
  const electron = findElectronPackage(appDir);
  if (electron === null) return null;
  const there = findElectronBinary(electron, machine.env);
  if (there !== null) return there;
  if (fetchFailedBefore(dataDir, electron.version)) return null;
  return fetchElectron(electron, dataDir, clock, note, signal);
}

/** Decides without opening anything, but fetches Electron where that was not tried yet. */
export async function planWindow(place: WindowPlace, tryElectron = true): Promise<WindowPlan> {
  const { machine } = place;
  if (!hasDisplay(machine)) return { kind: 'link', why: 'There is no display here' };
  const root = machine.isRoot ? ['--no-sandbox'] : [];
  const electron = tryElectron ? await electronFor(place) : null;
  if (electron !== null) {
    const main = join(place.appDir, 'electron/main.ts');
    const shellDir = `--shell-dir=${join(place.dataDir, 'shell')}`;
    return { kind: 'electron', file: electron, args: [...root, main, '--link', shellDir] };
  }
  const chromium = (await findPart('chromium', machine)).found;
  if (chromium === null) return { kind: 'link', why: 'Neither Electron nor Chromium is here' };
  const profile = profileDir(chromium.path, place);
  return { kind: 'chromium', file: chromium.path, profile, isRoot: machine.isRoot };
}

/** How the window's process ended. */
export interface ClosedWindow {
  readonly openedMs: number;
  /** Its last words when it never really opened. */
  readonly failed: string | null;
  /** It left the window to a program that ran already. */
  readonly handedOver: boolean;
}

export interface OpenedWindow extends Disposable {
  readonly closed: Promise<ClosedWindow>;
}

/** The environment without what would turn a window's program into something else. */
export function windowEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...env, ELECTRON_RUN_AS_NODE: undefined, NODE_OPTIONS: undefined };
}

/** A Chromium that ends well before this has handed over. */
const handedOverMs = 3000;

/** Follows a window's process to its end; `handedOver` is asked when that was a good one. */
export function watchWindow(
  child: ChildProcess,
  clock: Clock,
  handedOver: (openedMs: number) => boolean = (openedMs) => openedMs < handedOverMs,
): OpenedWindow['closed'] {
  const fromMs = clock.nowMs();
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString('utf8')).slice(-1000);
  });
  return new Promise((resolve) => {
    const end = (failed: string | null): void => {
      const openedMs = clock.nowMs() - fromMs;
      resolve({ openedMs, failed, handedOver: failed === null && handedOver(openedMs) });
    };
    child.once('error', (error) => end(error.message));
    // Only our own signal is a good end: a Chromium without a sandbox aborts itself by SIGTRAP.
    child.once('exit', (code, signal) =>
      end(code === 0 || signal === 'SIGTERM' ? null : words.trim() || `${signal ?? code}`),
    );
  });
}

/** Spawns the Chromium. Disposing it closes it. */
export function openChromium(
  plan: Extract<WindowPlan, { kind: 'chromium' }>,
  url: string,
  clock: Clock,
): OpenedWindow {
  const env = windowEnv(process.env);
  const args = chromiumArgs(url, plan.profile, plan.isRoot);
  const child = spawn(plan.file, args, { stdio: ['ignore', 'ignore', 'pipe'], env });
  return {
    closed: watchWindow(child, clock),
    [Symbol.dispose]: () => void child.kill('SIGTERM'),
  };
}
