/**
 * A task program under the Landlock launcher: it reads its own folder and what its runtime needs, writes nothing, has no
 * socket, and cannot leave its process group, so that killing the group ends all of it.
 */
import { cpSync } from 'node:fs';
import path from 'node:path';
import { compileConfine } from './compileConfine.ts';
import { systemReads } from './confineArgs.ts';
import { grantRead } from './grantRead.ts';
import type { Mount } from './mountPlan.ts';
import type { Exec } from './runtimeMounts.ts';

export interface Confined {
  readonly launcher: string;
  /** What a program on Node needs of the machine. */
  readonly reads: readonly string[];
  /** Whom it becomes; null: it stays the app's own user. */
  readonly uid: string | null;
}

export const confinedWords =
  'Landlock with a filter of system calls; number of processes not bounded, no /tmp';

/** What could hold a program, or why nothing can: the launcher is built, nothing is tried yet. */
export async function buildConfined(
  appDir: string,
  launcherDir: string | undefined,
  mounts: readonly Mount[],
  uid: string | null,
  exec: Exec,
): Promise<Confined | string> {
  if (launcherDir === undefined) return 'no Landlock: no folder for its launcher';
  const built = await compileConfine(appDir, launcherDir, exec);
  if ('missing' in built) return `no Landlock: ${built.missing}`;
  return { launcher: built.file, reads: [...new Set(mounts.map(({ from }) => from))], uid };
}

/** The probe's program where tasks lie: another user might not get there. */
export function copyProbe(appDir: string, launcherDir: string): string {
  const dir = path.join(launcherDir, 'probe-program');
  cpSync(path.join(appDir, 'main', 'environment', 'jail', 'probe'), dir, { recursive: true });
  return dir;
}

/** What stands before the program; nothing without a launcher. */
export function confinedArgs(
  dir: string,
  onNode: boolean,
  confined: Confined | null,
): readonly string[] {
  if (confined === null) return [];
  const { launcher, uid } = confined;
  if (uid !== null) grantRead(dir);
  const reads = [dir, ...(onNode ? confined.reads : systemReads())];
  return [
    ...[launcher, 'alone', ...reads.flatMap((each) => ['--read', each])],
    ...['--device', '/dev/null', '--device', '/dev/urandom'],
    ...(uid === null ? [] : ['--uid', uid]),
    ...['--parent', `${process.pid}`, '--'],
  ];
}
