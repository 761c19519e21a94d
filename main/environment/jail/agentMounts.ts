/**
 * An agent's plan as bubblewrap arguments; pure but for looking at what is there. The root is read-only; home, clone and a
 * bounded /tmp may be written; /run holds the sockets that were granted and nothing else. No variable of the environment is
 * among the arguments: everybody may read those.
 */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { AgentJail, AgentPlan } from './agentJail.ts';
import { insideJail } from './insideJail.ts';
import type { Mount } from './mountPlan.ts';
import { parentsOf } from './mountPlan.ts';
import { machineEtc, ownEtc, rootFolders, toolFiles } from './shownSystem.ts';

const tmpBytes = 512 << 20;
const smallBytes = 1 << 20;
/** Where the filter of system calls lies inside. */
export const insideConfine = '/opt/confine';

const bind = (kind: string, mounts: readonly Mount[]): readonly string[] =>
  mounts.flatMap(({ from, to }) => [kind, from, to]);

/** What is in /usr is shown already; the app may be in there as well, and then is not. */
const inUsr = (file: string): boolean => file.startsWith('/usr/');

function memory(at: string, bytes: number, mode: string, bounded: boolean): readonly string[] {
  return [...(bounded ? ['--size', `${bytes}`] : []), '--perms', mode, '--tmpfs', at];
}

export function bubblewrapArgs(plan: AgentPlan, jail: AgentJail): readonly string[] {
  const { isNew, identity } = jail;
  const { links, dirs } = rootFolders();
  const readOnly = plan.readOnly.filter(({ from, to }) => !(from === to && inUsr(to)));
  const sockets = plan.sockets.map((name) => ({
    from: path.join(plan.runtimeDir, name),
    to: `${insideJail.run}/${name}`,
  }));
  const confine = jail.tools.confine;
  const shown: readonly Mount[] = [
    ...machineEtc().map((file) => ({ from: file, to: file })),
    ...ownEtc(jail.etcDir),
    ...(confine === null ? [] : [{ from: confine, to: insideConfine }]),
    ...toolFiles(plan.tools, insideJail.tools),
    ...readOnly,
    ...sockets,
  ];
  const own = [
    { from: realpathSync(plan.home), to: insideJail.home },
    { from: realpathSync(plan.clone), to: insideJail.clone },
  ];
  const parents = parentsOf([...shown, ...own].map(({ to }) => to)).filter(
    (dir) => !inUsr(`${dir}/`),
  );
  return [
    ...['--unshare-pid', '--unshare-net', '--unshare-ipc', '--unshare-uts'],
    ...['--unshare-cgroup-try', '--die-with-parent', '--hostname', 'jail'],
    ...(plan.terminal ? [] : ['--new-session']),
    ...(identity === 'drop' ? rootArgs : userArgs),
    ...(identity === 'userns' && isNew ? ['--disable-userns'] : []),
    ...['--ro-bind', '/usr', '/usr'],
    ...bind('--symlink', links),
    ...dirs.flatMap((dir) => ['--ro-bind', dir, dir]),
    ...['--dev', '/dev', ...memory('/dev/shm', tmpBytes, '1777', isNew), '--proc', '/proc'],
    ...memory('/tmp', tmpBytes, '1777', isNew),
    ...memory('/run', smallBytes, '0755', isNew),
    ...(inUsr(jail.appDir) ? memory(jail.appDir, smallBytes, '0755', isNew) : []),
    ...parents.flatMap((dir) => ['--perms', '0755', '--dir', dir]),
    ...bind('--ro-bind', shown),
    ...bind('--bind', own),
    ...[
      '--remount-ro',
      '/dev',
      '--remount-ro',
      '/run',
      '--remount-ro',
      '/',
      '--chdir',
      insideJail.clone,
    ],
  ];
}

const userArgs = ['--unshare-user', '--uid', '1000', '--gid', '1000'];
const rootArgs = ['SETUID', 'SETGID', 'SETPCAP'].flatMap((cap) => ['--cap-add', `CAP_${cap}`]);
