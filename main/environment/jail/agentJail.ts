/**
 * Running a coding agent behind walls: what it sees, may write and may reach, and how all of it ends. Under bubblewrap it
 * has namespaces of its own; else the Landlock launcher of `native/confine/` holds it by file rules and a filter of
 * system calls; else nothing does. A level is claimed because a probe ran in it and told what it could do, never because a
 * program was found. Knows no recipe, no socket's words and no terminal.
 */
import { realpathSync } from 'node:fs';
import { chown, lstat, opendir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { Clock } from '../../base/lib/clock.ts';
import type { JailLevel } from '../../base/model/agent.ts';
import { BenchError } from '../../base/model/errors.ts';
import { bubblewrapArgs, insideConfine } from './agentMounts.ts';
import { confineArgs } from './confineArgs.ts';
import { type Ended, endProcesses } from './endProcesses.ts';
import { insideJail } from './insideJail.ts';
import type { Mount } from './mountPlan.ts';

/**
 * Who the agent is on this machine. userns: the app's own user, called 1000 inside. drop: the app is root, and the agent
 * an unprivileged user. self: the app's own user, held by the kernel's rules alone.
 */
export type AgentIdentity = 'userns' | 'drop' | 'self';

export interface AgentJail {
  readonly level: JailLevel;
  /** For people: what holds, and what does not. */
  readonly why: string;
  readonly identity: AgentIdentity;
  readonly appDir: string;
  /** Full paths; null where it is not there. */
  readonly tools: {
    readonly nice: string | null;
    readonly bwrap: string | null;
    readonly setpriv: string | null;
    readonly prlimit: string | null;
    /** The launcher of `native/confine/`: Landlock, and the filter of system calls under bubblewrap too. */
    readonly confine: string | null;
  };
  /** bubblewrap 0.8 or newer: bounds its /tmp and closes namespaces inside. */
  readonly isNew: boolean;
  /** The few files of /etc that an agent is shown instead of the machine's. */
  readonly etcDir: string;
}

/** As the agent sees them. */
export interface AgentPlaces {
  readonly home: string;
  readonly clone: string;
  readonly tools: string;
  socket(name: string): string;
}

/** On this machine. */
export interface AgentFolders {
  readonly home: string;
  readonly clone: string;
  /** bin/node, bin/bench, launch.mjs …: read-only inside. Links in it are shown as the files they lead to. */
  readonly tools: string;
  /** Where the sockets are. */
  readonly runtimeDir: string;
}

export interface AgentPlan extends AgentFolders {
  /** File names in `runtimeDir` that the agent may connect to. */
  readonly sockets: readonly string[];
  /** The hub at its own path, the agent program's own package folder. */
  readonly readOnly: readonly Mount[];
  readonly env: Readonly<Record<string, string>>;
  /** As seen inside. */
  readonly command: readonly string[];
  /** The socket's file name; it is bridged to `modelPort` on the agent's loopback. A port is reached as it is. */
  readonly model: { readonly socket: string } | { readonly port: number } | null;
  /** Keeps the terminal that it is started in. */
  readonly terminal: boolean;
  /** Writable private memory of each process; not bounded when absent (agents reserve without using). */
  readonly memoryMb?: number;
  readonly processes?: number;
}

export interface AgentCommand {
  readonly file: string;
  readonly args: readonly string[];
  /** All of it: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** Where an agent finds its model on 127.0.0.1 when the plan names a socket. */
export const modelPort = 8901;
/** In the environment of everything an agent starts; the value is the agent's home on this machine. */
export const markerName = 'NIGHTBENCH_AGENT_HOME';

/** Of its own: task programs count their processes under another. */
export const agentUid = '65533';
/** Threads count as processes do. A crowd's end keeps a small machine busy, and builds on a large one start more. */
const processesOfOne = Math.min(1024, 384 + 64 * availableParallelism());
/** As root all agents share one user id, so the bound is for all of them together. */
const processesOfAll = 4 * processesOfOne;
const agentNice = '5';
const largestFileBytes = 8 * 2 ** 30;

export function agentPlaces(jail: AgentJail, host: AgentFolders): AgentPlaces {
  if (jail.level !== 'bubblewrap') {
    const { home, clone, tools, runtimeDir } = host;
    return { home, clone, tools, socket: (name) => path.join(runtimeDir, name) };
  }
  const { home, clone, tools, run } = insideJail;
  return { home, clone, tools, socket: (name) => `${run}/${name}` };
}

/** @throws BenchError `bad-input`: a plan that this level cannot keep. */
export function agentCommand(plan: AgentPlan, jail: AgentJail): AgentCommand {
  const { nice } = jail.tools;
  const command = [
    ...(nice === null ? [] : [nice, '-n', agentNice]),
    ...walls[jail.level](plan, jail),
    ...launched(plan, jail),
  ];
  const [file = '', ...args] = command;
  return { file, args, env: environmentOf(plan, jail), cwd: realpathSync(plan.clone) };
}

/** The terminal's keys are the agent's: bubblewrap, in the same foreground group, would die of a Ctrl-C. */
const deaf = ['/bin/sh', '-c', 'trap "" INT QUIT TSTP; exec "$@"', 'sh'];

type Walls = (plan: AgentPlan, jail: AgentJail) => readonly string[];

const walls: Readonly<Record<JailLevel, Walls>> = {
  bubblewrap: (plan, jail) => [
    ...(plan.terminal ? deaf : []),
    jail.tools.bwrap ?? 'bwrap',
    ...bubblewrapArgs(plan, jail),
    '--',
    ...(jail.identity === 'drop' ? dropped(jail) : []),
    ...limited(plan, jail),
    ...(jail.tools.confine === null ? [] : [insideConfine, 'calls', '--']),
  ],
  landlock: (plan, jail) => [
    ...limited(plan, jail),
    ...confineArgs(plan, jail, jail.identity === 'drop' ? agentUid : null),
  ],
  none: (plan, jail) => [
    ...(jail.identity === 'drop' ? dropped(jail) : []),
    ...limited(plan, jail),
  ],
};

/** The agent's own program under its launcher, which bridges to the model and outlives it by a moment. */
function launched(plan: AgentPlan, jail: AgentJail): readonly string[] {
  const { tools, socket } = agentPlaces(jail, plan);
  const { model } = plan;
  const bridge = model !== null && 'socket' in model ? model.socket : null;
  if (bridge !== null && jail.level !== 'bubblewrap')
    throw new BenchError('bad-input', 'without a network of its own an agent needs a model port');
  if (bridge !== null && !plan.sockets.includes(bridge))
    throw new BenchError('bad-input', `the socket ${bridge} is not among the granted ones`);
  const link = bridge === null ? [] : ['--bridge', `${modelPort}=${socket(bridge)}`];
  return [`${tools}/bin/node`, `${tools}/launch.mjs`, ...link, '--', ...plan.command];
}

const dropped = ({ tools }: AgentJail): readonly string[] => [
  ...[tools.setpriv ?? 'setpriv', '--reuid', agentUid, '--regid', agentUid, '--clear-groups'],
  ...['--bounding-set=-all', '--inh-caps=-all', '--no-new-privs'],
];

/** No bound on memory unless it is asked for: these programs reserve far more than they use. */
function limited(plan: AgentPlan, jail: AgentJail): readonly string[] {
  const { prlimit } = jail.tools;
  if (prlimit === null) return [];
  const shared = jail.identity === 'drop' ? processesOfAll : processesOfOne;
  // Without namespaces the kernel counts all that this user runs, the desktop included.
  const counted = jail.identity !== 'self';
  return [
    prlimit,
    ...(plan.memoryMb === undefined ? [] : [`--data=${plan.memoryMb * 2 ** 20}`]),
    ...(counted ? [`--nproc=${plan.processes ?? shared}`] : []),
    `--fsize=${largestFileBytes}`,
    '--core=0',
  ];
}

/** These would work on the walls themselves, which stand outside. */
const forbidden = /^(LD_|GLIBC_TUNABLES$|GCONV_PATH$|MALLOC_|NIGHTBENCH_AGENT_HOME$)/;

function environmentOf(plan: AgentPlan, jail: AgentJail): Readonly<Record<string, string>> {
  const { home, clone, tools } = agentPlaces(jail, plan);
  for (const name of Object.keys(plan.env))
    if (forbidden.test(name)) throw new BenchError('bad-input', `${name} is not an agent's to set`);
  return {
    PATH: `${tools}/bin:/usr/local/bin:/usr/bin:/bin`,
    HOME: home,
    PWD: clone,
    USER: 'agent',
    LOGNAME: 'agent',
    SHELL: '/bin/sh',
    LANG: 'C.UTF-8',
    // A file that may not be read stops git; one that is not there does not. A plan may bring one of its own.
    ...('GIT_CONFIG_SYSTEM' in plan.env ? {} : { GIT_CONFIG_NOSYSTEM: '1' }),
    // Its own: under Landlock /tmp is everybody's, and nobody's to write.
    TMPDIR: jail.level === 'bubblewrap' ? '/tmp' : path.join(home, '.tmp'),
    ...(plan.terminal ? { TERM: 'xterm-256color', COLORTERM: 'truecolor' } : {}),
    ...plan.env,
    [markerName]: realpathSync(plan.home),
  };
}

const maxOwned = 200_000;

/**
 * Before a start: folders and sockets become the agent's own, where the app is root and the agent is not. Links are not
 * followed. Else nothing is to do.
 */
export async function prepareAgentFolders(
  jail: AgentJail,
  places: readonly string[],
): Promise<void> {
  if (jail.identity !== 'drop') return;
  const id = Number(agentUid);
  let left = maxOwned;
  const own = async (at: string): Promise<void> => {
    if (left-- <= 0) throw new BenchError('bad-input', `${at}: over ${maxOwned} files`);
    const info = await lstat(at);
    if (info.isSymbolicLink()) return;
    if (info.uid !== id || info.gid !== id) await chown(at, id, id);
    if (info.isDirectory())
      for await (const entry of await opendir(at)) await own(path.join(at, entry.name));
  };
  for (const place of places) await own(place);
}

const holds = { bubblewrap: 'namespace', landlock: 'supervisor', none: 'nothing' } as const;

/**
 * Ends an agent with everything it started, daemons and orphans included. `home` (on this machine) finds what carries the
 * agent's mark even when `pid` has ended before.
 */
export const endAgent = (
  jail: AgentJail,
  pid: number,
  clock: Clock,
  home?: string,
): Promise<Ended> =>
  endProcesses({
    pid,
    clock,
    held: holds[jail.level],
    mark: { name: markerName, value: home },
  });
