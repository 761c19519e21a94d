/**
 * A hostile agent through the whole product: started as an agent's command in a real core with a real door and another
 * agent beside it, it tries every way out that we know, by name, and each is refused. What stands in the hub is only what
 * agents may see.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect } from 'vitest';
import type { CoreApi } from '../../main/base/api/contract.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import { probeAgentJail } from '../../main/environment/jail/probeAgentJail.ts';
import { lockRecordings } from '../../main/store/lockRecordings.ts';
import { shellCommand, startAgent, whenEnded } from '../lib/agentUnderTest.ts';
import { never, openTestCore, tempDir } from '../lib/coreUnderTest.ts';
import { itWhere } from '../lib/needs.ts';
import { openWatchedDoor } from '../lib/openWatchedDoor.ts';

const appDir = path.resolve(import.meta.dirname, '../..');
const probe = path.join(appDir, 'main/environment/jail/probe/agentEscape.mjs');
using cache = tempDir('escape-cache');
const jail = await probeAgentJail({ log: silentLog, appDir, cacheDir: cache.path });

const run = (api: CoreApi, script: string, resume?: string): Promise<string> =>
  startAgent(api, {
    ...{ task: 'touch', command: shellCommand(script) },
    ...(resume === undefined ? {} : { resume }),
  });

/** Git's hash of every file that agents may not see. */
function hiddenBlobs(): readonly string[] {
  const dirs = ['judge', 'reset', 'scene'].map((room) => path.join(appDir, 'tasks/touch', room));
  const files = [
    path.join(appDir, 'tasks/touch/task.json'),
    ...dirs.flatMap((dir) => readdirSync(dir).map((name) => path.join(dir, name))),
  ];
  return files.map((file) =>
    execFileSync('git', ['hash-object', file], { encoding: 'utf8' }).trim(),
  );
}

/** What an agent may do, said by the probe as "got". */
const allowed: readonly RegExp[] = [
  // Its own loopback, where nobody listens but its own bridge.
  /^listen .*/,
  // The hub is shown at its own path, so the folders on the way have their names and hold nothing else.
  /^(see|list) the data folder: got: hubs$/,
  /^copy the data folder: got: $/,
];

/** Sockets of an agent, where the core keeps them. */
function socketsOf(agentId: string): readonly string[] {
  const dirs = readdirSync(tmpdir()).filter((name) => name.startsWith('nb-'));
  return dirs
    .map((name) => path.join(tmpdir(), name))
    .filter((dir) => statSync(dir).isDirectory())
    .flatMap((dir) => readdirSync(dir).map((name) => path.join(dir, name)))
    .filter((file) => file.includes(agentId));
}

function whatLiesOutside(dataDir: string, neighbour: string, door: { port: number; url: string }) {
  const inData = (...parts: string[]): string => path.join(dataDir, ...parts);
  const inApp = (...parts: string[]): string => path.join(appDir, ...parts);
  for (const id of ['demo-000001', 'demo-000002']) {
    mkdirSync(inData('demos', id), { recursive: true });
    writeFileSync(inData('demos', id, 'frames.mcap'), 'frames of a demo');
  }
  lockRecordings(dataDir, ['demo-000001']);
  mkdirSync(inData('cache', 'thumbs', 'demo-000002'), { recursive: true });
  writeFileSync(inData('cache', 'thumbs', 'demo-000002', 'front-0.jpg'), 'a small picture');
  writeFileSync(inData('agents', 'providers.json'), '{}');
  const others = socketsOf(neighbour);
  return {
    files: {
      'the ledger': inData('ledger.sqlite'),
      'the judge': inData('tasks/touch/judge/judge.ts'),
      'the reset': inData('tasks/touch/reset/reset.ts'),
      'a locked clip': inData('locked/demo-000001/frames.mcap'),
      'a demo': inData('demos/demo-000002/frames.mcap'),
      'a small picture': inData('cache/thumbs/demo-000002/front-0.jpg'),
      'the keys': inData('agents/providers.json'),
      'its neighbour’s secret': inData('agents', neighbour, 'home', 'secret'),
      'its neighbour’s clone': inData('agents', neighbour, 'clone', 'program.md'),
    },
    peeks: {
      'the scene': inApp('tasks/touch/scene/scene.ts'),
      'the oracle': inApp('tasks/touch/scene/oracle.ts'),
      'the core': inApp('main/core.ts'),
      'the simulator': inApp('main/bench/devices/sim/simBench.ts'),
      'the data folder': dataDir,
      'the trials': inData('trials'),
      'what is locked': inData('locked'),
    },
    folders: { 'the data folder': dataDir, 'the app': appDir },
    hub: inData('hubs/touch.git'),
    ports: { 'the window’s door': door.port },
    sockets: Object.fromEntries(others.map((each, at) => [`its neighbour’s desk ${at}`, each])),
    pids: { 'the core': process.pid },
    run: {
      'the operator’s bench': [inApp('main/entry/bench.mjs'), 'status', '--data', dataDir],
    },
    abstracts: {},
    tools: '/opt/bench',
    url: door.url,
  };
}

describe('a hostile agent', () => {
  itWhere(jail.level !== 'none', jail.why)(
    'finds no way out of its session',
    async () => {
      using data = tempDir('escape');
      await using core = await openTestCore({ dataDir: data.path });
      const { api, dataDir } = core;
      const { door } = await openWatchedDoor(api);
      await using _door = door;
      const neighbour = await run(api, 'echo secret > ~/secret; cat');
      const first = await run(api, 'true');
      await whenEnded(api, first);
      const home = path.join(dataDir, 'agents', first, 'home');
      cpSync(probe, path.join(home, 'escape.mjs'));
      const outside = whatLiesOutside(dataDir, neighbour, door);
      expect(Object.keys(outside.sockets).length).toBeGreaterThan(0);
      writeFileSync(path.join(home, 'outside.json'), JSON.stringify(outside));
      const last = await run(
        api,
        'cd ~ && node escape.mjs "$(cat outside.json)" > results.json 2> words.txt; ' +
          'bench sim set --light 0; bench status --data / ; bench stop',
        first,
      );
      await whenEnded(api, last);
      const words = readFileSync(path.join(home, 'words.txt'), 'utf8');
      expect(words).toBe('');
      const results = JSON.parse(readFileSync(path.join(home, 'results.json'), 'utf8')) as Record<
        string,
        string
      >;
      const got = Object.entries(results)
        .map(([name, result]) => `${name}: ${result}`)
        .filter((line) => line.includes(': got: ') && !allowed.some((each) => each.test(line)));
      expect(got).toEqual([]);
      expect(Object.keys(results).length).toBeGreaterThan(150);
      const { text } = await api.call('agent.screen', { agentId: last, lines: 100 }, never);
      expect(text).toMatch(/there is no `bench sim set`/);
      expect(text).toMatch(/there is no --data/);
      expect(text).toMatch(/there is no `bench stop`/);
      expect(readFileSync(path.join(dataDir, 'agents', neighbour, 'home', 'secret'), 'utf8')).toBe(
        'secret\n',
      );
      const hub = path.join(dataDir, 'hubs/touch.git');
      for (const blob of hiddenBlobs())
        expect(() =>
          execFileSync('git', ['--git-dir', hub, 'cat-file', '-e', blob], { stdio: 'ignore' }),
        ).toThrow();
      const report = await api.call('core.verify', {}, never);
      expect(report.ok).toBe(true);
    },
    120_000,
  );
});
