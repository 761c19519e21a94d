/** Finding, installing and opening, on machines that are told to be so: nothing here runs apt or a browser. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { realClock } from '../../base/lib/clock.ts';
import { buildWindow, windowSourceHash } from './buildWindow.ts';
import { fetchFailedBefore, findElectronBinary, findElectronPackage } from './electronBinary.ts';
import { planInstall } from './installParts.ts';
import { chromiumArgs, planWindow } from './openWindow.ts';
import type { Machine, Part } from './parts.ts';
import { findParts, hasApt } from './parts.ts';

const root = mkdtempSync(join(tmpdir(), 'nightbench-launch-'));
const bin = join(root, 'bin');
mkdirSync(bin);
afterAll(() => rmSync(root, { recursive: true, force: true }));

function program(name: string): void {
  writeFileSync(join(bin, name), '');
  chmodSync(join(bin, name), 0o755);
}

const debian = 'PRETTY_NAME="Debian GNU/Linux 12"\nID=debian\n';
const mint = 'ID=linuxmint\nID_LIKE="ubuntu debian"\n';

function machine(change: Partial<Machine> = {}): Machine {
  return {
    exec: async (file) => {
      if (file.endsWith('git')) return 'git version 2.39.5';
      if (file.endsWith('chromium')) return 'Chromium 156.0.1';
      return null; // installed, but it does not even say its version
    },
    env: { PATH: bin },
    isRoot: false,
    platform: 'linux',
    osRelease: debian,
    ...change,
  };
}

const missing = (name: Part['name'], aptPackage: string): Part => ({
  name,
  found: null,
  without: '',
  aptPackage,
});

describe('parts', () => {
  test('a part is there when its program runs, not when a file lies there', async () => {
    program('git');
    program('ffmpeg');
    const parts = await findParts(machine(), ['git', 'ffmpeg', 'bubblewrap']);
    expect(parts.map((part) => part.found?.version ?? null)).toEqual(['2.39.5', null, null]);
    expect(parts[0]?.found?.path).toBe(join(bin, 'git'));
  });

  test('Debian, Ubuntu and their kin have apt, others not', () => {
    expect(hasApt(machine())).toBe(true);
    expect(hasApt(machine({ osRelease: mint }))).toBe(true);
    expect(hasApt(machine({ osRelease: 'ID=fedora\n' }))).toBe(false);
    expect(hasApt(machine({ osRelease: '' }))).toBe(false);
  });

  test('Ubuntu calls its Chromium otherwise', async () => {
    const ubuntu = machine({ osRelease: 'ID=ubuntu\nID_LIKE=debian\n', env: { PATH: '' } });
    expect((await findParts(ubuntu, ['chromium']))[0]?.aptPackage).toBe('chromium-browser');
  });
});

describe('planInstall', () => {
  const git = [missing('git', 'git'), missing('fonts', 'fonts-dejavu-core fontconfig')];
  const alone = { yes: false, interactive: false };
  const sudoWorks: Machine['exec'] = async () => '';

  test('a machine without sudo: the one command for root, also when a person is there', async () => {
    const bare = machine({ env: { PATH: '' } });
    const plan = await planInstall(git, bare, { yes: true, interactive: true });
    expect(plan.kind === 'print' && plan.command).toMatch(/^su -c 'apt-get update && apt-get .*'$/);
  });

  test('nobody there and no consent: the one command, nothing run', async () => {
    program('sudo');
    expect(await planInstall(git, machine(), alone)).toEqual({
      kind: 'print',
      command:
        'sudo apt-get update && sudo apt-get install -y --no-install-recommends git fonts-dejavu-core fontconfig',
    });
  });

  test('with --yes or CI=true it runs as root, or with a sudo that asks for nothing', async () => {
    const asRoot = await planInstall(git, machine({ isRoot: true }), { ...alone, yes: true });
    expect(asRoot).toMatchObject({ kind: 'run', consented: true });
    expect(asRoot.kind === 'run' && asRoot.argv[1]?.[0]).toBe('apt-get');
    const env = { PATH: bin, CI: 'true' };
    const ci = await planInstall(git, machine({ exec: sudoWorks, env }), alone);
    expect(ci.kind === 'run' && ci.argv[1]?.slice(0, 3)).toEqual(['sudo', '-n', 'apt-get']);
    const noSudo = await planInstall(git, machine({ env }), alone);
    expect(noSudo.kind).toBe('print');
  });

  test('a person is asked first, and types the password into sudo', async () => {
    const plan = await planInstall(git, machine(), { yes: false, interactive: true });
    expect(plan).toMatchObject({ kind: 'run', consented: false });
    expect(plan.kind === 'run' && plan.argv[0]?.slice(0, 2)).toEqual(['sudo', 'apt-get']);
  });

  test('without apt the parts are named; with everything there is nothing to do', async () => {
    const fedora = machine({ osRelease: 'ID=fedora\n' });
    const plan = await planInstall(git, fedora, { yes: true, interactive: true });
    expect(plan.kind === 'print' && plan.command).toContain('install git, fonts with');
    expect(await planInstall([], fedora, alone)).toEqual({ kind: 'nothing' });
  });
});

describe('window', () => {
  const notes: string[] = [];
  const place = (change: Partial<Machine>) => ({
    appDir: root,
    dataDir: root,
    machine: machine(change),
    clock: realClock,
    note: (line: string) => void notes.push(line),
    signal: new AbortController().signal,
  });
  test('no display: the link; a display and Chromium: a window with its own profile', async () => {
    expect((await planWindow(place({}))).kind).toBe('link');
    program('chromium');
    const shown = await planWindow(place({ env: { PATH: bin, DISPLAY: ':1' } }));
    const file = join(bin, 'chromium');
    const profile = join(root, 'window');
    expect(shown).toEqual({ kind: 'chromium', file, profile, isRoot: false });
    const none = await planWindow(place({ env: { PATH: '', DISPLAY: ':1' } }));
    expect(none.kind).toBe('link');
  });

  test('the sandbox is given up only as root', () => {
    const link = 'http://127.0.0.1:1/?code=x';
    expect(chromiumArgs(link, root, false)).not.toContain('--no-sandbox');
    expect(chromiumArgs(link, root, true)).toContain('--no-sandbox');
    expect(chromiumArgs(link, root, true)).toContain(`--user-data-dir=${root}`);
  });

  test('Electron is taken where its binary is; a failed fetch is not tried again', async () => {
    expect(findElectronPackage(root)).toBe(null);
    const dir = join(root, 'node_modules/electron');
    mkdirSync(join(dir, 'dist'), { recursive: true });
    writeFileSync(join(dir, 'package.json'), '{"version":"45.0.0"}');
    const electron = { dir, version: '45.0.0' };
    expect(findElectronPackage(root)).toEqual(electron);
    writeFileSync(join(root, 'electron-fetch.json'), '{"failed":"45.0.0"}');
    expect(fetchFailedBefore(root, '45.0.0')).toBe(true);
    expect(fetchFailedBefore(root, '46.0.0')).toBe(false);
    const display = { env: { PATH: bin, DISPLAY: ':1' } };
    expect((await planWindow(place(display))).kind).toBe('chromium');
    writeFileSync(join(dir, 'dist/electron'), '');
    expect(findElectronBinary(electron, {})).toBe(join(dir, 'dist/electron'));
    const plan = await planWindow(place(display));
    expect(plan).toMatchObject({
      kind: 'electron',
      args: [join(root, 'electron/main.ts'), '--link', `--shell-dir=${join(root, 'shell')}`],
    });
    expect((await planWindow(place(display), false)).kind).toBe('chromium');
    expect(notes).toEqual([]);
  });

  test('the window is stale when a source changed, and only then', async () => {
    const app = join(root, 'app');
    const { signal } = new AbortController();
    const build = () => buildWindow(app, realClock, () => undefined, signal);
    await expect(build()).rejects.toMatchObject({ code: 'unavailable' });
    mkdirSync(join(app, 'dist/window'), { recursive: true });
    writeFileSync(join(app, 'dist/window/index.html'), '');
    expect(await build()).toBe('as-shipped');
    mkdirSync(join(app, 'renderer'));
    writeFileSync(join(app, 'renderer/main.tsx'), 'a');
    const before = windowSourceHash(app);
    writeFileSync(join(app, 'dist/window/.sources'), before);
    expect(await build()).toBe('fresh');
    writeFileSync(join(app, 'renderer/main.test.ts'), 'tests do not go in');
    expect(windowSourceHash(app)).toBe(before);
    writeFileSync(join(app, 'renderer/main.tsx'), 'b');
    expect(windowSourceHash(app)).not.toBe(before);
    await expect(build()).rejects.toMatchObject({ code: 'unavailable' }); // no vite in this app
    expect(await buildWindow(app, realClock, () => undefined, signal).catch(() => 'kept')).toBe(
      'kept',
    );
  });
});
