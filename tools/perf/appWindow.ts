/**
 * The window as `bench start` opens it in Chromium: the same program and flags, on a screen of our own, with one more
 * door for us to look in. A person's browser has no such door; nothing is measured through it but what the page says.
 */
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { must } from '../../main/base/lib/assert.ts';
import { chromiumArgs } from '../../main/entry/launch/openWindow.ts';
import type { Display } from './display.ts';
import type { PerfPorts } from './figure.ts';
import { spawnOwned } from './spawnOwned.ts';

const openMs = 30_000;
const closeMs = 5000;
const wordsKept = 4000;

export interface AppWindow extends AsyncDisposable {
  /** Of the browser; all its processes are below it. */
  readonly pid: number;
  readonly page: Page;
}

export interface AppWindowOptions {
  readonly display: Display;
  readonly url: string;
  /** Its folder, of its own in the scratch folder. */
  readonly profile?: string;
}

function start(
  { scratchDir, programs }: PerfPorts,
  { display, url, profile = 'profile' }: AppWindowOptions,
) {
  const isRoot = process.getuid?.() === 0;
  const profileDir = join(scratchDir, profile);
  const args = [...chromiumArgs(url, profileDir, isRoot), '--remote-debugging-port=0'];
  const env = { ...process.env, DISPLAY: display.name, WAYLAND_DISPLAY: undefined };
  const { child, ended } = spawnOwned(must(programs.chromium), args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env,
  });
  let words = '';
  const listens = new Promise<string>((resolve) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      words = (words + chunk.toString('utf8')).slice(-wordsKept);
      const address = /DevTools listening on (ws:\S+)/.exec(words)?.[1];
      if (address !== undefined) resolve(address);
    });
  });
  return { child, ended, listens };
}

async function firstPage(browser: Browser): Promise<Page> {
  const context = must(browser.contexts()[0]);
  return context.pages()[0] ?? (await context.waitForEvent('page', { timeout: openMs }));
}

/** Resolves when the window has a page; what is on it then, the page says. */
export async function openAppWindow(
  ports: PerfPorts,
  options: AppWindowOptions,
): Promise<AppWindow> {
  const { clock } = ports;
  const { child, ended, listens } = start(ports, options);
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    using _force = clock.after(closeMs, () => child.kill('SIGKILL'));
    await ended;
  };
  const late = new AbortController();
  try {
    const address = await Promise.race([
      listens,
      ended.then(() => null),
      clock.sleep(openMs, late.signal).then(
        () => null,
        () => null,
      ),
    ]);
    if (address === null) throw new Error(`${ports.programs.chromium} opened no window`);
    const browser = await chromium.connectOverCDP(address);
    return {
      pid: must(child.pid),
      page: await firstPage(browser),
      [Symbol.asyncDispose]: close,
    };
  } catch (thrown) {
    await close();
    throw thrown;
  } finally {
    late.abort();
  }
}
