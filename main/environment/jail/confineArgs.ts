/**
 * What the Landlock launcher is told of an agent: the same places as under bubblewrap, by their real paths. Terminals
 * other than the agent's own are not among them, so it cannot open more.
 */
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { AgentJail, AgentPlan } from './agentJail.ts';
import { machineEtc, rootFolders, toolFiles, usersEtc } from './shownSystem.ts';

const plainDevices: readonly string[] = ['null', 'zero', 'full', 'random', 'urandom', 'tty'].map(
  (name) => `/dev/${name}`,
);

/** `/proc` too, for programs that look at themselves; of other processes it shows what everybody may see. */
export function systemReads(): readonly string[] {
  const { links, dirs } = rootFolders();
  const roots = ['/usr', ...links.map(({ to }) => to), ...dirs].map((dir) => realpathSync(dir));
  return [...new Set([...roots, ...machineEtc(), ...usersEtc(), '/proc'])];
}

const option = (name: string, values: readonly string[]): readonly string[] =>
  [...new Set(values)].flatMap((value) => [name, value]);

/** `uid`: who the agent becomes; null: stays. */
export function confineArgs(plan: AgentPlan, jail: AgentJail, uid: string | null): string[] {
  const { model } = plan;
  const reads = [...systemReads(), ...plan.readOnly.map(({ from }) => realpathSync(from))];
  const tools = toolFiles(plan.tools, plan.tools).map(({ from }) => from);
  const sockets = plan.sockets.map((name) => path.join(plan.runtimeDir, name));
  return [
    jail.tools.confine ?? 'confine',
    'watch',
    ...option(
      '--write',
      [plan.home, plan.clone].map((dir) => realpathSync(dir)),
    ),
    ...option('--read', [...reads, realpathSync(plan.tools), ...tools]),
    ...option('--device', plainDevices.filter(existsSync)),
    ...option(
      '--socket',
      sockets.filter(existsSync).map((file) => realpathSync(file)),
    ),
    ...(model !== null && 'port' in model ? ['--port', `${model.port}`] : []),
    ...(uid === null ? [] : ['--uid', uid]),
    ...['--parent', `${process.pid}`, '--'],
  ];
}
