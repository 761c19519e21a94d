/** The jail with real hostile programs: what they can't read, reach, write, start or use up, each by name. */
import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWhere, itWhere } from '../../../test/lib/needs.ts';
import { must } from '../../base/lib/assert.ts';
import { realClock } from '../../base/lib/clock.ts';
import { silentLog } from '../../base/lib/log.ts';
import { createRng } from '../../base/lib/rng.ts';
import { dense } from '../nn/layers.ts';
import { writeNet } from '../nn/trainer.ts';
import { createWeightBook } from '../nn/weights.ts';
import { loadNet } from '../sdk/net.ts';
import { execProgram } from './execProgram.ts';
import { type Jail, type JailedProgram, jailCommand, probeJail } from './jail.ts';

const appDir = path.resolve(import.meta.dirname, '../../..');
const cacheDir = path.join(mkdtempSync(path.join(tmpdir(), 'nb-jail-cache-')), 'sdk');
const jail = await probeJail({ log: silentLog, appDir, cacheDir });
// Without mounts of its own an unprivileged user must get there.
chmodSync(path.dirname(cacheDir), 0o755);
const confined = await probeJail({
  log: silentLog,
  appDir,
  launcherDir: path.join(path.dirname(cacheDir), 'launcher'),
  exec: async (file, args, options) =>
    args.includes('--unshare-pid')
      ? { code: 1, stdout: '', stderr: 'not today' }
      : await execProgram(file, args, options),
});
const open: Jail = { ...jail, level: 'none', why: 'a test', wall: null, confined: null };
const walled = jail.level === 'bubblewrap';

let base: string;
let dir: string;
let server: Server;
let socketServer: Server;
let outside: Record<string, unknown>;

beforeAll(async () => {
  base = mkdtempSync(path.join(tmpdir(), 'nb-jail-'));
  chmodSync(base, 0o755);
  dir = path.join(base, 'tasks', 'touch', 'policy');
  mkdirSync(path.dirname(dir), { recursive: true });
  cpSync(path.join(import.meta.dirname, 'probe'), dir, { recursive: true });
  const secret = (name: string): string => {
    const file = path.join(base, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, 'secret');
    return file;
  };
  server = createServer().listen(0, '127.0.0.1');
  socketServer = createServer().listen(path.join(base, 'socket'));
  await Promise.all([once(server, 'listening'), once(socketServer, 'listening')]);
  outside = {
    files: {
      'the ledger': secret('ledger.sqlite'),
      'another trial': secret('trials/t-1/verdict.json'),
      'the judge': secret('tasks/touch/judge/judge.ts'),
      'the judge by a relative path': '../judge/judge.ts',
      'the oracle': path.join(appDir, 'tasks/touch/scene/oracle.ts'),
      'the oracle inside': '/app/tasks/touch/scene/oracle.ts',
      'the core': path.join(appDir, 'main/entry/recorder.ts'),
      'the simulator': '/app/main/bench/link.ts',
      'the users': '/etc/passwd',
      'the host name': '/etc/hostname',
      'a process': `/proc/${process.pid}/environ`,
      'the mounts': '/proc/self/mountinfo',
    },
    port: (server.address() as { port: number }).port,
    socket: path.join(base, 'socket'),
    pid: process.pid,
  };
});
afterAll(() => {
  server.close();
  socketServer.close();
  rmSync(base, { recursive: true, force: true });
  rmSync(path.dirname(cacheDir), { recursive: true, force: true });
});

type Over = Partial<JailedProgram>;

/** `fence` false: without Node's permission model, so that only the walls hold. */
function commandOf(main: string, args: readonly string[], where: Jail, over: Over, fence: boolean) {
  const command = jailCommand({ dir, main, memoryMb: 128, ...over }, where);
  const fenceArg = /^--(permission$|allow-)/;
  const kept = command.args.filter((arg) => fence || !fenceArg.test(arg));
  return { ...command, args: [...kept, ...args] };
}

function run(
  main: string,
  args: readonly string[],
  where: Jail,
  over: Over = {},
  fence = false,
): SpawnSyncReturns<string> {
  const { file, args: all, env } = commandOf(main, args, where, over, fence);
  return spawnSync(file, all, { env, encoding: 'utf8', timeout: 20_000, killSignal: 'SIGKILL' });
}

function escapes(where: Jail, fence: boolean): Record<string, string> {
  const { stdout, stderr } = run('escapeAttempts.ts', [JSON.stringify(outside)], where, {}, fence);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Record<string, string>;
}

const lastNumber = (text: string): number => Number(text.trim().split('\n').at(-1));
const wallOf = (identity: 'userns' | 'drop'): Jail => {
  if (jail.wall === null) throw new Error('no jail here');
  return { ...jail, wall: { ...jail.wall, identity } };
};
const identities = process.getuid?.() === 0 ? (['drop', 'userns'] as const) : (['userns'] as const);

describeWhere(walled, jail.why)('the walls alone', () => {
  it.each(identities)('as %s refuse every way out', (identity) => {
    const results = escapes(wallOf(identity), false);
    const allowed = [
      'list the folder above',
      'list the root',
      'read the environment',
      'user',
      'start itself',
    ];
    for (const [name, result] of Object.entries(results))
      if (!allowed.includes(name)) expect(`${name}: ${result}`).toMatch(/: refused: /);
    expect(Object.keys(results).length).toBeGreaterThan(25);
    expect(results['list the root']).toMatch(
      /^got: app,cache,dev,lib(,lib64)?,program,tmp(,usr)?$/,
    );
    expect(results['read the environment']).not.toMatch(/root|USER|SSH|TOKEN|KEY|npm/i);
    expect(results.user).toBe(identity === 'drop' ? 'got: 65534' : 'got: 1000');
  });

  it('keep what the probe compiled from being changed', () => {
    const kept = readdirSync(cacheDir, { recursive: true });
    expect(kept.length).toBeGreaterThan(20);
    writeFileSync(
      path.join(dir, 'poison.ts'),
      `import { readdirSync, unlinkSync, writeFileSync } from 'node:fs';
      const [version] = readdirSync('/cache');
      const refused = [];
      for (const file of readdirSync('/cache/' + version).slice(0, 3))
        for (const change of [writeFileSync, unlinkSync])
          try { change('/cache/' + version + '/' + file, ''); }
          catch (error) { refused.push(error.code); }
      console.log(refused.join());`,
    );
    const { stdout } = run('poison.ts', [], jail, {}, true);
    expect(stdout.trim()).toBe(Array(6).fill('EROFS').join());
    expect(readdirSync(cacheDir, { recursive: true })).toEqual(kept);
  });

  it('bound memory, whatever it is taken as', () => {
    const buffers = run('greed.ts', ['buffers', '2000'], jail);
    expect(buffers.status).not.toBe(0);
    expect(lastNumber(buffers.stdout)).toBeGreaterThan(64);
    expect(lastNumber(buffers.stdout)).toBeLessThan(128 + 200);
    const objects = run('greed.ts', ['objects', '2000'], jail);
    expect(objects.status).not.toBe(0);
    expect(objects.stderr).toMatch(/out of memory|OOM/i);
  });

  it('bound what it writes to its private /tmp', () => {
    const { stdout, stderr } = run('greed.ts', ['disk', '100'], jail);
    expect(lastNumber(stdout)).toBeLessThanOrEqual(16);
    expect(stderr).toMatch(/ENOSPC/);
  });

  itWhere(!jail.why.includes('not bounded'), jail.why)('bound processes', () => {
    const { stdout, stderr } = run('greed.ts', ['processes', '300'], jail, { processes: 150 });
    expect(lastNumber(stdout || '0')).toBeLessThan(150);
    expect(stderr).toMatch(/EAGAIN/);
  });

  it('end a program that computes for ever', () => {
    const { status, signal } = run('greed.ts', ['time'], jail, { cpuS: 1 });
    expect(signal ?? status).toBe(137);
  });

  it('fall with the one who built them', async () => {
    const { file, args, env } = commandOf('greed.ts', ['time', base], jail, { cpuS: 30 }, false);
    const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
    await once(child.stdout, 'data');
    const running = (): boolean =>
      spawnSync('pgrep', ['-f', '--', `time ${base}`])
        .stdout.toString()
        .includes('\n');
    expect(running()).toBe(true);
    child.kill('SIGKILL');
    for (let i = 0; i < 200 && running(); i++) await realClock.sleep(10);
    expect(running()).toBe(false);
  });
});

describeWhere(confined.level === 'landlock', confined.why)('Landlock alone', () => {
  it('refuses every way out', () => {
    const results = escapes(confined, false);
    for (const [name, result] of Object.entries(results))
      if (!['read the environment', 'user', 'start itself'].includes(name))
        expect(`${name}: ${result}`).toMatch(/: refused: /);
    expect(Object.keys(results).length).toBeGreaterThan(25);
  });

  it('runs a program in another language, which cannot leave its group', () => {
    const script = path.join(dir, 'daemon.sh');
    writeFileSync(script, '#!/bin/sh\nsetsid echo away; echo here\n', { mode: 0o700 });
    const { stdout, stderr } = run('daemon.sh', [], confined);
    expect({ stdout, stderr }).toEqual({
      stdout: 'here\n',
      stderr: expect.stringContaining('not permitted'),
    });
  });

  it('bounds memory and computing', () => {
    const buffers = run('greed.ts', ['buffers', '2000'], confined);
    expect(buffers.status).not.toBe(0);
    expect(lastNumber(buffers.stdout)).toBeLessThan(128 + 200);
    const { status, signal } = run('greed.ts', ['time'], confined, { cpuS: 1 });
    expect(signal ?? status).toBe('SIGKILL');
  });
});

describe('the fence', () => {
  it('refuses files, processes and threads outside bubblewrap as well', () => {
    const results = escapes(open, true);
    for (const [name, result] of Object.entries(results))
      if (/^(read the|read another|write|change|start|list)/.test(name) && name !== envName)
        expect(`${name}: ${result}`).toMatch(/: refused: (ERR_ACCESS_DENIED|ENOENT)/);
    expect(results[envName]).not.toMatch(/npm|USER|TOKEN/i);
  });

  it('is the same inside', () => {
    writeFileSync(path.join(dir, 'harmless.ts'), "import 'nightbench/sdk/picture.ts';");
    const { status, stderr } = run('harmless.ts', [], jail, {}, true);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    if (!walled) return;
    const results = escapes(jail, true);
    expect(results['start itself']).toBe('refused: ERR_ACCESS_DENIED');
    expect(results['start a thread']).toBe('refused: ERR_ACCESS_DENIED');
  });

  it('bounds memory and computing', () => {
    const buffers = run('greed.ts', ['buffers', '2000'], open, {}, true);
    expect(buffers.status).not.toBe(0);
    expect(lastNumber(buffers.stdout)).toBeLessThan(128 + 200);
    const { status, signal } = run('greed.ts', ['time'], open, { cpuS: 1 }, true);
    expect(signal ?? status).toBe('SIGKILL');
  });
});

const envName = 'read the environment';

describe('jailCommand', () => {
  it('refuses a program outside its folder', () => {
    for (const main of ['../judge/judge.ts', '/etc/passwd', 'a/../../b.ts'])
      expect(() => jailCommand({ dir, main, memoryMb: 64 }, jail)).toThrow(/not inside its folder/);
  });

  it('runs a program in another language', () => {
    const script = path.join(dir, 'policy.sh');
    writeFileSync(script, '#!/bin/sh\necho "hello $1"\n', { mode: 0o700 });
    for (const where of [jail, open])
      expect(run('policy.sh', ['bench'], where)).toMatchObject({
        status: 0,
        stdout: 'hello bench\n',
      });
  });

  it('shows all that the SDK itself imports', () => {
    const sdk = readdirSync(path.join(appDir, 'main/environment/sdk'));
    const files = sdk.filter((name) => /(?<!\.test)\.ts$/.test(name));
    const lines = files.map((name) => `await import('nightbench/sdk/${name}');`);
    writeFileSync(path.join(dir, 'all.ts'), lines.join('\n'));
    expect(files.length).toBeGreaterThan(3);
    for (const where of [jail, open])
      expect(run('all.ts', [], where, {}, true)).toMatchObject({ status: 0, stderr: '' });
  });

  // What a judge with nets needs: the runtime's library, its threads and its memory within the bounds of a program.
  it('runs a net, which gives inside what it gives outside', async () => {
    const weights = createWeightBook(createRng(3));
    const bytes = writeNet(weights, { x: [1, 64] }, (graph, { x }, weight) => {
      const bias = weight('bias', [32], 'zero');
      return { y: dense(graph, must(x), weight('dense', [64, 32], 'he'), bias) };
    });
    writeFileSync(path.join(dir, 'net.onnx'), bytes);
    writeFileSync(
      path.join(dir, 'runNet.ts'),
      `import { loadNet } from 'nightbench/sdk/net.ts';
      const net = await loadNet(new URL('net.onnx', import.meta.url).pathname);
      const data = Float32Array.from({ length: 64 }, (_, i) => i / 64);
      const { y } = await net.run({ x: { data, shape: [1, 64] } });
      console.log(Buffer.from(y.data.buffer, y.data.byteOffset, y.data.byteLength).toString('hex'));`,
    );
    await using net = await loadNet(bytes);
    const data = Float32Array.from({ length: 64 }, (_, i) => i / 64);
    const { data: said } = must((await net.run({ x: { data, shape: [1, 64] } })).y);
    const words = Buffer.from(said.buffer, said.byteOffset, said.byteLength).toString('hex');
    for (const where of confined.level === 'landlock' ? [jail, confined, open] : [jail, open]) {
      const { status, stdout, stderr } = run('runNet.ts', [], where, { memoryMb: 128 }, true);
      expect({ status, stdout }).toEqual({ status: 0, stdout: `${words}\n` });
      // It looks for the processor's description, which the jail does not show, and does without.
      expect(stderr.replace(/^Error in cpuinfo: .*\n/gm, '')).toBe('');
    }
  });

  it('lets nothing be imported from the SDK but what is in it', () => {
    writeFileSync(path.join(dir, 'sneak.ts'), "await import('nightbench/sdk/../jail/jail.ts');");
    for (const where of [jail, open]) {
      const { status, stderr } = run('sneak.ts', [], where, {}, true);
      expect(status).not.toBe(0);
      expect(stderr).toMatch(/not in the SDK/);
    }
  });
});

describe('probeJail', () => {
  it('says why there is no jail, and believes nothing that did not run', async () => {
    const broken = await probeJail({
      log: silentLog,
      appDir,
      exec: async () => ({ code: 1, stdout: '', stderr: 'No permissions to create a namespace' }),
    });
    expect(broken.level).toBe('none');
    expect(broken.why).toMatch(/No permissions to create|not installed|Linux only/);
    const leaky = await probeJail({
      log: silentLog,
      appDir,
      exec: async () => ({ code: 0, stdout: 'not jailed', stderr: '' }),
    });
    expect(leaky.level).toBe('none');
  });

  const walled = itWhere(jail.level === 'bubblewrap', jail.why);
  walled('makes do with a bubblewrap that knows neither --size nor --disable-userns', async () => {
    const old = await probeJail({
      log: silentLog,
      appDir,
      exec: async (file, args, options) =>
        args.some((arg) => arg === '--size' || arg === '--disable-userns')
          ? { code: 1, stdout: '', stderr: 'bwrap: Unknown option --size' }
          : await execProgram(file, args, options),
    });
    expect(old).toMatchObject({ level: 'bubblewrap', why: expect.stringContaining('old version') });
  });
});
