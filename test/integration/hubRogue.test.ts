/**
 * The hub against what an agent's side can do to the wire and to the file system around it: a serving side of its own, a
 * clone that leads elsewhere from inside a jail, and many agents at once.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { realClock } from '../../main/base/lib/clock.ts';
import type { HubPorts } from '../../main/evolution/hub/hub.ts';
import { openHub } from '../../main/evolution/hub/openHub.ts';
import { accepted, hubUnderTest, refusal, runGit, writeFiles } from '../lib/hubUnderTest.ts';
import { describeNeeds, itNeeds } from '../lib/needs.ts';

const it = itNeeds(['git']);
const rogue = fileURLToPath(new URL('../lib/rogueGitServer.mjs', import.meta.url));
const commit = '12'.repeat(20);

/** What the hub waits longest for comes soon; the rest of the clock is the machine's. */
const hastyClock: HubPorts['clock'] = {
  ...realClock,
  after: (ms, run) => realClock.after(ms >= 30_000 ? 300 : ms, run),
};

describeNeeds(['git'])('a serving side that', () => {
  const ways: readonly (readonly [string, RegExp])[] = [
    ['ends at once', /cannot be read: git ended with 1/],
    ['talks nonsense', /cannot be read/],
    ['has refs without end', /too many refs/],
    ['has lines of nothing without end', /cannot be read/],
    ['has a HEAD, then lines of nothing', /cannot be read/],
    ['answers without end', /its answers have no end/],
    ['says an error', /cannot be read: \[2Jno way$/],
    ['promises many objects', /bring 2147483647 objects/],
    ['sends a pack without end', /over 24 MiB|git found fault/],
    ['sends a delta that unfolds', /git found fault.*over limit/],
    ['sends a torn pack', /git found fault/],
    ['sends something else', /which is not whole/],
  ];
  for (const [way, words] of ways) {
    it(`${way} is refused`, async () => {
      using bench = await hubUnderTest(() => () => [process.execPath, rogue, way, commit, '/x']);
      const { dir } = await bench.clone('agent-0001');
      expect(refusal(await bench.hub.take('agent-0001', dir))).toMatch(words);
      expect(readdirSync(path.join(bench.root, 'hubs/.scratch-touch'))).toEqual([]);
      expect(runGit(bench.hub.dir, ['for-each-ref', 'refs/agents'])).toBe('');
    });
  }

  it('says nothing is given up after its time, and at once when the caller says so', async () => {
    const silent = [process.execPath, rogue, 'says nothing', commit, '/x'];
    using bench = await hubUnderTest(() => () => silent);
    const { dir } = await bench.clone('agent-0001');
    const ports = { ...bench.ports, clock: hastyClock };
    const hasty = await openHub(ports, { id: 'touch', dir: bench.taskDir });
    expect(refusal(await hasty.take('agent-0001', dir))).toMatch(/took over 30 s/);
    const caller = new AbortController();
    const cancelled = bench.hub.take('agent-0001', dir, { signal: caller.signal });
    caller.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('cannot be started is our trouble, not the agent’s', async () => {
    using bench = await hubUnderTest((root) => () => [path.join(root, 'no-jail'), '/x']);
    const { dir } = await bench.clone('agent-0001');
    const taken = bench.hub.take('agent-0001', dir);
    await expect(taken).rejects.toMatchObject({ code: 'unavailable' });
  });
});

/** As an agent's jail shows it: the system, the hub and the clone, nothing else. */
const jailed =
  (root: string): HubPorts['packCommand'] =>
  (clone) => {
    const hub = path.join(root, 'hubs/touch.git');
    const system = ['--ro-bind', '/usr', '/usr', '--symlink', 'usr/bin', '/bin'];
    const libraries = ['--symlink', 'usr/lib', '/lib', '--symlink', 'usr/lib64', '/lib64'];
    const apart = ['--unshare-user', '--unshare-pid', '--unshare-net', '--die-with-parent'];
    const places = ['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp'];
    const shown = ['--ro-bind', hub, hub, '--ro-bind', clone, '/clone', '--chdir', '/clone'];
    return ['bwrap', ...apart, ...system, ...libraries, ...places, ...shown, '--', '/clone'];
  };

describeNeeds(['git', 'bubblewrap'])('a clone that is read inside its jail', () => {
  it('is taken like any other', async () => {
    using bench = await hubUnderTest(jailed);
    const clone = await bench.clone('agent-0001');
    clone.commit({ 'policy/a.ts': '1' });
    expect(accepted(await clone.take()).changed).toEqual(['policy/a.ts']);
    clone.commit({ 'policy/a.ts': '2' });
    expect(accepted(await clone.take()).ref).toBe('refs/agents/agent-0001/2');
  });

  /** A repository of the app with something secret in its policy folder, as an agent would want to have it fetched. */
  const secretRepository = (root: string): { readonly dir: string; readonly blob: string } => {
    const dir = path.join(root, 'app');
    writeFiles(dir, { 'policy/judge.ts': 'export const threshold = 0.4321;\n' });
    runGit(dir, ['init', '--quiet']);
    const ident = ['-c', 'user.name=a', '-c', 'user.email=a@b'];
    runGit(dir, ['add', '.']);
    runGit(dir, [...ident, 'commit', '--quiet', '-m', 'secret']);
    return { dir, blob: runGit(dir, ['rev-parse', 'HEAD:policy/judge.ts']) };
  };

  it('gives nothing of another repository: not by alternates', async () => {
    using bench = await hubUnderTest(jailed);
    const clone = await bench.clone('agent-0001');
    const secret = secretRepository(bench.root);
    const alternates = path.join(clone.dir, '.git/objects/info/alternates');
    writeFileSync(alternates, `${bench.hub.dir}/objects\n${secret.dir}/.git/objects\n`);
    // It cannot read the file, but it may know its name.
    clone.git('update-index', '--add', '--cacheinfo', `100644,${secret.blob},policy/got.ts`);
    clone.git('commit', '--quiet', '-m', 'mine');
    expect(refusal(await clone.take())).toMatch(/cannot be read|no whole pack|git found fault/);
    expect(() => runGit(bench.hub.dir, ['cat-file', '-e', secret.blob])).toThrow();
  });

  it('gives nothing of another repository: not by a gitfile, a common folder or links', async () => {
    using bench = await hubUnderTest(jailed);
    const secret = secretRepository(bench.root);
    const tricks: Readonly<Record<string, (dotGit: string) => void>> = {
      gitfile: (dotGit) => writeFileSync(dotGit, `gitdir: ${secret.dir}/.git\n`),
      link: (dotGit) => symlinkSync(path.join(secret.dir, '.git'), dotGit),
      objects: (dotGit) => {
        mkdirSync(path.join(dotGit, 'refs'), { recursive: true });
        writeFileSync(path.join(dotGit, 'HEAD'), runGit(secret.dir, ['rev-parse', 'HEAD']));
        symlinkSync(path.join(secret.dir, '.git/objects'), path.join(dotGit, 'objects'));
      },
      commondir: (dotGit) => {
        mkdirSync(dotGit);
        writeFileSync(path.join(dotGit, 'HEAD'), 'ref: refs/heads/master\n');
        writeFileSync(path.join(dotGit, 'commondir'), `${secret.dir}/.git\n`);
      },
    };
    let agent = 1;
    for (const [name, trick] of Object.entries(tricks)) {
      const clone = await bench.clone(`agent-${agent++}`);
      rmSync(path.join(clone.dir, '.git'), { recursive: true });
      trick(path.join(clone.dir, '.git'));
      expect(refusal(await clone.take()), name).toMatch(/cannot be read: /);
    }
    expect(() => runGit(bench.hub.dir, ['cat-file', '-e', secret.blob])).toThrow();
  });

  it('runs what its settings name inside, where it reaches nothing', async () => {
    using bench = await hubUnderTest(jailed);
    const clone = await bench.clone('agent-0001');
    clone.commit({ 'policy/a.ts': '1' });
    const trap = path.join(bench.root, 'trap');
    writeFiles(clone.dir, { '.git/trap.sh': `#!/bin/sh\ntouch ${trap}\nexec "$@"\n` });
    clone.git('config', 'uploadpack.packObjectsHook', 'sh /clone/.git/trap.sh');
    clone.git('config', 'core.fsmonitor', 'sh /clone/.git/trap.sh');
    accepted(await clone.take());
    expect(existsSync(trap)).toBe(false);
  });
});

describeNeeds(['git'])('many agents at once', () => {
  it('have each their own refs, in order, with nothing lost or tried again', async () => {
    using bench = await hubUnderTest();
    const clones = await Promise.all(
      Array.from({ length: 8 }, (_, i) => bench.clone(`agent-${i}`)),
    );
    const takeTen = async (index: number): Promise<void> => {
      const clone = clones[index] as (typeof clones)[number];
      for (let n = 1; n <= 10; n++) {
        const made = clone.commit({ 'policy/a.ts': `${index} ${n}`, 'policy/b.ts': String(n) });
        const taken = accepted(await clone.take());
        expect(taken).toMatchObject({ commit: made, ref: `refs/agents/agent-${index}/${n}` });
      }
    };
    await Promise.all(clones.map((_, index) => takeTen(index)));
    const refs = runGit(bench.hub.dir, ['for-each-ref', '--format=%(refname)', 'refs/agents']);
    expect(refs.split('\n')).toHaveLength(80);
    expect(runGit(bench.hub.dir, ['fsck', '--strict'])).toBe('');
    const again = await bench.reopen();
    expect(again.peerRef('agent-7')).toBe('refs/agents/agent-7/10');
    expect(await again.log('agent-3')).toHaveLength(10);
  });

  it('are told to wait when one asks too often', async () => {
    using bench = await hubUnderTest();
    const clone = await bench.clone('agent-0001');
    const asked = await Promise.allSettled(Array.from({ length: 6 }, () => clone.take()));
    const busy = asked.filter(({ status }) => status === 'rejected');
    expect(busy).toMatchObject([{ reason: { code: 'busy' } }, { reason: { code: 'busy' } }]);
  });
});
