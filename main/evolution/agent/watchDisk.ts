/**
 * How much an agent may take of the bench's disk: looked at while it runs, because nothing in its jail bounds its home and
 * clone. Over its bound, not to be counted, or large while the disk of the records is nearly full, it ends; a small one
 * ends only when hardly anything is left. The records come first.
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
  /** Bytes that must stay free beside large agents; a quarter of it ends the small ones too. */
  readonly spare?: number;
  /** The same for files that the disk can still take. */
  readonly spareFiles?: number;
  /** Called once, with why. */
  readonly onOver: (why: string) => void;
}

const mostBytes = 8 * 2 ** 30;
const spareBytes = 2 ** 30;
const spareCount = 100_000;
/** Part of what is spared that even small agents must leave. */
const lastPart = 4;
/** From here on an agent is large. */
const large = { bytes: 256 * 2 ** 20, count: 25_000 };
const freeEveryMs = 2000;
const sizeEveryMs = 30_000;
const duMs = 20_000;
/** In a row: once may be the machine's doing. */
const mostFailures = 2;

type Kind = 'bytes' | 'count';

const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GB`;
const say = (kind: Kind, amount: number): string =>
  kind === 'bytes' ? gib(amount) : `${amount} files`;

/** Null when it can't be said in time: a folder that nobody may read is as if it were endless. */
async function sizeOf({ exec, files }: DiskWatchOptions, kind: Kind): Promise<number | null> {
  const how = kind === 'bytes' ? ['-sk'] : ['-s', '--inodes'];
  const asked = [...how, '--', files.home, files.clone];
  const { code, stdout, stderr } = await exec('du', asked, { timeoutMs: duMs });
  const sizes = [...stdout.matchAll(/^(\d+)\s/gm)].map(([, size]) => Number(size));
  // Files that go while they are counted are no failure.
  const whole = code === 0 || (code > 0 && !/Permission denied/.test(stderr));
  if (!whole || sizes.length !== 2) return null;
  return sizes.reduce((sum, each) => sum + each, 0) * (kind === 'bytes' ? 1024 : 1);
}

/** Some disks do not bound how many files they hold, and say 0. */
async function roomOn(dir: string): Promise<Readonly<Record<Kind, number>> | null> {
  const disk = await statfs(dir).catch(() => null);
  if (disk === null) return null;
  const count = disk.files === 0 ? Number.POSITIVE_INFINITY : disk.ffree;
  return { bytes: disk.bavail * disk.bsize, count };
}

/** Why the agent must end now, or null. */
function createLooks(options: DiskWatchOptions) {
  const { files, most = mostBytes, spare = spareBytes, spareFiles = spareCount } = options;
  const spared = { bytes: spare, count: spareFiles };
  /** In a row. */
  let failures = 0;
  let size: number | null = null;
  const lookAtSize = async (): Promise<string | null> => {
    size = await sizeOf(options, 'bytes');
    failures = size === null ? failures + 1 : 0;
    if (failures >= mostFailures) return 'its files cannot be counted in time';
    return size !== null && size > most
      ? `its files take ${gib(size)}, more than ${gib(most)}`
      : null;
  };
  const isLow = async (kind: Kind, free: number): Promise<string | null> => {
    if (free >= spared[kind]) return null;
    const left = `the disk is nearly full: ${say(kind, free)} are left`;
    const isLast = free < spared[kind] / lastPart;
    // At the last there is no time to count.
    const own = isLast && kind === 'bytes' ? size : isLast ? null : await sizeOf(options, kind);
    const whose =
      own === null ? 'nobody knows what its files take' : `its files take ${say(kind, own)}`;
    return isLast || own === null || own > large[kind] ? `${left}, ${whose}` : null;
  };
  const lookAtRoom = async (): Promise<string | null> => {
    const free = await roomOn(files.dir);
    if (free === null) return null;
    return (await isLow('bytes', free.bytes)) ?? (await isLow('count', free.count));
  };
  return { lookAtSize, lookAtRoom };
}

/** Looks at once, then on a slow beat, until disposed. */
export function watchDisk(options: DiskWatchOptions): Disposable {
  const { clock, onOver } = options;
  const { lookAtSize, lookAtRoom } = createLooks(options);
  let over = false;
  /** A look waits for its own end before the next: counting a large folder takes its time. */
  const repeat = (ms: number, look: () => Promise<string | null>): Disposable => {
    let looking = false;
    const turn = async (): Promise<void> => {
      if (looking || over) return;
      looking = true;
      try {
        const why = await look();
        if (why === null || over) return;
        over = true;
        onOver(why);
      } catch {
        // What can't be looked at now is looked at again.
      } finally {
        looking = false;
      }
    };
    void turn();
    return clock.every(ms, () => void turn());
  };
  const stack = new DisposableStack();
  stack.use(repeat(freeEveryMs, lookAtRoom));
  stack.use(repeat(sizeEveryMs, lookAtSize));
  stack.defer(() => {
    over = true;
  });
  return stack;
}
