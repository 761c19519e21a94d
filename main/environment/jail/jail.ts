/**
 * Running code that isn't ours: policy, judge and reset programs. Under bubblewrap a program has its own process,
 * network, IPC and host name spaces, an unprivileged user, bounded memory, CPU, processes and files, and sees its own
 * folder, the SDK and the libraries they need, read-only; nothing of the data folder, scenes, oracles or the core.
 * Without bubblewrap the Landlock launcher keeps it to the same files, with no socket and nothing to write; without that
 * (`none`) only Node's own permission model and the limits hold: a fence, not a wall, and trials say so. What is claimed
 * here is claimed because a probe ran, not because a program was found.
 */
import { chmodSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Log } from '../../base/lib/log.ts';
import type { JailLevel } from '../../base/model/agent.ts';
import { BenchError } from '../../base/model/errors.ts';
import {
  buildConfined,
  type Confined,
  confinedArgs,
  confinedWords,
  copyProbe,
} from './confinedProgram.ts';
import { execProgram } from './execProgram.ts';
import { findTool } from './findTool.ts';
import { grantRead } from './grantRead.ts';
import { type Mount, mountArgs } from './mountPlan.ts';
import { appParts, type Exec, inside, runtimeMounts } from './runtimeMounts.ts';

/** userns: an unprivileged user of its own user namespace. drop: we are root, and give that up inside. */
type Identity = 'userns' | 'drop';

export interface Jail {
  readonly level: JailLevel;
  /** For people: what holds, or what is missing. */
  readonly why: string;
  readonly appDir: string;
  readonly nodePath: string;
  readonly tools: Tools;
  readonly wall: Wall | null;
  readonly confined: Confined | null;
}

interface Tools {
  readonly nice: string | null;
  readonly prlimit: string | null;
}

interface Wall {
  readonly bwrap: string;
  readonly setpriv: string | null;
  readonly identity: Identity;
  /** False where the kernel counts a user's processes across all jails (before Linux 5.14). */
  readonly limitProcesses: boolean;
  /** False for a bubblewrap before 0.8, which bounds neither its /tmp nor namespaces inside. */
  readonly isNew: boolean;
  readonly mounts: readonly Mount[];
  /** What Node has compiled of the SDK: written by the probe alone, read-only to programs. Null: none. */
  readonly cache: { readonly dir: string; readonly writable: boolean } | null;
}

export interface JailedProgram {
  /** The only folder of the task that the program sees. */
  readonly dir: string;
  /** Inside `dir`. `.ts`, `.mjs` and `.js` run on our Node; anything else is executed. */
  readonly main: string;
  readonly memoryMb: number;
  /** Processor seconds in its whole life; then it is killed. */
  readonly cpuS?: number | undefined;
  /** How many processes and threads it may have, itself included. */
  readonly processes?: number | undefined;
}

export interface JailedCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface ProbeOptions {
  readonly log: Log;
  readonly appDir: string;
  readonly nodePath?: string;
  readonly exec?: Exec;
  readonly uid?: number;
  /** A folder of ours, emptied here, that spares programs compiling the SDK: 190 → 115 ms of CPU per start. */
  readonly cacheDir?: string;
  /** A folder of ours for the Landlock launcher; without one that level is not offered. */
  readonly launcherDir?: string;
}

/** V8 reserves this much writable address space for code without using it; it counts against RLIMIT_DATA. */
const codeRangeMb = 512;
/** Node, its threads' stacks and libvips before the program holds anything: 134 MB measured, 14 threads. */
const runtimeMb = 160;
/** Also the end of a program whose bubblewrap was killed before it had tied the two together. */
const defaultCpuS = 900;
const threadStackBytes = 2 << 20;
const openFiles = 128;
/** A Node program with sharp has about 14 threads, each counts. */
const processesOfOne = 96;
/** As root all jails share one user id, so the bound is for all of them together. */
const processesOfAll = 512;
const unprivilegedId = '65534';
const insideId = '1000';
const programNice = '5';

const environment: Readonly<Record<string, string>> = {
  PATH: '/usr/bin:/bin',
  HOME: '/tmp',
  LANG: 'C.UTF-8',
  TZ: 'UTC',
  // Fewer arenas and no vips threads: less address space, and the same work order every time.
  MALLOC_ARENA_MAX: '2',
  VIPS_CONCURRENCY: '1',
};

/** OpenSSL forgives a configuration that is not there, not one that may not be read. */
const confinedEnvironment = { ...environment, OPENSSL_CONF: '/dev/null' };

const runsOnNode = (main: string): boolean => /\.(ts|mts|js|mjs|cjs)$/.test(main);

/** Strongest first. */
const strengths = [true, false].flatMap((isNew) =>
  [true, false].map((limitProcesses) => ({ isNew, limitProcesses })),
);

/** Tries what there is, strongest first, with a real program; falls back to `none` and says why. */
export async function probeJail(options: ProbeOptions): Promise<Jail> {
  const { log, appDir, nodePath = process.execPath, exec = execProgram } = options;
  const uid = options.uid ?? process.getuid?.() ?? -1;
  const tools: Tools = { nice: findTool('nice'), prlimit: findTool('prlimit') };
  const bare = { appDir, nodePath, tools };
  const none = (why: string): Jail => {
    log.log('warn', 'task programs run without a jail', { why });
    return { ...bare, level: 'none', why, wall: null, confined: null };
  };
  const bwrap = findTool('bwrap');
  if (process.platform !== 'linux') return none('bubblewrap exists on Linux only');
  if (tools.prlimit === null) return none('prlimit (util-linux) is not installed');
  const setpriv = uid === 0 ? findTool('setpriv') : null;
  const helpers = [tools.prlimit, ...(setpriv === null ? [] : [setpriv])];
  const mounts = await runtimeMounts(appDir, nodePath, helpers, exec);
  const { cacheDir } = options;
  const weaker = async (problem: string): Promise<Jail> => {
    const { launcherDir } = options;
    const user = uid === 0 ? unprivilegedId : null;
    const confined = await buildConfined(appDir, launcherDir, mounts, user, exec);
    if (typeof confined === 'string') return none(`${problem}; ${confined}`);
    const jail: Jail = { ...bare, level: 'landlock', why: confinedWords, wall: null, confined };
    const refused = await tryJail(jail, exec, copyProbe(appDir, launcherDir ?? ''));
    return refused === null ? jail : none(`${problem}; Landlock does not work here: ${refused}`);
  };
  if (bwrap === null) return weaker('bubblewrap is not installed');
  const identities: readonly Identity[] = setpriv === null ? ['userns'] : ['drop', 'userns'];
  let refused = '';
  for (const identity of identities) {
    for (const { limitProcesses, isNew } of strengths) {
      const cache = cacheDir === undefined ? null : { dir: emptyCache(cacheDir), writable: true };
      const wall: Wall = { bwrap, setpriv, identity, limitProcesses, isNew, mounts, cache };
      const why = wallWords(wall, uid);
      const jail: Jail = { ...bare, level: 'bubblewrap', why, wall, confined: null };
      // Only for a bubblewrap that knows no better: what else fails is no reason for a weaker wall.
      if (!isNew && !/unknown option/i.test(refused)) continue;
      const problem = await tryJail(jail, exec);
      if (problem === null) return { ...jail, wall: sealCache(wall) };
      refused ||= problem;
    }
  }
  return weaker(`bubblewrap does not work here: ${refused}`);
}

/** Writable to whoever the probe becomes; nobody else gets into the folder above it. */
function emptyCache(dir: string): string {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  chmodSync(dir, 0o777);
  return dir;
}

function sealCache(wall: Wall): Wall {
  if (wall.cache === null) return wall;
  chmodSync(wall.cache.dir, 0o755);
  return { ...wall, cache: { ...wall.cache, writable: false } };
}

function wallWords({ identity, limitProcesses, isNew }: Wall, uid: number): string {
  const who = identity === 'drop' ? 'root given up inside' : 'own user namespace';
  const many = limitProcesses && !(identity === 'userns' && uid === 0);
  const old = isNew
    ? ''
    : ', of an old version: room in /tmp not bounded, namespaces inside not closed';
  return `bubblewrap, ${who}${many ? '' : ', number of processes not bounded'}${old}`;
}

/** Null when a real program ran to its end and saw nothing of ours, else what went wrong. */
async function tryJail(
  jail: Jail,
  exec: Exec,
  dir = path.join(jail.appDir, 'main', 'environment', 'jail', 'probe'),
): Promise<string | null> {
  const { file, args, env } = jailCommand({ dir, main: 'probeProgram.ts', memoryMb: 256 }, jail);
  const app = jail.wall === null ? jail.appDir : inside.app;
  const sdk = path.join(app, 'main', 'environment', 'sdk');
  const told = [...args, path.join(jail.appDir, 'main', 'core.ts'), sdk];
  const { code, stdout, stderr } = await exec(file, told, { env, timeoutMs: 20_000 });
  if (code === 0 && stdout.trim() === 'jailed') return null;
  return (stderr.trim() || stdout.trim() || `exit code ${code}`).slice(0, 300);
}

/** Throws `bad-input` when `main` is not inside `dir`. */
export function jailCommand(program: JailedProgram, jail: Jail): JailedCommand {
  const main = path.posix.normalize(program.main);
  if (path.isAbsolute(main) || main.startsWith('..'))
    throw new BenchError('bad-input', `the program ${program.main} is not inside its folder`);
  const command =
    jail.wall === null
      ? openCommand(program, main, jail)
      : walledCommand(program, main, jail, jail.wall);
  const nice = jail.tools.nice === null ? [] : [jail.tools.nice, '-n', programNice];
  const [file = '', ...args] = [...nice, ...command];
  return { file, args, env: jail.confined === null ? environment : confinedEnvironment };
}

function limitArgs({ memoryMb, cpuS = defaultCpuS }: JailedProgram): readonly string[] {
  const dataBytes = (memoryMb + runtimeMb + codeRangeMb) * (1 << 20);
  return [
    `--data=${dataBytes}`,
    `--cpu=${cpuS}`,
    `--stack=${threadStackBytes}`,
    `--nofile=${openFiles}`,
    `--fsize=${16 << 20}`,
    '--core=0',
  ];
}

/** `--permission` refuses files outside, child processes and workers in both levels alike. */
function nodeArgs(memoryMb: number, readable: readonly string[], preload: string): string[] {
  return [
    '--permission',
    ...readable.map((each) => `--allow-fs-read=${each}`),
    '--allow-addons',
    '--disable-warning=SecurityWarning',
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON',
    `--max-old-space-size=${memoryMb}`,
    `--import=${preload}`,
  ];
}

function openCommand(program: JailedProgram, main: string, jail: Jail): readonly string[] {
  const { appDir, nodePath, tools } = jail;
  const dir = realpathSync(program.dir);
  const bounds = tools.prlimit === null ? [] : [tools.prlimit, ...limitArgs(program)];
  const limits = [...bounds, ...confinedArgs(dir, runsOnNode(main), jail.confined)];
  if (!runsOnNode(main)) return [...limits, path.join(dir, main)];
  const readable = [dir, ...appParts(appDir).map((part) => path.join(realpathSync(appDir), part))];
  const preload = path.join(appDir, 'main', 'environment', 'jail', 'resolveSdk.ts');
  const node = [nodePath, ...nodeArgs(program.memoryMb, readable, preload)];
  return [...limits, ...node, path.join(dir, main)];
}

function walledCommand(
  program: JailedProgram,
  main: string,
  jail: Jail,
  wall: Wall,
): readonly string[] {
  const onNode = runsOnNode(main);
  const mounts = [...wall.mounts, { from: realpathSync(program.dir), to: inside.program }];
  if (wall.identity === 'drop') grantRead(program.dir);
  const system = onNode ? { links: [], proc: false } : wholeSystem;
  const shown = onNode ? mounts : [...mounts.filter(({ to }) => !/^\/(lib|usr)/.test(to)), usr];
  const cached = wall.cache === null ? [] : [{ from: wall.cache.dir, to: inside.cache }];
  const [readOnly, writable] = wall.cache?.writable ? [[], cached] : [cached, []];
  const devices = ['/dev/null', '/dev/urandom'];
  const boundTmp = wall.isNew;
  const plan = { mounts: [...shown, ...readOnly], writable, devices, boundTmp, ...system };
  const bound = wall.limitProcesses ? [`--nproc=${processBound(program, wall)}`] : [];
  const tool = (file: string): string => `${inside.app}/bin/${path.basename(file)}`;
  const self = [`${inside.program}/${main}`];
  const readable = [inside.app, inside.program, ...cached.map(({ to }) => to)];
  // Node uses a cache only where it might write; that the program can't is the mount's matter.
  const fence = nodeArgs(program.memoryMb, readable, inside.resolveSdk);
  const node = [inside.node, ...cached.map(({ to }) => `--allow-fs-write=${to}`), ...fence];
  const set =
    cached.length === 0 ? environment : { ...environment, NODE_COMPILE_CACHE: inside.cache };
  return [
    wall.bwrap,
    ...['--unshare-pid', '--unshare-net', '--unshare-ipc', '--unshare-uts'],
    ...['--unshare-cgroup-try', '--die-with-parent', '--new-session', '--clearenv'],
    ...Object.entries(set).flatMap(([name, value]) => ['--setenv', name, value]),
    ...(wall.identity === 'drop' ? rootArgs : userArgs),
    ...(wall.identity === 'userns' && wall.isNew ? ['--disable-userns'] : []),
    ...mountArgs(plan),
    ...['--chdir', inside.program, '--hostname', 'jail', '--'],
    ...(wall.identity === 'drop' && wall.setpriv !== null ? [tool(wall.setpriv), ...dropArgs] : []),
    ...[tool(jail.tools.prlimit ?? 'prlimit'), ...limitArgs(program), ...bound],
    ...(onNode ? [...node, ...self] : self),
  ];
}

const processBound = ({ processes }: JailedProgram, wall: Wall): number =>
  processes ?? (wall.identity === 'drop' ? processesOfAll : processesOfOne);

const userArgs = ['--unshare-user', '--uid', insideId, '--gid', insideId];
const rootArgs = ['SETUID', 'SETGID', 'SETPCAP'].flatMap((cap) => ['--cap-add', `CAP_${cap}`]);
const dropArgs = [
  ...['--reuid', unprivilegedId, '--regid', unprivilegedId, '--clear-groups'],
  ...['--bounding-set=-all', '--inh-caps=-all'],
];

/** A program in another language brings its interpreter from the system. */
const usr: Mount = { from: '/usr', to: '/usr' };
const wholeSystem = {
  proc: true,
  links: ['bin', 'sbin', 'lib', 'lib64'].map((name) => ({ from: `usr/${name}`, to: `/${name}` })),
};
