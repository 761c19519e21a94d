/**
 * A real agent program in the real jail, with a scripted model at the end of its only way out and a stand-in for the
 * bench: what recipes are tried with. Its terminal is answered as a window would answer it, and read as a screen.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import xterm from '@xterm/headless';
import { realClock as clock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import { openPty } from '../../main/entry/openPty.ts';
import {
  type AgentCommand,
  type AgentJail,
  type AgentPlan,
  agentCommand,
  agentPlaces,
  endAgent,
  prepareAgentFolders,
} from '../../main/environment/jail/agentJail.ts';
import { probeAgentJail } from '../../main/environment/jail/probeAgentJail.ts';
import {
  type FoundProgram,
  programCommand,
} from '../../main/evolution/agent/recipes/findProgram.ts';
import type { AgentInside, Launch, Recipe } from '../../main/evolution/agent/recipes/recipe.ts';
import {
  openScriptedModel,
  type Scripted,
  type ScriptedModel,
} from './scriptedModel/openScriptedModel.ts';

const appDir = join(import.meta.dirname, '../..');
const rows = 50;

export interface RigOptions {
  readonly recipe: Recipe;
  readonly program: FoundProgram;
  readonly script: readonly Scripted[];
  readonly model: string | null;
  readonly brief: string;
}

export interface AgentScreen extends AsyncDisposable {
  /** What stands on it now, line by line. */
  text(): string;
}

export interface AgentRig extends AsyncDisposable {
  readonly model: ScriptedModel;
  /** On this machine. */
  readonly home: string;
  readonly clone: string;
  runHeadless(launch: Mode, prompt: string): Promise<{ code: number | null; output: string }>;
  openTerminal(launch: Mode, prompt: string): AgentScreen;
  /** How the bench was called, oldest first. */
  benchCalls(): readonly unknown[];
  git(...args: readonly string[]): string;
}

type Mode = 'terminal' | 'headless' | 'resume' | 'resumeHeadless';

/** Outside /tmp, which a jail has for itself, and short: sockets lie in it. */
export const rigBase = (): string => (fs.existsSync('/var/tmp') ? '/var/tmp' : tmpdir());

export function probeRigJail(cacheDir: string): Promise<AgentJail> {
  return probeAgentJail({ log: silentLog, appDir, cacheDir });
}

/** The model's only way in: a socket that leads to its port. */
async function openModelSocket(path: string, url: string): Promise<Server> {
  const port = Number(new URL(url).port);
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    near.on('error', () => far.destroy()).pipe(far);
    far.on('error', () => near.destroy()).pipe(near);
  }).listen(path);
  await once(server, 'listening');
  fs.chmodSync(path, 0o666);
  return server;
}

function writeTools(dir: string): void {
  fs.mkdirSync(join(dir, 'bin'), { recursive: true });
  fs.symlinkSync(process.execPath, join(dir, 'bin/node'));
  fs.copyFileSync(join(import.meta.dirname, 'benchStandIn.mjs'), join(dir, 'bin/bench'));
  fs.chmodSync(join(dir, 'bin/bench'), 0o755);
  const launcher = join(appDir, 'main/evolution/agent/shim/launch.mjs');
  fs.copyFileSync(launcher, join(dir, 'launch.mjs'));
}

const gitEnv = { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
const gitIn = (clone: string, args: readonly string[]): string =>
  execFileSync('git', ['-c', 'safe.directory=*', '-C', clone, ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...gitEnv },
  });

function writeClone(clone: string, briefFile: string, brief: string): void {
  fs.mkdirSync(clone, { recursive: true });
  gitIn(clone, ['init', '-q', '-b', 'main']);
  gitIn(clone, ['config', 'user.name', 'Agent One']);
  gitIn(clone, ['config', 'user.email', 'agent-0001@bench.invalid']);
  fs.writeFileSync(join(clone, briefFile), brief);
  fs.writeFileSync(join(clone, 'policy.ts'), 'export const gain = 1;\n');
  gitIn(clone, ['add', '.']);
  gitIn(clone, ['commit', '-qm', 'start']);
}

export async function openAgentRig(jail: AgentJail, options: RigOptions): Promise<AgentRig> {
  const { recipe, program, brief } = options;
  await using stack = new AsyncDisposableStack();
  const base = fs.mkdtempSync(join(rigBase(), 'nb-rig-'));
  stack.defer(() => fs.rmSync(base, { recursive: true, force: true }));
  fs.chmodSync(base, 0o755);
  const [home, clone] = [join(base, 'home'), join(base, 'clone')];
  const [tools, runtimeDir] = [join(base, 'tools'), join(base, 'run')];
  for (const dir of [home, runtimeDir]) fs.mkdirSync(dir);
  writeTools(tools);
  writeClone(clone, recipe.briefFile, brief);
  const token = 'nbt_0123456789abcdef0123456789abcdef';
  const model = stack.use(await openScriptedModel({ clock, script: options.script, key: token }));
  const socket = await openModelSocket(join(runtimeDir, 'model.sock'), model.url);
  stack.defer(() => void socket.close());
  const places = agentPlaces(jail, { home, clone, tools, runtimeDir });

  const insideFor = (prompt: string): AgentInside => ({
    ...{ home: places.home, clone: places.clone, bench: `${places.tools}/bin/bench` },
    ...{ modelUrl: 'http://127.0.0.1:8901', token, model: options.model, prompt, command: [] },
  });
  /** Writes the seeds anew, as every start does. */
  const prepare = async (
    mode: Mode,
    prompt: string,
  ): Promise<{ command: AgentCommand; launch: Launch }> => {
    const inside = insideFor(prompt);
    for (const { at, path, text } of recipe.seeds(inside)) {
      const file = join(at === 'home' ? home : clone, path);
      fs.mkdirSync(dirname(file), { recursive: true });
      fs.writeFileSync(file, text);
    }
    await prepareAgentFolders(jail, [home, clone]);
    const launch = recipe[mode](inside);
    const plan: AgentPlan = {
      ...{ home, clone, tools, runtimeDir, sockets: ['model.sock'], readOnly: program.mounts },
      env: launch.env,
      command: programCommand(program, { mapped: true, node: `${places.tools}/bin/node` }, launch),
      model: { socket: 'model.sock' },
      terminal: mode === 'terminal' || mode === 'resume',
    };
    return { launch, command: agentCommand(plan, jail) };
  };

  const rest = stack.move();
  return {
    ...{ model, home, clone },
    git: (...args) => gitIn(clone, args),
    benchCalls() {
      const file = join(home, 'bench-calls.jsonl');
      const lines = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim().split('\n') : [];
      return lines.map((line) => JSON.parse(line) as unknown);
    },
    async runHeadless(mode, prompt) {
      const { command } = await prepare(mode, prompt);
      const { file, args, env, cwd } = command;
      const child = spawn(file, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
      const closed = once(child, 'close');
      const [out, err] = await Promise.all([buffer(child.stdout), buffer(child.stderr)]);
      const [code] = (await closed) as [number | null];
      await endAgent(jail, child.pid ?? -1, clock, home);
      return { code, output: `${out}${err}` };
    },
    openTerminal: (mode, prompt) => openScreen(() => prepare(mode, prompt), jail, home),
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };
}

function openScreen(
  prepare: () => Promise<{ command: AgentCommand; launch: Launch }>,
  jail: AgentJail,
  home: string,
): AgentScreen {
  const screen = new xterm.Terminal({ cols: 110, rows, allowProposedApi: true });
  const opened = prepare().then(({ command, launch }) => {
    let typed = launch.typed;
    const pty = openPty({
      ...{ ...command, cols: screen.cols, rows },
      onData: (bytes) =>
        screen.write(bytes, () => {
          if (typed === null || !screen.modes.bracketedPasteMode) return;
          pty.write(typed);
          typed = null;
        }),
    });
    screen.onData((answer) => pty.write(answer));
    return pty;
  });
  return {
    text() {
      const { active } = screen.buffer;
      const lines = Array.from({ length: rows }, (_, row) =>
        active.getLine(active.viewportY + row),
      );
      return lines.map((line) => line?.translateToString(true) ?? '').join('\n');
    },
    async [Symbol.asyncDispose]() {
      using pty = await opened;
      const { left } = await endAgent(jail, pty.pid, clock, home);
      if (left !== 0) throw new Error(`${left} processes of the agent are left`);
      screen.dispose();
    },
  };
}
