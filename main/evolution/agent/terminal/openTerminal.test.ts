/** A terminal whose mirror is lost goes on: followers get what came as it came, the program's output is still kept. */
import path from 'node:path';
import { expect, it } from 'vitest';
import { tempDir } from '../../../../test/lib/coreUnderTest.ts';
import { followTerminal } from '../../../../test/lib/followTerminal.ts';
import { type Clock, realClock } from '../../../base/lib/clock.ts';
import type { Log } from '../../../base/lib/log.ts';
import { stuckMs } from './openMirror.ts';
import { openTerminal } from './openTerminal.ts';
import type { OpenPty, PtyExit } from './pty.ts';
import { readScrollback } from './readScrollback.ts';

it('goes on without its mirror when that is stuck, and says so once', async () => {
  using dir = tempDir('terminal');
  const scrollbackPath = path.join(dir.path, 'scrollback');
  const due: { ms: number; run: () => void }[] = [];
  const clock: Clock = {
    ...realClock,
    after: (ms, run) => {
      const entry = { ms, run };
      due.push(entry);
      return { [Symbol.dispose]: () => void due.splice(due.indexOf(entry) >>> 0, 1) };
    },
  };
  const runDue = (atMost: number): void => {
    const now = due.filter(({ ms }) => ms <= atMost);
    for (const entry of now) {
      due.splice(due.indexOf(entry), 1);
      entry.run();
    }
  };
  let print = (_text: string): void => undefined;
  const exit = Promise.withResolvers<PtyExit>();
  const openPty: OpenPty = ({ onData }) => {
    print = (text) => onData(Buffer.from(text));
    const nothing = (): void => undefined;
    const ends = { exited: exit.promise, [Symbol.dispose]: nothing };
    return { pid: 0, write: nothing, resize: nothing, kill: nothing, ...ends };
  };
  const errors: string[] = [];
  const log: Log = { log: (_level, message) => void errors.push(message), scoped: () => log };
  {
    const command = { file: 'any', args: [], env: {}, cwd: dir.path };
    await using terminal = openTerminal({ openPty, command, scrollbackPath, clock, log });
    print('hello ');
    runDue(10); // handed to the mirror, which cannot have answered yet
    runDue(stuckMs);
    expect(errors).toEqual([expect.stringContaining('the mirror of a terminal died')]);
    print('world');
    using follower = followTerminal(terminal, 0);
    runDue(10);
    const [snapshot] = await follower.until(({ kind }) => kind === 'snapshot');
    expect(Buffer.from(snapshot?.bytes ?? []).toString()).toBe('\x1bchello world');
    print('!');
    runDue(10);
    await follower.until(({ kind, end }) => kind === 'output' && end === 12);
    await expect(terminal.plainText(5)).rejects.toMatchObject({ code: 'unavailable' });
    print(' and more');
  }
  const records = await readScrollback(scrollbackPath);
  const text = records.map((record) => (record.kind === 'output' ? record.bytes : Buffer.alloc(0)));
  expect(Buffer.concat(text).toString()).toBe('hello world! and more');
  expect(errors).toHaveLength(1);
});
