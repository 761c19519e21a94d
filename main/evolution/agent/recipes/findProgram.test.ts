/** Finding programs in folders as npm and others lay them out; the version is really asked for. */
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { realClock } from '../../../base/lib/clock.ts';
import { execGroup } from '../../../environment/jail/execGroup.ts';
import { claude } from './claude.ts';
import { findProgram, programCommand } from './findProgram.ts';
import { programView } from './probePrograms.ts';
import type { AgentProgram, Recipe } from './recipe.ts';

const exec = execGroup(realClock);
let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'nb-find-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const program: AgentProgram = {
  names: ['odd'],
  npm: { package: '@odd/agent', version: '1.2.3' },
  binaries: ['@odd/agent-linux-<arch>/bin/odd'],
  versionArgs: ['--version'],
  versionPattern: /^odd (\d+\.\d+\.\d+)/m,
  tested: ['1.2.3'],
};
const recipe: Recipe = { ...claude, id: 'odd', name: 'Odd', program };

function put(path: string, text: string, mode = 0o644): string {
  const file = join(base, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

/** A package with a script for Node, linked into `.bin` as npm does. */
function putPackage(modules: string, version: string): void {
  const manifest = { version, dependencies: { dep: '1' } };
  put(`${modules}/@odd/agent/package.json`, JSON.stringify(manifest));
  put(`${modules}/@odd/agent/main.mjs`, 'throw new Error("was run");\n', 0o755);
  put(`${modules}/dep/package.json`, '{"version":"1.0.0"}');
  put(`${modules}/private/package.json`, '{"version":"1.0.0"}');
  mkdirSync(join(base, modules, '.bin'), { recursive: true });
  symlinkSync('../@odd/agent/main.mjs', join(base, modules, '.bin/odd'));
}

const find = (over: { path?: string; exec?: typeof exec } = {}) =>
  findProgram(recipe, {
    env: { PATH: over.path ?? '/usr/bin:/bin', HOME: join(base, 'home') },
    appDir: base,
    exec: over.exec ?? exec,
  });

const says = (version: string): string => `console.log('odd ${version}');\n`;

describe('a script for Node', () => {
  it('is found in the app’s own folder and shown with what it depends on, no more', async () => {
    putPackage('.agents/node_modules', '1.2.3');
    const found = await find();
    expect(found).toMatchObject({ version: '1.2.3', tested: true, viaNode: true, why: '' });
    expect(found?.mounts.map(({ to }) => to)).toEqual([
      '/opt/agent/node_modules/@odd/agent',
      '/opt/agent/node_modules/dep',
    ]);
    const at = { mapped: true, node: '/n' };
    expect(found && programCommand(found, at, { args: ['-p'] })).toEqual([
      ...['/n', '/opt/agent/node_modules/@odd/agent/main.mjs', '-p'],
    ]);
    expect(found && programCommand(found, { ...at, mapped: false }, { args: [] })[1]).toBe(
      found?.hostFile,
    );
  });

  it('of another version is said to be untested', async () => {
    putPackage('.agents/node_modules', '9.9.9');
    const found = await find();
    expect(found).toMatchObject({ version: '9.9.9', tested: false });
    expect(programView(recipe, found)).toMatchObject({ version: '9.9.9', tested: false });
  });

  it('on the PATH goes before the app’s own', async () => {
    putPackage('.agents/node_modules', '1.2.3');
    putPackage('lib/node_modules', '1.3.0');
    const found = await find({ path: `relative:${join(base, 'lib/node_modules/.bin')}` });
    expect(found?.version).toBe('1.3.0');
  });

  it('is known by its package, without being run', async () => {
    putPackage('.agents/node_modules', '1.2.3');
    const never = async () => Promise.reject(new Error('was run'));
    expect(await find({ exec: never })).toMatchObject({ version: '1.2.3', why: '' });
  });
});

describe('a native program', () => {
  /** Any program that runs and prints will do. */
  const native = (path: string): void => {
    put(path, '');
    copyFileSync('/bin/echo', join(base, path));
    chmodSync(join(base, path), 0o755);
  };
  const arch = process.arch === 'arm64' ? 'arm64' : 'x64';

  it('of the package for this machine goes before the script around it', async () => {
    putPackage('.agents/node_modules', '0.0.1');
    native(`.agents/node_modules/@odd/agent-linux-${arch}/bin/odd`);
    const found = await find();
    const at = `/opt/agent/node_modules/@odd/agent-linux-${arch}`;
    expect(found).toMatchObject({ viaNode: false, file: `${at}/bin/odd` });
    expect(found?.mounts.map(({ to }) => to)).toEqual([at]);
  });

  it('alone in a folder is shown alone', async () => {
    native('home/.local/share/odd/1.2.3');
    mkdirSync(join(base, 'home/.local/bin'), { recursive: true });
    symlinkSync('../share/odd/1.2.3', join(base, 'home/.local/bin/odd'));
    const found = await find();
    const from = join(base, 'home/.local/share/odd/1.2.3');
    expect(found).toMatchObject({ file: '/opt/agent/1.2.3', hostFile: from, viaNode: false });
    expect(found?.mounts).toEqual([{ from, to: '/opt/agent/1.2.3' }]);
  });
});

describe('nothing', () => {
  it('is found where there is nothing, a shell’s wrapper, or what may not be run', async () => {
    expect(await find()).toBeNull();
    put('home/.local/bin/odd', '#!/bin/sh\nexec odd-elsewhere "$@"\n', 0o755);
    expect(await find()).toBeNull();
    put('home/.local/bin/odd', says('1.2.3'), 0o644);
    expect(await find()).toBeNull();
    expect(programView(recipe, null).where).toBe('npm install -g @odd/agent@1.2.3');
  });

  it('is left of a program that starts others and does not end', async () => {
    const pids = join(base, 'pids');
    const script = `sleep 600 & echo $! $$ > ${pids}; echo out; wait`;
    const done = await exec('/bin/sh', ['-c', script], { timeoutMs: 300 });
    expect(done).toMatchObject({ code: -1, stdout: 'out\n' });
    const { readFileSync } = await import('node:fs');
    for (const pid of readFileSync(pids, 'utf8').trim().split(' ')) {
      const alive = (): boolean => {
        try {
          return !/^\S+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
        } catch {
          return false;
        }
      };
      await expect.poll(alive).toBe(false);
    }
  });

  it('is thrown for a program that cannot be started', async () => {
    expect((await exec(join(base, 'absent'), [])).code).toBe(-1);
  });
});

describe('a program of ours', () => {
  it('is always there, runs on our Node, and is shown with the folders it names and no others', async () => {
    put('package.json', '{"version":"4.5.6"}');
    put('main/own/main.ts', '');
    put('main/base/lib.ts', '');
    const ours = { main: 'main/own/main.ts', shown: ['main/own', 'main/base'], purposes: [] };
    const own: Recipe = { ...claude, id: 'own', program: { ours: true, npm: null, ...ours } };
    const found = await findProgram(own, { env: {}, appDir: base, exec });
    expect(found).toMatchObject({ version: '4.5.6', tested: true, viaNode: true });
    expect(found?.mounts.map(({ to }) => to)).toEqual([
      '/opt/agent/main/own',
      '/opt/agent/main/base',
    ]);
    const command = (mapped: boolean) =>
      found === null ? [] : programCommand(found, { mapped, node: 'node' }, { args: [] });
    expect(command(true)).toEqual(['node', '/opt/agent/main/own/main.ts']);
    expect(command(false)).toEqual(['node', join(base, 'main/own/main.ts')]);
  });
});
