/**
 * Which parts of this machine an agent sees at every level: the system's programs and libraries, and of /etc the few files
 * that they read. Nobody's home, no /opt, no /srv, no /var.
 */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { BenchError } from '../../base/model/errors.ts';
import type { Mount } from './mountPlan.ts';

/** What the dynamic linker, TLS and /usr/bin's own links need. */
const etcOfMachine = [
  'ld.so.cache',
  'ssl/certs',
  'ssl/openssl.cnf',
  'pki/tls/certs',
  'pki/ca-trust/extracted',
  'ca-certificates/extracted',
  'alternatives',
  'localtime',
  'terminfo',
];
/** What the machine says of its users and names: replaced where namespaces allow it. */
const etcOfUsers = ['passwd', 'group', 'nsswitch.conf', 'hosts'];

const etcFiles = (names: readonly string[]): readonly string[] =>
  names.map((name) => `/etc/${name}`).filter(existsSync);
export const machineEtc = (): readonly string[] => etcFiles(etcOfMachine);
export const usersEtc = (): readonly string[] => etcFiles(etcOfUsers);

/** One user, no other; written by the probe. */
export function writeEtc(dir: string, uid: string, home: string): void {
  const texts: Readonly<Record<string, string>> = {
    passwd: `agent:x:${uid}:${uid}::${home}:/bin/sh\n`,
    group: `agent:x:${uid}:\n`,
    'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files\n',
    hosts: '127.0.0.1 localhost jail\n::1 localhost\n',
  };
  mkdirSync(dir, { recursive: true, mode: 0o755 });
  for (const name of etcOfUsers)
    writeFileSync(path.join(dir, name), texts[name] ?? '', { mode: 0o644 });
}

export const ownEtc = (dir: string): readonly Mount[] =>
  etcOfUsers.map((name) => ({ from: path.join(dir, name), to: `/etc/${name}` }));

/** /bin, /lib and the like: links into /usr on most systems, folders on some. */
export function rootFolders(): { readonly links: readonly Mount[]; readonly dirs: string[] } {
  const links: Mount[] = [];
  const dirs: string[] = [];
  for (const name of ['bin', 'sbin', 'lib', 'lib32', 'lib64', 'libx32']) {
    const at = `/${name}`;
    const info = lstatSync(at, { throwIfNoEntry: false });
    if (info?.isSymbolicLink()) links.push({ from: readlinkSync(at), to: at });
    else if (info?.isDirectory()) dirs.push(at);
  }
  return { links, dirs };
}

const maxTools = 200;

function holdsLink(dir: string): boolean {
  const entries = readdirSync(dir, { withFileTypes: true, recursive: true });
  return entries.some((entry) => entry.isSymbolicLink());
}

/** What a tools folder holds: folders of plain files as they are, files and links as the file that they lead to. */
export function toolFiles(tools: string, to: string): readonly Mount[] {
  const found: Mount[] = [];
  const visit = (dir: string, shown: string): void => {
    for (const entry of readdirSync(dir, { withFileTypes: true })) {
      const file = path.join(dir, entry.name);
      const at = `${shown}/${entry.name}`;
      if (!entry.isDirectory()) found.push({ from: realpathSync(file), to: at });
      else if (holdsLink(file)) visit(file, at);
      else found.push({ from: realpathSync(file), to: at });
      if (found.length > maxTools)
        throw new BenchError('bad-input', `${tools} has over ${maxTools} files`);
    }
  };
  visit(tools, to);
  return found;
}
