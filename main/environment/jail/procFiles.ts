/**
 * What /proc says of processes, for whoever must end some of them. That a process is gone and that nothing could be read
 * (no descriptor was free) are different answers. `stat` never waits for the process and is read at once; `environ` waits
 * for its memory, so it is read off this thread. Knows no agent.
 */
import { readFileSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';

export interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  /** With the number, unique: the ticks since boot at its start. */
  readonly key: string;
  /** A zombie is not alive. */
  readonly alive: boolean;
  /** A thread of the kernel: nobody's. */
  readonly isKernel: boolean;
}

const kernelFlag = 0x20_00_00;
const absent = ['ENOENT', 'ESRCH'];
const denied = ['EACCES', 'EPERM'];
const codeOf = (thrown: unknown): string => (thrown as NodeJS.ErrnoException).code ?? '';

/** Null: there is none. @throws when it can't be told. */
export function readStat(pid: number): ProcessStat | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ', 20); // a name may hold anything
    const [state = 'X', parent = '0'] = fields;
    return {
      pid,
      parent: Number(parent),
      key: `${pid}@${fields[19] ?? ''}`,
      alive: state !== 'Z' && state !== 'X',
      isKernel: (Number(fields[6]) & kernelFlag) !== 0,
    };
  } catch (thrown) {
    if (absent.includes(codeOf(thrown))) return null;
    throw thrown;
  }
}

/** @throws when it can't be told. */
export async function readPids(): Promise<readonly number[]> {
  return (await readdir('/proc')).map(Number).filter(Number.isInteger);
}

/** More than programs are given; what lies behind is not looked at. */
export const environBytes = 256 * 1024;

/**
 * The variables a process was started with, each between zeros, in `room`. Empty: it is gone, somebody else's, or just
 * turning into another program. @throws when it can't be told.
 */
export async function readEnviron(pid: number, room: Buffer): Promise<Buffer> {
  try {
    await using file = await open(`/proc/${pid}/environ`);
    room[0] = 0;
    let end = 1;
    for (let read = -1; read !== 0 && end < room.length; end += read)
      read = (await file.read(room, end, room.length - end)).bytesRead;
    return end === 1 ? room.subarray(0, 0) : room.subarray(0, end);
  } catch (thrown) {
    if ([...absent, ...denied].includes(codeOf(thrown))) return room.subarray(0, 0);
    throw thrown;
  }
}
