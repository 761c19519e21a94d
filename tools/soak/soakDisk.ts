/**
 * A disk of the soak's own that can be made full and empty again in an instant: a file system in memory whose size is
 * changed while it is in use. Needs the right to mount; without it the soak goes on without full disks.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, statfsSync } from 'node:fs';

export interface SoakDisk extends Disposable {
  /** From now on only `leaveKb` more fit. */
  tighten(leaveKb: number): void;
  loosen(): void;
}

const wholeMb = 4096;

const mount = (...args: string[]): boolean => spawnSync('mount', args).status === 0;

/** Mounts over the folder `at`. Null where it may not be made. */
export function openSoakDisk(at: string): SoakDisk | null {
  mkdirSync(at, { recursive: true });
  if (!mount('-t', 'tmpfs', '-o', `size=${wholeMb}m`, 'tmpfs', at)) return null;
  return {
    tighten(leaveKb) {
      const { blocks, bfree, bsize } = statfsSync(at);
      const usedKb = Math.ceil(((blocks - bfree) * bsize) / 1024);
      mount('-o', `remount,size=${usedKb + leaveKb}k`, at);
    },
    loosen: () => void mount('-o', `remount,size=${wholeMb}m`, at),
    [Symbol.dispose]() {
      if (spawnSync('umount', [at]).status !== 0) spawnSync('umount', ['--lazy', at]);
    },
  };
}
