/**
 * A hostile agent in the agents' jail at every level that this machine gives: every way out is refused, by name, and
 * nothing outside has changed. Without a jail the same program gets at everything, so the refusals are the jail's.
 */
import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { appDir, openAgentGrounds } from '../../../test/lib/agentGrounds.ts';
import { describeWhere } from '../../../test/lib/needs.ts';
import { type AgentJail, agentPlaces } from './agentJail.ts';
import { findTool } from './findTool.ts';

const grounds = await openAgentGrounds();
const { at, jails, ports } = grounds;
afterAll(() => grounds[Symbol.asyncDispose]());

/** Harmless at this level. */
const allowed: Readonly<Record<string, RegExp>> = {
  // In a network of its own, with nobody else in it.
  bubblewrap: /^listen (on a port|without binding)$/,
  // Numbers, not what is behind them.
  landlock: /^list fd of /,
};

const systemBus = '/run/dbus/system_bus_socket';

/** The probe lacks a program that this machine lacks too. */
const isMissing = (result: string): boolean => {
  const name = /^untried: no (\w+)$/.exec(result)?.[1];
  return name !== undefined && findTool(name) === null && !fs.existsSync(`/usr/sbin/${name}`);
};

/** Everything outside, as it would show a change. */
const picture = (): string =>
  spawnSync('ls', ['-lRn', '--time-style=+%s', at('outside'), at('hub.git')]).stdout.toString();

function outsideOf(jail: AgentJail, neighbour: number | undefined): object {
  const { secret } = grounds;
  const walled = jail.level !== 'none';
  return {
    files: {
      'the judge': secret('task', 'judge.ts'),
      'the reset': secret('task', 'reset.ts'),
      'the scene': secret('task', 'scene.xml'),
      'the oracle': secret('task', 'oracle.ts'),
      'a locked clip': secret('clips', 'locked.mcap'),
      'the ledger': secret('data', 'ledger.sqlite'),
      "another agent's clone": secret('other', 'clone', 'policy.ts'),
      "another agent's key": secret('other', 'home', 'key.json'),
      "the lab's key": secret('keys', 'anthropic'),
    },
    folders: {
      'the data folder': at('outside', 'data'),
      "another agent's home": at('outside', 'other', 'home'),
      'the runtime folder': at('run'),
    },
    peeks: {
      'the app': appDir,
      'the core': path.join(appDir, 'main/core.ts'),
      'the simulator': path.join(appDir, 'main/bench/devices/sim'),
      "a task's oracle": path.join(appDir, 'tasks/push-t/scene/oracle.ts'),
    },
    hub: at('hub.git'),
    ports: { "the window's door": ports.tcp },
    url: `http://127.0.0.1:${ports.tcp}/`,
    udpPort: ports.udp,
    // Under bubblewrap there is nobody whom it could reach.
    mptcp: jail.level === 'landlock',
    sockets: {
      "another agent's desk": at('run/other.sock'),
      ...(fs.existsSync(systemBus) ? { 'the system bus': systemBus } : {}),
    },
    abstracts: { 'an abstract socket': path.basename(at()) },
    pids: walled
      ? { 'a neighbour': neighbour, 'the app': process.pid }
      : { 'a neighbour': neighbour },
    tools: agentPlaces(jail, { home: '', clone: '', tools: at('tools'), runtimeDir: '' }).tools,
    run: { "the operator's bench": [path.join(appDir, 'bench'), 'status', '--data', at()] },
  };
}

/** Runs the hostile program. Beside what it says: whether it left a trace outside. */
async function escapes(
  jail: AgentJail,
): Promise<{ readonly results: Readonly<Record<string, string>>; readonly changed: boolean }> {
  const neighbour = spawn('sleep', ['600']);
  const told = outsideOf(jail, neighbour.pid);
  const before = picture();
  try {
    const script = path.join(import.meta.dirname, 'probe', 'agentEscape.mjs');
    const { stdout, stderr } = await grounds.run(jail, [
      'node',
      '--input-type=module',
      '-e',
      fs.readFileSync(script, 'utf8'),
      JSON.stringify(told),
    ]);
    expect(stderr).toBe('');
    return { results: JSON.parse(stdout), changed: picture() !== before };
  } finally {
    neighbour.kill('SIGKILL');
  }
}

describe.each(['bubblewrap', 'landlock'] as const)('%s', (level) => {
  const jail = jails[level];
  describeWhere(jail.level === level, jail.why)('refuses', () => {
    it('every way out', async () => {
      const { results, changed } = await escapes(jail);
      for (const name of ['/nb-x', '/usr/nb-x', '/etc/nb-x', '/run/nb-x', '/dev/nb-x'])
        expect(fs.existsSync(name)).toBe(false);
      expect(changed).toBe(false);
      expect(Object.keys(results).length).toBeGreaterThan(200);
      const got = Object.entries(results).filter(
        ([name, result]) =>
          !result.startsWith('refused: ') &&
          !(allowed[level] as RegExp).test(name) &&
          !isMissing(result),
      );
      expect(Object.fromEntries(got)).toEqual({});
    }, 120_000);
  });
});

describe('without a jail', () => {
  it('the hostile program gets at everything: what it is refused elsewhere, a jail refuses', async () => {
    const { results, changed } = await escapes(jails.none);
    fs.chmodSync(at('run'), 0o755);
    expect(changed).toBe(true);
    for (const name of [
      ...['read the judge', 'change the ledger', 'move a locked clip', 'list the data folder'],
      ...["write into another agent's home", "write the hub's config", 'push to the hub'],
      ...["reach the window's door", "reach another agent's desk", 'reach an abstract socket'],
      ...['read the judge by a link', 'send a datagram', 'listen on a port', 'see the core'],
    ])
      expect(`${name}: ${results[name]}`).toMatch(/: got: /);
  });
});
