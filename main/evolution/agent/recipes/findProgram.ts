/**
 * Where an agent's program is on this machine, which version it says it is, and the least that a jail must show of the
 * machine beside /usr for it to run: one native file, the package that holds it, or a script's packages. Finds and asks,
 * installs nothing; a native program is run once, for its version, in an empty home, a script's package is read.
 */
import { constants } from 'node:fs';
import { access, mkdtemp, open, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { Mount } from '../../../environment/jail/mountPlan.ts';
import { packageClosure } from '../../../environment/jail/packageClosure.ts';
import type { Exec } from '../../../environment/jail/runtimeMounts.ts';
import type { AgentProgram, Launch, OwnProgram, Recipe } from './recipe.ts';

export interface FindPorts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly appDir: string;
  /** `execGroup(clock)`. */
  readonly exec: Exec;
}

export interface FoundProgram {
  /** As a jail with `mounts` shows it. */
  readonly file: string;
  /** On this machine. */
  readonly hostFile: string;
  /** To be shown read-only; none for what lies under /usr. */
  readonly mounts: readonly Mount[];
  /** As it said itself, or as its package says when it was too slow to; null: it does not run, see `why`. */
  readonly version: string | null;
  readonly tested: boolean;
  /** A script for Node, not a program of its own. */
  readonly viaNode: boolean;
  /** Why it does not run; empty when it does. */
  readonly why: string;
}

type Shown = Pick<FoundProgram, 'file' | 'hostFile' | 'mounts' | 'viaNode'>;

const insideDir = '/opt/agent';
const versionMs = 4000;

/** Null when it is nowhere, or only in a form that can't run in a jail (a shell's wrapper). */
export async function findProgram(recipe: Recipe, ports: FindPorts): Promise<FoundProgram | null> {
  const { program } = recipe;
  if (program === null) return null;
  if (program.ours) return showOurs(program, ports.appDir);
  for (const entry of await entriesOf(program, ports)) {
    const shown = await showProgram(program, entry);
    if (shown === null) continue;
    return { ...shown, ...(await askVersion(program, shown, entry, ports)) };
  }
  return null;
}

/**
 * The whole command of a start. `mapped`: in a jail with the mounts, else by the machine's own paths. `node`: our Node,
 * as it is seen there.
 */
export const programCommand = (
  found: Pick<FoundProgram, 'file' | 'hostFile' | 'viaNode'>,
  where: { readonly mapped: boolean; readonly node: string },
  launch: Pick<Launch, 'args'>,
): readonly string[] => [
  ...(found.viaNode ? [where.node] : []),
  where.mapped ? found.file : found.hostFile,
  ...launch.args,
];

/** Where `tools/agents.ts` installs to. */
export const agentsDir = (
  env: Readonly<Record<string, string | undefined>>,
  appDir: string,
): string => env.NIGHTBENCH_AGENTS_DIR ?? join(appDir, '.agents');

/** Everything executable by one of its names, links resolved, in the order of preference. */
async function entriesOf(
  program: AgentProgram,
  { env, appDir }: FindPorts,
): Promise<readonly string[]> {
  const home = env.HOME ?? '';
  const dirs = [
    ...(env.PATH ?? '').split(':'),
    ...(home === '' ? [] : [join(home, '.local', 'bin')]),
    join(agentsDir(env, appDir), 'node_modules', '.bin'),
  ].filter((dir) => isAbsolute(dir));
  const files = dirs.flatMap((dir) => program.names.map((name) => join(dir, name)));
  const real = await Promise.all(
    files.map(async (file) => {
      try {
        await access(file, constants.X_OK);
        return await realpath(file);
      } catch {
        return null;
      }
    }),
  );
  return [...new Set(real.filter((file) => file !== null))];
}

async function showProgram(program: AgentProgram, entry: string): Promise<Shown | null> {
  const home = await packageOf(program, entry);
  const native = home === null ? null : await nativeOf(program, home);
  if (native !== null && home !== null) return showNative(native);
  const kind = await kindOf(entry);
  if (kind === 'native') return showFile(entry);
  if (kind !== 'node') return null;
  return home === null ? showFile(entry, true) : showScript(program, entry, home);
}

interface PackageHome {
  /** The package's own folder, and the node_modules that its platform packages are in. */
  readonly dir: string;
  readonly nodeModules: string;
}

/** Where npm put the package that `entry` belongs to. */
async function packageOf(program: AgentProgram, entry: string): Promise<PackageHome | null> {
  const name = program.npm?.package;
  if (name === undefined) return null;
  for (let dir = dirname(entry); dir !== dirname(dir); dir = dirname(dir)) {
    const nodeModules: string = name.startsWith('@') ? dirname(dirname(dir)) : dirname(dir);
    if (basename(nodeModules) !== 'node_modules') continue;
    if (relative(nodeModules, dir).split(sep).join('/') === name) return { dir, nodeModules };
  }
  return null;
}

/** The native program of the package's part for this machine: beside the package, or inside it. */
async function nativeOf(program: AgentProgram, home: PackageHome): Promise<string | null> {
  const arch = process.arch === 'arm64' ? 'arm64' : 'x64';
  for (const nodeModules of [home.nodeModules, join(home.dir, 'node_modules')]) {
    for (const binary of program.binaries) {
      const file = join(nodeModules, ...binary.replaceAll('<arch>', arch).split('/'));
      try {
        await access(file, constants.X_OK);
        const real = await realpath(file);
        if ((await kindOf(real)) === 'native') return real;
      } catch {
        // Not for this machine, or not installed.
      }
    }
  }
  return null;
}

async function kindOf(file: string): Promise<'native' | 'node' | 'other'> {
  if (/\.(?:mjs|cjs|js)$/.test(file)) return 'node';
  await using handle = await open(file, 'r');
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(128), 0, 128);
  const head = buffer.toString('latin1', 0, bytesRead);
  if (head.startsWith('\u007fELF')) return 'native';
  return /^#![^\n]*\bnode\b/.test(head) ? 'node' : 'other';
}

const inUsr = (file: string): boolean => file.startsWith('/usr/');

function showFile(hostFile: string, viaNode = false): Shown {
  if (inUsr(hostFile)) return { file: hostFile, hostFile, mounts: [], viaNode };
  const file = `${insideDir}/${basename(hostFile)}`;
  return { file, hostFile, mounts: [{ from: hostFile, to: file }], viaNode };
}

/** With the package around it, because programs bring helpers along. */
function showNative(hostFile: string): Shown {
  if (inUsr(hostFile)) return showFile(hostFile);
  const at = hostFile.lastIndexOf(`${sep}node_modules${sep}`);
  if (at === -1) return showFile(hostFile);
  const root = hostFile.slice(0, at + `${sep}node_modules`.length);
  const parts = relative(root, hostFile).split(sep);
  const name = parts.slice(0, parts[0]?.startsWith('@') ? 2 : 1).join('/');
  const to = `${insideDir}/node_modules/${name}`;
  return {
    file: `${insideDir}/node_modules/${parts.join('/')}`,
    hostFile,
    mounts: [{ from: join(root, name), to }],
    viaNode: false,
  };
}

/** A program of the app, with the folders it names and nothing else of the app. */
async function showOurs({ main, shown }: OwnProgram, appDir: string): Promise<FoundProgram> {
  const mounts = await Promise.all(
    shown.map(async (each) => ({
      from: await realpath(join(appDir, each)),
      to: `${insideDir}/${each}`,
    })),
  );
  const manifest: unknown = JSON.parse(await readFile(join(appDir, 'package.json'), 'utf8'));
  const { version } = manifest as { version?: unknown };
  return {
    file: `${insideDir}/${main}`,
    hostFile: join(appDir, main),
    mounts,
    viaNode: true,
    version: typeof version === 'string' ? version : '0',
    tested: true,
    why: '',
  };
}

/** With the packages it depends on, as far as they are installed, and no others. */
async function showScript(
  program: AgentProgram,
  hostFile: string,
  home: PackageHome,
): Promise<Shown> {
  if (inUsr(hostFile)) return { file: hostFile, hostFile, mounts: [], viaNode: true };
  const name = program.npm?.package ?? '';
  const root = `${insideDir}/node_modules`;
  const mounts = await Promise.all(
    packageClosure(home.nodeModules, [name]).map(async (each) => ({
      from: await realpath(join(home.nodeModules, each)),
      to: `${root}/${each}`,
    })),
  );
  const within = relative(home.dir, hostFile).split(sep).join('/');
  return { file: `${root}/${name}/${within}`, hostFile, mounts, viaNode: true };
}

async function askVersion(
  program: AgentProgram,
  shown: Shown,
  entry: string,
  { env, exec }: FindPorts,
): Promise<Pick<FoundProgram, 'version' | 'tested' | 'why'>> {
  // A script is run by our Node, and its package says what it is in a thousandth of the time.
  const written = shown.viaNode ? await versionOfPackage(program, entry) : null;
  if (written !== null)
    return { version: written, tested: program.tested.includes(written), why: '' };
  const [file = '', ...args] = programCommand(
    shown,
    { mapped: false, node: process.execPath },
    { args: program.versionArgs },
  );
  const home = await mkdtemp(join(tmpdir(), 'nb-agent-version-'));
  try {
    const clean = { PATH: env.PATH ?? '/usr/bin:/bin', HOME: home, LANG: 'C.UTF-8', TERM: 'dumb' };
    const { code, stdout, stderr } = await exec(file, args, { env: clean, timeoutMs: versionMs });
    const said = code === 0 ? program.versionPattern.exec(stdout)?.[1] : undefined;
    // Too slow to say is not absent: the package knows what it is.
    const version = said ?? (code === -1 ? await versionOfPackage(program, entry) : null);
    const why = `${basename(entry)} does not say its version: ${(stderr || stdout).trim()}`;
    const tested = version !== null && program.tested.includes(version);
    return { version, tested, why: version === null ? why.slice(0, 200) : '' };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function versionOfPackage(program: AgentProgram, entry: string): Promise<string | null> {
  const home = await packageOf(program, entry);
  if (home === null) return null;
  try {
    const manifest: unknown = JSON.parse(await readFile(join(home.dir, 'package.json'), 'utf8'));
    const { version } = manifest as { version?: unknown };
    return typeof version === 'string' && /^\d[\w.+-]{0,40}$/.test(version) ? version : null;
  } catch {
    return null;
  }
}
