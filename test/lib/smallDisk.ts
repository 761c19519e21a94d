/**
 * Disks of a test's own that really fill up or really turn read-only: a tmpfs, and a file system in a file whose kernel
 * is told to report an error. Needs the right to mount; `may` says whether it is there. Gone with their files.
 */
import { spawnSync } from 'node:child_process';
import { statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { tempDir } from './coreUnderTest.ts';

export interface SmallDisk extends Disposable {
  readonly path: string;
}

export interface BreakingDisk extends SmallDisk {
  /** From now on every write is refused, also to open files. */
  turnReadOnly(): void;
  /** Checked and mounted again, writable. Nobody may have a file open. */
  mend(): void;
}

function run(program: string, ...args: string[]): string | null {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

function unmount(at: string): void {
  if (run('umount', at) === null) run('umount', '--lazy', at);
}

/** Null where it may not be made. */
export function openSmallDisk(sizeMb: number): SmallDisk | null {
  const folder = tempDir('disk');
  if (run('mount', '-t', 'tmpfs', '-o', `size=${sizeMb}m`, 'tmpfs', folder.path) === null) {
    folder[Symbol.dispose]();
    return null;
  }
  return {
    path: folder.path,
    [Symbol.dispose]() {
      unmount(folder.path);
      folder[Symbol.dispose]();
    },
  };
}

/** Null where it may not be made. */
export function openBreakingDisk(sizeMb: number): BreakingDisk | null {
  const folder = tempDir('breaking');
  const image = path.join(folder.path, 'image');
  const at = path.join(folder.path, 'disk');
  run('mkdir', at);
  run('truncate', '-s', `${sizeMb}M`, image);
  run('mkfs.ext4', '-q', image);
  const mount = (): boolean => run('mount', '-o', 'loop,errors=remount-ro', image, at) !== null;
  if (!mount()) {
    folder[Symbol.dispose]();
    return null;
  }
  return {
    path: at,
    turnReadOnly() {
      const device = path.basename(run('findmnt', '-no', 'SOURCE', at) ?? '');
      writeFileSync(`/sys/fs/ext4/${device}/trigger_fs_error`, '1');
    },
    mend() {
      unmount(at);
      run('e2fsck', '-fy', image);
      mount();
    },
    [Symbol.dispose]() {
      unmount(at);
      folder[Symbol.dispose]();
    },
  };
}

export interface RefusingDisk extends SmallDisk {
  /** Every file and folder is immutable, open ones too, until it is mended. */
  turnReadOnly(): void;
  mend(): void;
}

/** All of its room is everybody's. Null where it may not be made. */
export function openRefusingDisk(sizeMb: number): RefusingDisk | null {
  const folder = tempDir('refusing');
  const image = path.join(folder.path, 'image');
  const at = path.join(folder.path, 'disk');
  run('mkdir', at);
  run('truncate', '-s', `${sizeMb}M`, image);
  run('mkfs.ext4', '-q', '-m', '0', '-O', '^has_journal', image);
  const mounted = run('mount', '-o', 'loop', image, at) !== null;
  if (!mounted || run('chattr', '+i', at) === null) {
    if (mounted) unmount(at);
    folder[Symbol.dispose]();
    return null;
  }
  const mend = (): void => void run('chattr', '-R', '-i', at);
  mend();
  return {
    path: at,
    turnReadOnly: () => void run('chattr', '-R', '+i', at),
    mend,
    [Symbol.dispose]() {
      mend();
      unmount(at);
      folder[Symbol.dispose]();
    },
  };
}

export function may(open: (sizeMb: number) => SmallDisk | null): boolean {
  using disk = open(16);
  return disk !== null;
}

/** Fills it but for `leaveKb`; returns the file that does. */
export function fillDisk(at: string, leaveKb: number): string {
  const { bavail, bsize } = statfsSync(at);
  const ballast = path.join(at, 'ballast');
  writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - leaveKb * 1024)));
  return ballast;
}
