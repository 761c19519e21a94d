/** A child in a session of its own: what it leaves behind neither keeps its end from being known nor stays. */
import { expect, it } from 'vitest';
import { realClock } from '../lib/clock.ts';
import { silentLog } from '../lib/log.ts';
import { openFramedChild } from './framedChild.ts';
import { createProcessTable } from './processTable.ts';

const open = (script: string) =>
  openFramedChild({
    name: 'stranger',
    file: 'sh',
    args: ['-c', script],
    clock: realClock,
    log: silentLog,
    table: createProcessTable(),
    onFrame: () => undefined,
    graceMs: 50,
    ownSession: true,
  });

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it('ends although what it started holds its pipes, and that is ended too', async () => {
  await using child = open('sleep 600 & echo $! >&2; exit 3');
  const { code, lastWords } = await child.exited;
  expect(code).toBe(3);
  await expect.poll(() => isAlive(Number(lastWords))).toBe(false);
});

it('is killed with what it started when it does not go', async () => {
  const child = open('trap "" TERM; sleep 600 & echo $! >&2; wait; wait');
  await expect.poll(() => isAlive(child.pid)).toBe(true);
  await child[Symbol.asyncDispose]();
  const { signal, lastWords } = await child.exited;
  expect(signal).toBe('SIGKILL');
  if (lastWords !== '') await expect.poll(() => isAlive(Number(lastWords))).toBe(false);
});

it('that cannot be started says so', async () => {
  await using child = openFramedChild({
    name: 'nobody',
    file: '/no/such/program',
    args: [],
    clock: realClock,
    log: silentLog,
    table: createProcessTable(),
    onFrame: () => undefined,
    ownSession: true,
  });
  expect(await child.exited).toMatchObject({
    code: null,
    lastWords: expect.stringContaining('ENOENT'),
  });
});
