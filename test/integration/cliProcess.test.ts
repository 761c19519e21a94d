/**
 * The command line and the core as real processes: signals arrive, nothing is left behind, one core per data folder
 * even after a kill −9, and a reader that goes away ends a batch.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readCoreCard, takeLock } from '../../main/entry/lock.ts';

vi.setConfig({ testTimeout: 90_000 }); // whole processes, on a machine that may be busy

const entry = resolve(import.meta.dirname, '../../main/entry');
let dir: string;
let stack: AsyncDisposableStack;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'nightbench-process-'));
  stack = new AsyncDisposableStack();
});

afterEach(async () => {
  await stack.disposeAsync();
  rmSync(dir, { recursive: true, force: true });
});

function run(file: string, words: readonly string[], shell: readonly string[] = []) {
  const [program = '', ...args] = [...shell, process.execPath, join(entry, file), ...words];
  const env = { ...process.env, npm_lifecycle_event: shell.length > 0 ? 'npx' : undefined };
  const child = spawn(program, args, { env });
  const ended = new Promise<number | string | null>((done) =>
    child.once('close', (code, signal) => done(code ?? signal)),
  );
  let notes = '';
  child.stderr.on('data', (chunk: Buffer) => {
    notes += chunk.toString();
  });
  const lines = createInterface({ input: child.stdout });
  const first = new Promise<string>((done, fail) => {
    lines.once('line', done);
    void ended.then(() => fail(new Error(`it ended without a line: ${notes}`)));
  });
  first.catch(() => undefined); // not every test waits for it
  stack.defer(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return { child, ended, first, notes: () => notes };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const serveWords = (): readonly string[] => ['--data', dir, '--idle', '--json', '--with-parent'];

test('the core serves until SIGTERM, then leaves neither process, card nor lock', async () => {
  const core = run('core.ts', serveWords());
  const line = JSON.parse(await core.first) as { url: string; pid: number; dataDir: string };
  expect(Object.keys(line)).toEqual(['url', 'pid', 'dataDir', 'version']);
  expect([line.pid, line.dataDir]).toEqual([core.child.pid, dir]);
  expect(statSync(join(dir, 'core.json')).mode & 0o777).toBe(0o600);
  expect((await fetch(line.url, { redirect: 'manual' })).status).toBe(303);
  expect((await fetch(new URL('/', line.url))).status).toBe(401);
  core.child.kill('SIGTERM');
  expect(await core.ended).toBe(0);
  expect(readCoreCard(dir)).toBe(null);
  takeLock(dir)[Symbol.dispose]();
});

test('a second core is refused and says who holds the folder; kill −9 frees it', async () => {
  const core = run('core.ts', serveWords());
  await core.first;
  const second = run('core.ts', serveWords());
  expect(await second.ended).toBe(1);
  expect(second.notes()).toContain(`process ${core.child.pid} already runs a core on ${dir}`);
  expect(() => takeLock(dir)).toThrow('already runs');
  core.child.kill('SIGKILL');
  await core.ended;
  expect(readCoreCard(dir)?.pid).toBe(core.child.pid); // stale, and nobody minds
  const third = run('core.ts', serveWords());
  expect(JSON.parse(await third.first)).toMatchObject({ pid: third.child.pid });
});

test('a private core ends with its command line, also when that is killed', async () => {
  const port = run('bench.mjs', ['sim', 'port', '--data', dir]);
  expect(await port.first).toMatch(/^\/dev\//);
  const pid = readCoreCard(dir)?.pid ?? 0;
  expect([pid === port.child.pid, isAlive(pid)]).toEqual([false, true]);
  port.child.kill('SIGKILL');
  await port.ended;
  await expect.poll(() => isAlive(pid), { timeout: 15_000 }).toBe(false);
  takeLock(dir)[Symbol.dispose]();
});

test('when the shell that npm put between us dies unheard, command and core end too', async () => {
  const shell = ['sh', '-c', '"$0" "$@"; exit $?'];
  const port = run('bench.mjs', ['sim', 'port', '--data', dir], shell);
  expect(await port.first).toMatch(/^\/dev\//);
  const pid = readCoreCard(dir)?.pid ?? 0;
  expect(isAlive(pid)).toBe(true);
  port.child.kill('SIGKILL');
  await expect.poll(() => isAlive(pid), { timeout: 15_000 }).toBe(false);
});

test('task list starts a private core, prints one line of JSON and leaves nothing', async () => {
  const list = run('bench.mjs', ['task', 'list', '--json', '--data', dir]);
  const tasks = JSON.parse(await list.first) as readonly { id: string }[];
  expect(tasks.map((task) => task.id)).toContain('touch');
  expect(await list.ended).toBe(0);
  expect(list.notes()).toBe('');
  expect(readCoreCard(dir)).toBe(null);
});
