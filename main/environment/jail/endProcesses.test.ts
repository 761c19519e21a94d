/** What ends an agent does not reject when the app has no descriptor left, and does its work when there is one. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

/** In a process of its own: all its descriptors are taken. `freeAt`: at which sleep they are given back. */
function endWithoutDescriptors(freeAt: number): unknown {
  const at = (name: string): string => path.resolve(import.meta.dirname, name);
  const script = `
    import { spawn } from 'node:child_process';
    import { closeSync, openSync } from 'node:fs';
    import { endProcesses } from '${at('endProcesses.ts')}';
    const child = spawn('sleep', ['600'], { env: { ...process.env, MARK: 'here' }, stdio: 'ignore' });
    const taken = [];
    try { for (;;) taken.push(openSync('/dev/null')); } catch {}
    let nowMs = 0, sleeps = 0;
    const clock = {
      nowMs: () => nowMs,
      after: () => ({ [Symbol.dispose]() {} }),
      sleep: (ms) => {
        nowMs += ms;
        if (++sleeps === ${freeAt}) for (const fd of taken.splice(0)) closeSync(fd);
        return new Promise((done) => setTimeout(done, Math.min(ms, 1)));
      },
    };
    const mark = { name: 'MARK', value: 'here' };
    const { left } = await endProcesses({ pid: child.pid, clock, held: 'nothing', mark });
    const alive = child.kill(0) && child.signalCode === null && left > 0;
    child.kill('SIGKILL');
    console.log(JSON.stringify({ left, alive, sleeps: sleeps > 1 }));`;
  const node = [process.execPath, '--input-type=module', '-e', script];
  const done = spawnSync('sh', ['-c', 'ulimit -n 64; exec "$@"', 'sh', ...node], {
    encoding: 'utf8',
  });
  return done.status === 0 ? JSON.parse(done.stdout) : done.stderr;
}

describe('endProcesses without a free descriptor', () => {
  it('looks again until there is one', () => {
    expect(endWithoutDescriptors(3)).toEqual({ left: 0, alive: false, sleeps: true });
  });

  it('tells in the end that something may be left', () => {
    const never = 1_000_000;
    expect(endWithoutDescriptors(never)).toEqual({ left: 1, alive: true, sleeps: true });
  });
});
