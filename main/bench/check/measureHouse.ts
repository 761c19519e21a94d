/**
 * Measures disk and clock: really writes and flushes a bounded file, and asks the system who sets the clock. Off the
 * core's own thread, bounded in time and size; what cannot be told is said in words.
 */
import { execFile } from 'node:child_process';
import { open, rm, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../../base/lib/clock.ts';
import { storageError } from '../../store/storageError.ts';
import type { ClockHeard, DiskHeard } from './judgeHouse.ts';

const pieceBytes = 1 << 20;
const mostPieces = 32;
const mostMs = 2000;
/** With less room than this nothing is written: a check must not be what fills the disk. */
const leaveBytes = 4 * mostPieces * pieceBytes;
const probeFile = 'disk-check.tmp';

async function write(clock: Clock, file: string): Promise<number> {
  const piece = Buffer.alloc(pieceBytes);
  // Not zeros: some disks make nothing of them.
  for (let at = 0; at < pieceBytes; at++) piece[at] = (at * 2654435761) >>> 13;
  const handle = await open(file, 'w');
  try {
    const startMs = clock.nowMs();
    let pieces = 0;
    while (pieces < mostPieces && clock.nowMs() - startMs < mostMs) {
      await handle.write(piece);
      await handle.datasync();
      pieces++;
    }
    return (pieces * pieceBytes * 1000) / Math.max(1, clock.nowMs() - startMs);
  } finally {
    await handle.close();
  }
}

export async function measureDisk(clock: Clock, dir: string): Promise<DiskHeard> {
  const file = path.join(dir, probeFile);
  try {
    const { bavail, bsize } = await statfs(dir);
    const freeBytes = bavail * bsize;
    if (freeBytes < leaveBytes) return { freeBytes, bytesPerS: null, why: 'the disk is full' };
    return { freeBytes, bytesPerS: await write(clock, file), why: '' };
  } catch (thrown) {
    return { freeBytes: 0, bytesPerS: null, why: storageError(dir, thrown).message };
  } finally {
    await rm(file, { force: true }).catch(() => undefined);
  }
}

const askMs = 2000;

function ask(program: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    const bounds = { timeout: askMs, maxBuffer: 1 << 16, killSignal: 'SIGKILL' as const };
    execFile(program, [...args], bounds, (error, stdout) =>
      resolve(error === null ? stdout.trim() : null),
    );
  });
}

async function whoSets(): Promise<Pick<ClockHeard, 'isSet' | 'words'>> {
  const said = await ask('timedatectl', ['show', '--property=NTPSynchronized', '--value']);
  if (said === 'yes') return { isSet: true, words: 'timedatectl says it is synchronised' };
  const tracking = await ask('chronyc', ['-c', 'tracking']);
  if (tracking !== null && tracking !== '') {
    const isSet = !tracking.endsWith('Not synchronised');
    return { isSet, words: `chrony says it is ${isSet ? '' : 'not '}synchronised` };
  }
  if (said === 'no') return { isSet: false, words: 'timedatectl says it is not synchronised' };
  return { isSet: null, words: 'neither timedatectl nor chrony answers' };
}

/** Takes `listenMs`. */
export async function measureClock(
  clock: Clock,
  listenMs: number,
  signal: AbortSignal,
): Promise<ClockHeard> {
  const wallMs = (): number => Date.parse(clock.wallTime());
  const before = { wallMs: wallMs(), nowMs: clock.nowMs() };
  const [said] = await Promise.all([whoSets(), clock.sleep(listenMs, signal)]);
  const driftMs = wallMs() - before.wallMs - (clock.nowMs() - before.nowMs);
  return { ...said, driftMs };
}
