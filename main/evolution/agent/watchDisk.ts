/**
 * How much an agent may take of the bench's disk: looked at while it runs, because nothing in its jail bounds its home and
 * clone. Over its bound, or when the disk of the records is nearly full, it ends; the records come first.
 */
import { statfs } from 'node:fs/promises';
import type { Clock } from '../../base/lib/clock.ts';
import type { Exec } from '../../environment/jail/runtimeMounts.ts';
import type { AgentFiles } from './agentFolders.ts';

export interface DiskWatchOptions {
  readonly clock: Clock;
  readonly exec: Exec;
  readonly files: AgentFiles;
  /** Bytes that home and clone may hold together. */
  readonly most?: number;
  /** Bytes that must stay free beside them. */
  readonly spare?: number;
  /** Called once, with why. */
  readonly onOver: (why: string) => void;
}

const mostBytes = 8 * 2 ** 30;
const spareBytes = 2 ** 30;
const freeEveryMs = 2000;
const sizeEveryMs = 30_000;
const duMs = 20_000;

const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GB`;

/** Null when it can't be said: folders change while they are counted. */
async function sizeOf({ exec, files }: DiskWatchOptions): Promise<number | null> {
  const { stdout } = await exec('du', ['-sk', files.home, files.clone], { timeoutMs: duMs });
  const sizes = stdout.split('\n').flatMap((line) => {
    const kib = Number(/^(\d+)\s/.exec(line)?.[1]);
    return Number.isFinite(kib) ? [kib * 1024] : [];
  });
  return sizes.length === 0 ? null : sizes.reduce((sum, each) => sum + each, 0);
}

/** Looks at once, then on a slow beat, until disposed. */
export function watchDisk(options: DiskWatchOptions): Disposable {
  const { clock, files, most = mostBytes, spare = spareBytes, onOver } = options;
  let over = false;
  let counting = false;
  const end = (why: string): void => {
    if (over) return;
    over = true;
    onOver(why);
  };
  const lookAtRoom = async (): Promise<void> => {
    const disk = await statfs(files.dir).catch(() => null);
    const free = disk === null ? null : disk.bavail * disk.bsize;
    if (free !== null && free < spare) end(`the disk is nearly full: ${gib(free)} are left`);
  };
  const lookAtSize = async (): Promise<void> => {
    if (counting) return;
    counting = true;
    const size = await sizeOf(options).finally(() => {
      counting = false;
    });
    if (size !== null && size > most) end(`its files take ${gib(size)}, more than ${gib(most)}`);
  };
  const stack = new DisposableStack();
  stack.use(clock.every(freeEveryMs, () => void lookAtRoom()));
  stack.use(clock.every(sizeEveryMs, () => void lookAtSize()));
  stack.defer(() => {
    over = true;
  });
  void lookAtRoom();
  void lookAtSize();
  return stack;
}
