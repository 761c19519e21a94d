/**
 * Would an icon in the tray be seen? On Linux only the session bus knows whether the desktop has a place for one
 * (StatusNotifierWatcher, freedesktop.org's StatusNotifierItem); macOS and Windows always have. Asks with whatever
 * client of the bus is there; no answer means no tray, so that nobody is left without a window and without an icon.
 */
import type { Machine } from './parts.ts';

const bus = 'org.freedesktop.DBus';
const path = '/org/freedesktop/DBus';
const watcher = 'org.kde.StatusNotifierWatcher';

const clients: readonly (readonly [string, readonly string[]])[] = [
  ['gdbus', ['call', '--session', '-d', bus, '-o', path, '-m', `${bus}.NameHasOwner`, watcher]],
  ['busctl', ['--user', 'call', bus, path, bus, 'NameHasOwner', 's', watcher]],
  [
    'dbus-send',
    [
      '--session',
      '--print-reply=literal',
      `--dest=${bus}`,
      path,
      `${bus}.NameHasOwner`,
      `string:${watcher}`,
    ],
  ],
];

export async function hasTray(machine: Pick<Machine, 'exec' | 'platform'>): Promise<boolean> {
  if (machine.platform !== 'linux') return true;
  for (const [program, args] of clients) {
    const said = await machine.exec(program, args);
    if (said !== null) return /\btrue\b/.test(said);
  }
  return false;
}
