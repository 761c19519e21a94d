/** A child in a session of its own: what it leaves behind neither keeps its end from being known nor stays. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { realClock } from '../lib/clock.ts';
import { type Log, silentLog } from '../lib/log.ts';
import { openFramedChild } from './framedChild.ts';
import { createProcessTable } from './processTable.ts';

/** Its child, which prints the id of its own child; resolves with that id. */
function open(script: string) {
  const told = Promise.withResolvers<number>();
  const log: Log = {
    log: (_level, _message, fields) => told.resolve(Number(fields?.text)),
    scoped: () => log,
  };
  const child = openFramedChild({
    name: 'stranger',
    file: 'sh',
    args: ['-c', script],
    clock: realClock,
    log,
    table: createProcessTable(),
    onFrame: () => undefined,
    graceMs: 50,
    ownSession: true,
  });
  return { child, grandchild: told.promise };
}

/** One that nobody has collected yet runs no more. */
function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return false;
  }
}

it.each([
  ['holds its pipes', 'sleep 600 & echo $! >&2; exit 3'],
  ['has pipes of its own', 'sleep 600 >/dev/null 2>&1 & echo $! >&2; exit 3'],
])('ends although what it started %s, and that is ended too', async (_name, script) => {
  const { child, grandchild } = open(script);
  expect(await child.exited).toMatchObject({ code: 3 });
  const pid = await grandchild;
  await expect.poll(() => isAlive(pid)).toBe(false);
});

it('is killed with what it started when it does not go', async () => {
  const { child, grandchild } = open('trap "" TERM; sleep 600 & echo $! >&2; wait; wait');
  const pid = await grandchild;
  expect(isAlive(pid)).toBe(true);
  await child[Symbol.asyncDispose]();
  expect(await child.exited).toMatchObject({ signal: 'SIGKILL' });
  await expect.poll(() => isAlive(pid)).toBe(false);
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
