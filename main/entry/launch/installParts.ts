/**
 * Installs what is missing, with consent: asks when a person is there, goes ahead with `--yes` or CI=true where it may
 * (root or passwordless sudo on Debian/Ubuntu), else prints the one command. A failed installation is said, not fatal.
 */
import { spawn } from 'node:child_process';
import type { Machine, Part } from './parts.ts';
import { findProgram, hasApt } from './parts.ts';

export type InstallPlan =
  | { readonly kind: 'nothing' }
  /** Said to the person: install these yourself. */
  | { readonly kind: 'print'; readonly command: string }
  /** Ask first unless consent was given. */
  | {
      readonly kind: 'run';
      readonly argv: readonly (readonly string[])[];
      readonly consented: boolean;
    };

export interface InstallConsent {
  readonly yes: boolean;
  readonly interactive: boolean;
}

function packagesOf(missing: readonly Part[]): readonly string[] {
  return missing.flatMap((part) => part.aptPackage.split(' '));
}

/** Pure but for questions to the machine: whether there is a sudo, and whether it works without a password. */
export async function planInstall(
  missing: readonly Part[],
  machine: Machine,
  consent: InstallConsent,
): Promise<InstallPlan> {
  if (missing.length === 0) return { kind: 'nothing' };
  const packages = packagesOf(missing);
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...packages];
  if (!hasApt(machine)) {
    const names = missing.map((part) => part.name).join(', ');
    return { kind: 'print', command: `install ${names} with your system's package manager` };
  }
  const hasSudo = machine.isRoot || (await findProgram(['sudo'], machine.env)) !== null;
  const sudo = machine.isRoot || !hasSudo ? [] : ['sudo'];
  const plain = [...sudo, 'apt-get', 'update', '&&', ...sudo, ...install].join(' ');
  // A fresh Debian may have no sudo: root's own password is asked for then, by su, in a terminal.
  const printed = hasSudo ? plain : `su -c '${plain}'`;
  const consented = consent.yes || machine.env.CI === 'true';
  if (!consented && !consent.interactive) return { kind: 'print', command: printed };
  const quiet = machine.isRoot ? [] : ['sudo', '-n'];
  const allowed = machine.isRoot || (await machine.exec('sudo', ['-n', 'true'])) !== null;
  if (!allowed && (!consent.interactive || !hasSudo)) return { kind: 'print', command: printed };
  const prefix = allowed ? quiet : ['sudo']; // sudo asks the person for the password itself
  return {
    kind: 'run',
    consented,
    argv: [
      [...prefix, 'apt-get', 'update', '-q'],
      [...prefix, ...install],
    ],
  };
}

/** Resolves with whether it went well. Its output goes to stderr. */
export function runInstall(argv: readonly (readonly string[])[]): Promise<boolean> {
  const [first, ...rest] = argv;
  if (first === undefined) return Promise.resolve(true);
  const [file = '', ...args] = first;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: ['inherit', 2, 2], env });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => {
      // An update may fail for one source of many; the installation tells whether it mattered.
      const goOn = code === 0 || args.includes('update');
      resolve(goOn ? runInstall(rest) : false);
    });
  });
}
