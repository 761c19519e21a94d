/**
 * The system parts that Nightbench stands on but cannot bring along: which there are, how they are found, what they
 * are called on Debian and Ubuntu. Looks only; installing is `installParts.ts`.
 */
import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Runs a program and gives its first line of output, or null when it fails. */
export type Exec = (file: string, args: readonly string[]) => Promise<string | null>;

export interface Machine {
  readonly exec: Exec;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isRoot: boolean;
  readonly platform: string;
  /** /etc/os-release as text; empty elsewhere. */
  readonly osRelease: string;
}

export const partNames = ['git', 'ffmpeg', 'bubblewrap', 'chromium', 'fonts'] as const;
export type PartName = (typeof partNames)[number];

export interface Part {
  readonly name: PartName;
  /** Null when missing. */
  readonly found: { readonly path: string; readonly version: string } | null;
  /** What is not possible without it. */
  readonly without: string;
  /** Its package on Debian or Ubuntu. */
  readonly aptPackage: string;
}

interface PartSpec {
  readonly programs: readonly string[];
  readonly versionArgs: readonly string[];
  readonly without: string;
}

const specs: Readonly<Record<PartName, PartSpec>> = {
  git: {
    programs: ['git'],
    versionArgs: ['--version'],
    without: 'no history of policies',
  },
  ffmpeg: {
    programs: ['ffmpeg'],
    versionArgs: ['-version'],
    without: 'trials cannot be filmed and no camera can be opened',
  },
  bubblewrap: {
    programs: ['bwrap'],
    versionArgs: ['--version'],
    without: 'task programs run without a jail',
  },
  chromium: {
    programs: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'],
    versionArgs: ['--version'],
    without: 'the window opens in your own browser, by its link',
  },
  fonts: {
    programs: ['fc-list'],
    versionArgs: [':lang=en', 'family'],
    without: 'text may show as boxes',
  },
};

/** True on Debian, Ubuntu and what calls itself like them. */
export function hasApt(machine: Machine): boolean {
  const like = /^ID(?:_LIKE)?=["']?([^"'\n]*)/gm;
  const ids = [...machine.osRelease.matchAll(like)].flatMap((match) => (match[1] ?? '').split(' '));
  return ids.includes('debian') || ids.includes('ubuntu');
}

function aptPackageOf(name: PartName, machine: Machine): string {
  if (name === 'fonts') return 'fonts-dejavu-core fontconfig';
  if (name === 'chromium' && /^ID=["']?ubuntu/m.test(machine.osRelease)) return 'chromium-browser';
  return name;
}

/** The first of `programs` on the PATH. */
export async function findProgram(
  programs: readonly string[],
  env: Machine['env'],
): Promise<string | null> {
  const dirs = (env.PATH ?? '').split(delimiter).filter((dir) => dir !== '');
  for (const program of programs) {
    for (const dir of dirs) {
      const path = join(dir, program);
      const usable = await access(path, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (usable) return path;
    }
  }
  return null;
}

export async function findPart(name: PartName, machine: Machine): Promise<Part> {
  const { programs, versionArgs, without } = specs[name];
  const path = await findProgram(programs, machine.env);
  const said = path === null ? null : await machine.exec(path, versionArgs);
  const usable = path !== null && said !== null && said !== '';
  const version =
    name === 'fonts' ? 'present' : (/\d+(?:\.\d+)+/.exec(said ?? '')?.[0] ?? 'unknown');
  return {
    name,
    found: usable ? { path, version } : null,
    without,
    aptPackage: aptPackageOf(name, machine),
  };
}

export function findParts(
  machine: Machine,
  names: readonly PartName[] = partNames,
): Promise<readonly Part[]> {
  return Promise.all(names.map((name) => findPart(name, machine)));
}

/** The machine we run on. Programs asked for their version get five seconds. */
export async function thisMachine(): Promise<Machine> {
  const exec: Exec = (file, args) =>
    new Promise((resolve) => {
      execFile(file, [...args], { timeout: 5000, maxBuffer: 1 << 20 }, (error, stdout) =>
        resolve(error === null ? (stdout.split('\n', 1)[0] ?? '').trim() : null),
      );
    });
  return {
    exec,
    env: process.env,
    isRoot: process.getuid?.() === 0,
    platform: process.platform,
    osRelease: await readFile('/etc/os-release', 'utf8').catch(() => ''),
  };
}
