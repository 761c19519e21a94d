/**
 * Finds the strongest jail for agents on this machine by running a real program in each, strongest first: it must be able
 * to do what an agent needs and unable to do what an agent must not. What a level does not hold is said in its words.
 */

import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Log } from '../../base/lib/log.ts';
import {
  type AgentIdentity,
  type AgentJail,
  type AgentPlan,
  agentCommand,
  agentPlaces,
  agentUid,
  prepareAgentFolders,
} from './agentJail.ts';
import { compileConfine } from './compileConfine.ts';
import { execProgram } from './execProgram.ts';
import { findTool } from './findTool.ts';
import { insideJail } from './insideJail.ts';
import type { Exec } from './runtimeMounts.ts';
import { writeEtc } from './shownSystem.ts';

export interface ProbeAgentOptions {
  readonly log: Log;
  readonly appDir: string;
  readonly nodePath?: string;
  readonly exec?: Exec;
  readonly uid?: number;
  /** A folder of ours: the compiled launcher and the agents' few files of /etc are kept there. */
  readonly cacheDir: string;
}

/** From this version on the kernel holds signals and abstract sockets too. */
const scopedVersion = 6;
const probeMs = 15_000;
const musts = ['write its home', 'write its clone', 'reach its socket'];

interface Machine {
  readonly uid: number;
  readonly tools: AgentJail['tools'];
  /** Why there is no launcher; empty when there is. */
  readonly confineMissing: string;
  /** Of Landlock; 0: none. */
  readonly version: number;
}

async function lookAround(options: ProbeAgentOptions, exec: Exec): Promise<Machine> {
  const { appDir, cacheDir } = options;
  const uid = options.uid ?? process.getuid?.() ?? -1;
  const built = await compileConfine(appDir, cacheDir, exec);
  const confine = 'file' in built ? built.file : null;
  const said = confine === null ? null : await exec(confine, ['version']);
  const named = { nice: 'nice', bwrap: 'bwrap', prlimit: 'prlimit', setpriv: 'setpriv' } as const;
  const tools = {
    nice: findTool(named.nice),
    bwrap: findTool(named.bwrap),
    prlimit: findTool(named.prlimit),
    setpriv: uid === 0 ? findTool(named.setpriv) : null,
    confine: said?.code === 0 ? confine : null,
  };
  const confineMissing = 'missing' in built ? built.missing : (said?.stderr ?? '');
  return { uid, tools, confineMissing, version: Number(said?.stdout) || 0 };
}

/** Strongest first. */
function candidates(machine: Machine, appDir: string, cacheDir: string): readonly AgentJail[] {
  const { uid, tools } = machine;
  const root = uid === 0;
  const make = (
    level: AgentJail['level'],
    identity: AgentIdentity,
    more: Partial<AgentJail> = {},
  ): AgentJail => {
    const etcDir = path.join(cacheDir, `etc-${identity}`);
    const jail = { level, identity, appDir, tools, isNew: true, etcDir, why: '', ...more };
    return { ...jail, why: wordsOf(jail, machine) };
  };
  const identities: readonly AgentIdentity[] =
    root && tools.setpriv !== null ? ['drop', 'userns'] : ['userns'];
  const walled = identities.flatMap((identity) =>
    [true, false].flatMap((isNew) =>
      (tools.confine === null ? [null] : [tools.confine, null]).map((confine) =>
        make('bubblewrap', identity, { isNew, tools: { ...tools, confine } }),
      ),
    ),
  );
  return [
    ...(tools.bwrap === null ? [] : walled),
    ...(tools.confine === null ? [] : [make('landlock', root ? 'drop' : 'self')]),
  ];
}

function wordsOf(jail: AgentJail, { uid, version, confineMissing }: Machine): string {
  const { level, identity, isNew, tools } = jail;
  const root = uid === 0 ? ['the app runs as root: do not'] : [];
  const who = identity === 'drop' ? [`agents become user ${agentUid}`] : [];
  if (level === 'landlock')
    return [
      `Landlock ${version} with a filter of system calls`,
      ...who,
      'not held: names of other processes and files are seen, no bound on memory',
      'agents open no terminals of their own',
      ...(version < scopedVersion && identity === 'self'
        ? ['this kernel lets agents send signals to your other processes']
        : []),
      ...root,
    ].join('; ');
  return [
    `bubblewrap, ${identity === 'drop' ? 'root given up inside' : 'own user namespace'}`,
    ...who,
    tools.confine === null
      ? `system calls not filtered${confineMissing === '' ? '' : ` (${confineMissing})`}`
      : 'system calls filtered',
    ...(isNew ? [] : ['an old version: room in /tmp not bounded, namespaces inside not closed']),
    ...root,
  ].join('; ');
}

interface Grounds {
  readonly dir: string;
  readonly port: number;
  readonly plan: AgentPlan;
  /** What the program is told, but for its places. */
  readonly told: Readonly<Record<string, unknown>>;
}

async function listen(at: string | number): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  if (typeof at === 'number') server.listen(at, '127.0.0.1');
  else server.listen(at);
  await once(server, 'listening');
  return server;
}

/** Two sockets and a port that answer, one of the sockets granted, and places as an agent has them. */
async function prepareGrounds(
  { appDir, nodePath = process.execPath, cacheDir }: ProbeAgentOptions,
  stack: AsyncDisposableStack,
): Promise<Grounds> {
  mkdirSync(cacheDir, { recursive: true });
  const dir = mkdtempSync(path.join(cacheDir, 'probe-'));
  stack.defer(() => rmSync(dir, { recursive: true, force: true }));
  const runtimeDir = mkdtempSync(path.join(tmpdir(), 'nb-probe-'));
  stack.defer(() => rmSync(runtimeDir, { recursive: true, force: true }));
  for (const each of [dir, runtimeDir]) chmodSync(each, 0o755);
  const at = (name: string): string => path.join(dir, name);
  for (const name of ['home', 'clone', 'tools', 'tools/bin']) mkdirSync(at(name));
  symlinkSync(nodePath, at('tools/bin/node'));
  const program = path.join(appDir, 'main', 'environment', 'jail', 'probe', 'agentProbe.mjs');
  symlinkSync(program, at('tools/launch.mjs'));
  const outside = path.join(runtimeDir, 'outside.sock');
  const open = async (where: string | number): Promise<Server> => {
    const server = await listen(where);
    stack.defer(() => new Promise<void>((resolve) => server.close(() => resolve())));
    return server;
  };
  for (const each of [path.join(runtimeDir, 'granted.sock'), outside]) await open(each);
  const { port } = (await open(0)).address() as { port: number };
  chmodSync(outside, 0o666);
  const app = path.join(appDir, 'main', 'core.ts');
  return {
    dir,
    port,
    told: { app, pid: process.pid, port, outside },
    plan: {
      ...{ home: at('home'), clone: at('clone'), tools: at('tools'), runtimeDir },
      ...{ sockets: ['granted.sock'], readOnly: [], env: {}, command: ['probe'] },
      ...{ model: null, terminal: false },
    },
  };
}

const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);

/** Null when the program could do all it must and nothing it must not; else what went wrong. */
async function tryJail(
  jail: AgentJail,
  { plan, told, dir }: Grounds,
  exec: Exec,
): Promise<string | null> {
  const { home, tools, socket } = agentPlaces(jail, plan);
  writeEtc(jail.etcDir, jail.identity === 'drop' ? agentUid : '1000', insideJail.home);
  const words = { ...told, home, tools, granted: socket('granted.sock') };
  writeFileSync(path.join(plan.clone, 'probe.json'), JSON.stringify(words));
  const granted = path.join(plan.runtimeDir, 'granted.sock');
  await prepareAgentFolders(jail, [path.join(dir, 'home'), plan.clone, granted]);
  const { file, args, env, cwd } = agentCommand(plan, jail);
  const { code, stdout, stderr } = await exec(file, args, { env, cwd, timeoutMs: probeMs });
  if (code !== 0) return (stderr.trim() || `exit code ${code}`).slice(0, 300);
  return judge(stdout);
}

function judge(stdout: string): string | null {
  try {
    const said = JSON.parse(stdout) as Readonly<Record<string, unknown>>;
    const wrong = Object.entries(said).filter(([name, could]) => could !== musts.includes(name));
    if (Object.keys(said).length <= musts.length) return 'the probe told too little';
    if (wrong.length === 0) return null;
    return wrong.map(([name, could]) => `it could ${could ? '' : 'not '}${name}`).join(', ');
  } catch {
    return `the probe said ${stdout.slice(0, 100)}`;
  }
}

export async function probeAgentJail(options: ProbeAgentOptions): Promise<AgentJail> {
  const { log, appDir, cacheDir, exec = execProgram } = options;
  const problems: string[] = [];
  const machine = await lookAround(options, exec);
  if (process.platform === 'linux') {
    await using stack = new AsyncDisposableStack();
    const grounds = await prepareGrounds(options, stack);
    let unknown = false;
    for (const jail of candidates(machine, appDir, cacheDir)) {
      // An old way only for a bubblewrap that knows no better: what else fails is no reason for a weaker wall.
      if (!jail.isNew && !unknown) continue;
      const problem = await tryJail(jail, grounds, exec).catch(messageOf);
      if (problem === null) return jail;
      unknown ||= /unknown option/i.test(problem);
      problems.push(`${jail.level}: ${problem}`);
    }
  }
  const { bwrap, setpriv } = machine.tools;
  if (bwrap === null) problems.unshift('bubblewrap is not installed');
  if (machine.confineMissing !== '') problems.push(`no Landlock: ${machine.confineMissing}`);
  const why = [...new Set(problems)].join('; ') || 'jails exist on Linux only';
  log.log('warn', 'agents run without a jail', { why });
  const identity = setpriv === null ? 'self' : 'drop';
  const etcDir = path.join(cacheDir, 'etc');
  return { level: 'none', why, identity, appDir, tools: machine.tools, isNew: false, etcDir };
}
