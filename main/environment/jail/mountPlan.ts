/**
 * What of the machine a jail shows, as bubblewrap arguments; pure. Everything is read-only but one small /tmp in
 * memory. Folders that only lead somewhere are made readable explicitly, because bubblewrap makes them 0700.
 */
import path from 'node:path';

export interface Mount {
  readonly from: string;
  readonly to: string;
}

export interface MountPlan {
  readonly mounts: readonly Mount[];
  readonly writable: readonly Mount[];
  /** Symbolic links: `from` is what the link says. */
  readonly links: readonly Mount[];
  /** A /proc of its own processes, for programs that can't do without. */
  readonly proc: boolean;
  readonly devices: readonly string[];
  /** Whether this bubblewrap can say how large /tmp may grow. */
  readonly boundTmp: boolean;
}

export const privateTmpBytes = 16 << 20;

/** Every folder above the given paths, each before what is in it. */
export function parentsOf(paths: readonly string[]): readonly string[] {
  const parents = new Set<string>();
  for (const each of paths) {
    const up: string[] = [];
    for (let dir = path.dirname(each); dir !== '/'; dir = path.dirname(dir)) up.unshift(dir);
    for (const dir of up) parents.add(dir);
  }
  return [...parents];
}

export function mountArgs({
  mounts,
  writable,
  links,
  proc,
  devices,
  boundTmp,
}: MountPlan): readonly string[] {
  const targets = [...mounts.map(({ to }) => to), ...links.map(({ to }) => to), ...devices];
  const inside = mounts.map(({ to }) => `${to}/`);
  const dirs = parentsOf(targets).filter((dir) => !inside.some((at) => `${dir}/`.startsWith(at)));
  return [
    ...dirs.flatMap((dir) => ['--perms', '0755', '--dir', dir]),
    ...mounts.flatMap(({ from, to }) => ['--ro-bind', from, to]),
    ...writable.flatMap(({ from, to }) => ['--bind', from, to]),
    ...links.flatMap(({ from, to }) => ['--symlink', from, to]),
    ...devices.flatMap((device) => ['--dev-bind', device, device]),
    ...(proc ? ['--proc', '/proc'] : []),
    ...[
      '--perms',
      '1777',
      ...(boundTmp ? ['--size', `${privateTmpBytes}`] : []),
      '--tmpfs',
      '/tmp',
    ],
    ...['--remount-ro', '/'],
  ];
}
