/** CPU of processes: children that have ended must not be lost, and a tree that was cut says nothing. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../main/base/lib/clock.ts';
import { itWhere } from '../../test/lib/needs.ts';
import { observeCores, processTree, treeSeconds } from './processCpu.ts';

const onLinux = itWhere(process.platform === 'linux', 'reads /proc');

describe('a process', () => {
  onLinux('is found with its own time and that of a child that has ended', () => {
    const before = treeSeconds([process.pid]);
    const burn = 'for (let i = 0, x = 1; i < 3e7; i++) x = Math.imul(x, 31) + i';
    expect(spawnSync(process.execPath, ['-e', burn]).status).toBe(0);
    expect(treeSeconds([process.pid]) - before).toBeGreaterThan(0.01);
    expect(processTree(process.pid)[0]).toMatchObject({ pid: process.pid, parent: process.ppid });
  });

  onLinux('that is not there has used nothing', () => {
    expect(treeSeconds([2 ** 30])).toBe(0);
  });
});

describe('cores in use', () => {
  it('are seconds of CPU per second, without the seconds in which a tree was cut', async () => {
    let nowMs = 0;
    const clock: Pick<Clock, 'nowMs' | 'sleep'> = {
      nowMs: () => nowMs,
      sleep: async (ms) => {
        nowMs += 2 * ms; // a machine with other things to do
      },
    };
    const first = [0, 1, 3, 2, 2.5];
    const second = [0, 0, 0, 1, 2];
    const groups = [first, second].map((seconds) => () => seconds.shift() ?? 0);
    expect(await observeCores(clock, 8000, groups)).toEqual([
      [0.5, 1, 0.25],
      [0, 0, 0.5],
    ]);
  });
});
