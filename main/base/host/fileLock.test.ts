/** The file lock: one holder at a time, free when its holder is killed, and a wait that ends. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { itNeeds } from '../../../test/lib/needs.ts';
import { realClock } from '../lib/clock.ts';
import { fileLockFree, takeFileLock } from './fileLock.ts';

function tempFile(): Disposable & { readonly path: string } {
  const dir = mkdtempSync(path.join(tmpdir(), 'nightbench-lock-'));
  return {
    path: path.join(dir, 'a.lock'),
    [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }),
  };
}

it('has one holder at a time', async () => {
  using file = tempFile();
  const held = takeFileLock(file.path);
  expect(held).not.toBe(null);
  expect(takeFileLock(file.path)).toBe(null);
  expect(await fileLockFree(file.path, realClock, 0)).toBe(false);
  held?.[Symbol.dispose]();
  expect(await fileLockFree(file.path, realClock, 0)).toBe(true);
  takeFileLock(file.path)?.[Symbol.dispose]();
});

it('is free once its holder was killed, and whoever waits for that notices', async () => {
  using file = tempFile();
  const module = JSON.stringify(path.join(import.meta.dirname, 'fileLock.ts'));
  const hold = `const { takeFileLock } = await import(${module});
    globalThis.held = takeFileLock(process.argv[1]);
    process.stdout.write('held');
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', hold, file.path], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  const free = fileLockFree(file.path, realClock, 30_000);
  expect(await fileLockFree(file.path, realClock, 0)).toBe(false);
  child.kill('SIGKILL');
  expect(await free).toBe(true);
});

itNeeds(['bubblewrap'])('is given to nobody on a file that may only be read', async () => {
  using file = tempFile();
  takeFileLock(file.path)?.[Symbol.dispose]();
  const module = JSON.stringify(path.join(import.meta.dirname, 'fileLock.ts'));
  const take = `const { takeFileLock } = await import(${module});
    try { process.stdout.write(String(takeFileLock(process.argv[1]))); }
    catch (thrown) { process.stdout.write(thrown.code); }`;
  const words = ['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc', '--unshare-pid'];
  const program = [process.execPath, '--input-type=module', '-e', take, file.path];
  const child = spawn('bwrap', [...words, '--', ...program], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const said = await child.stdout.setEncoding('utf8').toArray();
  expect(said.join('')).toBe('EROFS');
});

it('says what the disk says', () => {
  expect(() => takeFileLock('/proc/no/such.lock')).toThrow();
});
