/**
 * The shell in a real Electron, where its binary is on this machine: the window as a page sees it from inside, without
 * a driver between. The same probes are put to a plain Chromium first, which lets through what the shell must not: so
 * they can fail.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, vi } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import { type Door, openDoor } from '../../main/entry/door/openDoor.ts';
import { appDir } from '../../main/entry/launch/appVersion.ts';
import { openShell } from '../../main/entry/launch/openShell.ts';
import type { OpenedWindow } from '../../main/entry/launch/openWindow.ts';
import { thisMachine } from '../../main/entry/launch/parts.ts';
import { takeLock } from '../../main/entry/lock.ts';
import { galleryBench, galleryCore, galleryTasks } from '../../renderer/gallery/plainData.ts';
import { openDisplay } from '../../tools/perf/display.ts';
import { tempDir } from '../lib/coreUnderTest.ts';
import { findPart, itNeeds, itWhere } from '../lib/needs.ts';
import { realElectron } from '../lib/realElectron.ts';
import { createTinyCore, type TinyCore } from '../lib/tinyCore.ts';
import { type CdpPage, openCdpPage, pagesOf } from './cdpPage.ts';
import { freshWindow } from './freshWindow.ts';

const patient = { timeout: 30_000 } as const;
const binary = realElectron(process.env);
const hasScreen = process.env.DISPLAY !== undefined || findPart('xvfb') !== null;
const inElectron = itWhere(
  binary !== null && hasScreen,
  binary === null ? "needs Electron's binary, not on this machine" : 'needs a screen or xvfb',
);
const inChromium = itNeeds(['chromium']);
const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

let stack: AsyncDisposableStack;
let dir: string;
let core: TinyCore;
let door: Door;
/** Another server of this machine, which our page has no business with. */
let strangerUrl: string;

async function openStranger(): Promise<string> {
  const server = createServer((_request, response) => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Content-Type', 'text/html');
    response.end('<title>elsewhere</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stack.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

beforeEach(async () => {
  const windowDir = await freshWindow();
  stack = new AsyncDisposableStack();
  dir = stack.use(tempDir('electron')).path;
  strangerUrl = await openStranger();
  core = createTinyCore({
    'core.info': () => galleryCore,
    'task.list': () => galleryTasks,
    'bench.stop': (args: { reason: string }) => {
      const stopped = { reason: args.reason, wallTime: '2026-01-14T13:46:05.000Z', count: 1 };
      core.bench.set(galleryBench(2, { mode: 'stopped', stopped }));
      return { wroteAfterMs: 1.5 };
    },
  });
  core.bench.set(galleryBench(2, { mode: 'moving', lease: 'trial' }));
  door = stack.use(
    await openDoor({
      api: core.api,
      clock: realClock,
      log: silentLog,
      version: '0.0.1',
      windowDir,
      trialsDir: join(dir, 'trials'),
    }),
  );
  const lock = stack.use(takeLock(dir));
  const { url, token } = door;
  lock.publish({ pid: process.pid, url, token, version: '0.0.1', startedWallTime: 'now' });
}, 120_000);

afterEach(async () => {
  await stack.disposeAsync();
  vi.unstubAllEnvs();
});

async function screenName(): Promise<string> {
  if (process.env.DISPLAY !== undefined) return process.env.DISPLAY;
  return stack.use(await openDisplay(must(findPart('xvfb')), realClock)).name;
}

/** The page of the core in the program with this profile, once it is there. */
async function corePage(profile: string): Promise<CdpPage> {
  const ours = async () => (await pagesOf(profile)).find(({ url }) => url === door.url);
  await expect.poll(ours, patient).toBeDefined();
  const page = stack.use(await openCdpPage(must(await ours())));
  await expect.poll(() => page.read('document.readyState'), patient).toBe('complete');
  return page;
}

const profileDir = (): string => join(dir, 'shell/profile');

/** As `npm start` opens it, with a debugging port more. */
async function openRealShell(): Promise<{ window: OpenedWindow; page: CdpPage }> {
  vi.stubEnv('DISPLAY', await screenName());
  const shellDir = `--shell-dir=${join(dir, 'shell')}`;
  const main = join(appDir, 'electron/main.ts');
  const args = [...root, '--remote-debugging-port=0', main, '--link', shellDir];
  const place = { dataDir: dir, machine: await thisMachine(), clock: realClock };
  const window = stack.use(await openShell({ kind: 'electron', file: must(binary), args }, place));
  return { window, page: await corePage(profileDir()) };
}

async function openPlainChromium(): Promise<CdpPage> {
  const profile = join(dir, 'plain');
  const args = [...root, '--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`];
  const child = spawn(must(findPart('chromium')), [...args, door.mintUrl()], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  stack.defer(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return await corePage(profile);
}

/** In the page: what is left of Node, and what the page gets when it asks. */
const probe = {
  globals: `['require', 'process', 'module', 'Buffer', '__dirname', 'electron', 'ipcRenderer']
    .filter((name) => typeof globalThis[name] !== 'undefined')`,
  open: (url: string) => `window.open(${JSON.stringify(url)}) !== null`,
  fetch: (url: string) => `fetch(${JSON.stringify(url)}, { mode: 'no-cors' })
    .then(() => 'reached', () => 'refused')`,
  leave: (url: string) => `new Promise((resolve) => {
    setTimeout(() => resolve('stayed'), 1500);
    location.href = ${JSON.stringify(url)};
  })`,
  eval: `(() => { try { return new Function('return 1')(); } catch { return 'refused'; } })()`,
  camera: `navigator.mediaDevices.getUserMedia({ video: true }).then(() => 'given', () => 'refused')`,
  notice: `Notification.requestPermission()`,
} as const;

describe('the probes', () => {
  inChromium('get through in a plain browser, so that they can fail', async () => {
    const page = await openPlainChromium();
    expect(await page.read(probe.globals)).toEqual([]);
    expect(await page.read(probe.open(strangerUrl))).toBe(true);
    await expect.poll(async () => (await pagesOf(join(dir, 'plain'))).length, patient).toBe(2);
    expect(await page.read(probe.eval)).toBe('refused'); // the door's own policy
    const left = page.read(probe.leave(strangerUrl)).catch(() => 'left');
    expect(await left).not.toBe('stayed');
  });
});

describe('the shell in Electron', () => {
  inElectron(
    'gives its page nothing of Node, no window, no way out and no permission',
    async () => {
      const { page } = await openRealShell();
      expect(await page.read('location.href')).toBe(door.url);
      expect(await page.read(probe.globals)).toEqual([]);
      expect(await page.read(probe.open(strangerUrl))).toBe(false);
      expect(await page.read(probe.open('about:blank'))).toBe(false);
      expect(await page.read(probe.fetch(strangerUrl))).toBe('refused');
      expect(await page.read(probe.fetch(door.url))).toBe('reached');
      expect(await page.read(probe.eval)).toBe('refused');
      expect(await page.read(probe.camera)).toBe('refused');
      expect(await page.read(probe.notice)).toBe('denied');
      expect(await page.read(probe.leave(strangerUrl))).toBe('stayed');
      expect(await page.read(probe.leave('file:///etc/passwd'))).toBe('stayed');
      expect(await page.read('location.href')).toBe(door.url);
      expect(await pagesOf(profileDir())).toHaveLength(1);
    },
  );

  inElectron('shows the real window, with the robot in it', async () => {
    const { page } = await openRealShell();
    const sign = "document.querySelector('.robot-sign')?.textContent ?? ''";
    await expect.poll(() => page.read(sign), patient).toContain('Moving');
    expect(core.open.windows).toBe(1);
  });

  inElectron('opens a page that died again, and writes it down', async () => {
    const { page } = await openRealShell();
    await page.send('Page.crash').catch(() => undefined); // it answers with its death
    const log = (): string => readFileSync(join(dir, 'shell/shell.log'), 'utf8');
    await expect.poll(log, patient).toContain('the page is gone');
    const next = await corePage(profileDir());
    expect(await next.read(probe.globals)).toEqual([]);
  });

  inElectron('goes when the core says farewell, at once and without a question', async () => {
    const { window } = await openRealShell();
    window[Symbol.dispose]();
    expect((await window.closed).failed).toBe(null);
  });
});
