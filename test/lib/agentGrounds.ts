/**
 * Places, neighbours and secrets around agents in a jail, for tests: a hub, fresh homes and clones, sockets and ports that
 * answer, files that only a jail keeps an agent from, and the jails that this machine gives at each level.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { silentLog } from '../../main/base/lib/log.ts';
import {
  type AgentJail,
  type AgentPlan,
  agentCommand,
  prepareAgentFolders,
} from '../../main/environment/jail/agentJail.ts';
import { execProgram } from '../../main/environment/jail/execProgram.ts';
import { probeAgentJail } from '../../main/environment/jail/probeAgentJail.ts';
import type { Exec } from '../../main/environment/jail/runtimeMounts.ts';

export const appDir = path.resolve(import.meta.dirname, '../..');

export interface AgentRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly plan: AgentPlan;
}

export interface AgentGrounds extends AsyncDisposable {
  readonly cacheDir: string;
  /** What the machine gives; what it gives without bubblewrap; nothing. */
  readonly jails: Readonly<Record<'bubblewrap' | 'landlock' | 'none', AgentJail>>;
  /** TCP and UDP on loopback that answer with what they get. */
  readonly ports: { readonly tcp: number; readonly udp: number };
  at(...names: string[]): string;
  /** Everybody may change it: only a jail keeps an agent from it. */
  secret(...names: string[]): string;
  git(dir: string, ...args: string[]): string;
  /** A fresh home and clone; the jail decides whose they are. */
  planOf(jail: AgentJail, over?: Partial<AgentPlan>): Promise<AgentPlan>;
  run(jail: AgentJail, command: readonly string[], over?: Partial<AgentPlan>): Promise<AgentRun>;
}

const withoutBwrap: Exec = async (file, args, options) =>
  [file, ...args].some((word) => path.basename(word) === 'bwrap')
    ? { code: 1, stdout: '', stderr: 'not today' }
    : await execProgram(file, args, options);

function git(dir: string, ...args: string[]): string {
  const who = ['-c', 'user.name=a', '-c', 'user.email=a@b.c', '-c', 'safe.directory=*'];
  const done = spawnSync('git', ['-C', dir, ...who, ...args], { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(done.stderr);
  return done.stdout.trim();
}

function buildHub(at: AgentGrounds['at']): void {
  git(at('seed'), 'init', '-q', '-b', 'main');
  fs.writeFileSync(at('seed/policy.ts'), 'export {};\n');
  git(at('seed'), 'add', '.');
  git(at('seed'), 'commit', '-qm', 'seed');
  git(at(), 'clone', '-q', '--bare', 'seed', 'hub.git');
  fs.rmSync(at('hub.git/hooks'), { recursive: true, force: true });
  fs.mkdirSync(at('hub.git/hooks'));
  fs.writeFileSync(at('hub.git/hooks/pre-receive'), '#!/bin/sh\nexit 0\n', { mode: 0o777 });
  spawnSync('chmod', ['-R', 'a+rwX', at('hub.git')]);
}

function buildTools(at: AgentGrounds['at']): void {
  fs.symlinkSync(process.execPath, at('tools/bin/node'));
  fs.writeFileSync(at('tools/bin/bench'), '#!/bin/sh\necho shim\n', { mode: 0o755 });
  const launch = path.join(appDir, 'main/evolution/agent/shim/launch.mjs');
  fs.copyFileSync(launch, at('tools/launch.mjs'));
}

/** Not `spawnSync`: what listens for the agent lives in this process. */
async function runPlan(plan: AgentPlan, jail: AgentJail): Promise<AgentRun> {
  const { file, args, env, cwd } = agentCommand(plan, jail);
  const child = spawn(file, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, ...said, plan };
}

export async function openAgentGrounds(): Promise<AgentGrounds> {
  // Not in the machine's /tmp: jails have one of their own.
  const parent = fs.existsSync('/var/tmp') ? '/var/tmp' : tmpdir();
  const base = fs.mkdtempSync(path.join(parent, 'nb-'));
  fs.chmodSync(base, 0o755);
  const at = (...names: string[]): string => path.join(base, ...names);
  const stack = new AsyncDisposableStack();
  stack.defer(() => {
    spawnSync('chmod', ['-R', 'u+rwX', base]); // a hostile program may have closed a folder
    fs.rmSync(base, { recursive: true, force: true });
  });
  for (const name of ['tools/bin', 'run', 'seed', 'outside'])
    fs.mkdirSync(at(name), { recursive: true });
  fs.chmodSync(at('outside'), 0o777);
  const serve = async (where: string | number): Promise<AddressInfo> => {
    const server = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
    stack.defer(() => void server.close());
    if (typeof where === 'number') server.listen(where, '127.0.0.1');
    else server.listen(where);
    await once(server, 'listening');
    return server.address() as AddressInfo;
  };
  for (const name of ['granted.sock', 'other.sock']) {
    await serve(at('run', name));
    fs.chmodSync(at('run', name), 0o666);
  }
  await serve(`\0${path.basename(base)}`);
  const udp = createSocket('udp4', (text, { port }) => udp.send(text, port, '127.0.0.1'));
  stack.defer(() => void udp.close());
  udp.bind(0, '127.0.0.1');
  await once(udp, 'listening');
  buildHub(at);
  buildTools(at);
  const probe = { log: silentLog, appDir, cacheDir: at('cache') };
  const landlock = await probeAgentJail({ ...probe, exec: withoutBwrap });
  let places = 0;
  const planOf: AgentGrounds['planOf'] = async (jail, over = {}) => {
    const dir = at(`agent-${++places}`);
    const [home, clone] = [path.join(dir, 'home'), path.join(dir, 'clone')];
    fs.mkdirSync(home, { recursive: true });
    git(base, 'clone', '-q', '--shared', 'hub.git', clone);
    await prepareAgentFolders(jail, [home, clone]);
    return {
      ...{ home, clone, tools: at('tools'), runtimeDir: at('run'), sockets: ['granted.sock'] },
      readOnly: [{ from: at('hub.git'), to: at('hub.git') }],
      env: { GIT_AUTHOR_NAME: 'agent', GIT_AUTHOR_EMAIL: 'a@b.c' },
      ...{ command: ['true'], model: null, terminal: false, ...over },
    };
  };
  return {
    cacheDir: at('cache'),
    jails: {
      bubblewrap: await probeAgentJail(probe),
      landlock,
      none: { ...landlock, level: 'none' },
    },
    ports: { tcp: (await serve(0)).port, udp: udp.address().port },
    at,
    git,
    planOf,
    secret(...names) {
      const file = at('outside', ...names);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, 'secret');
      fs.chmodSync(file, 0o666);
      fs.chmodSync(path.dirname(file), 0o777);
      return file;
    },
    run: async (jail, command, over) => runPlan(await planOf(jail, { ...over, command }), jail),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
