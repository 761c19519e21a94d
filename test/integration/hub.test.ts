/** The hub of a task with real git: what is in it, clones, takes, results, restarts; nothing hostile yet. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { realClock } from '../../main/base/lib/clock.ts';
import { createGit } from '../../main/evolution/hub/git.ts';
import type { HubResult } from '../../main/evolution/hub/hub.ts';
import { openHub } from '../../main/evolution/hub/openHub.ts';
import { packWhenMany } from '../../main/evolution/hub/packWhenMany.ts';
import { accepted, type HubUnderTest, hubUnderTest, runGit } from '../lib/hubUnderTest.ts';
import { describeNeeds, itNeeds, itWhere } from '../lib/needs.ts';

const it = itNeeds(['git']);
const withHub = (run: (bench: HubUnderTest) => Promise<void>) => async (): Promise<void> => {
  using bench = await hubUnderTest();
  await run(bench);
};

const result = (trialId: string, commit: string, policyTree: string): HubResult => ({
  trialId,
  commit,
  policyTree,
  outcome: { kind: 'failure', reason: 'not-reached' },
  agentId: 'agent-0001',
  ideaId: 'idea-0001',
  wallTime: '2026-01-02T03:04:05.000Z',
  stepHash: 'a'.repeat(64),
});

describeNeeds(['git'])('a hub', () => {
  it(
    'holds policy, notes and brief in a commit by the app, and no object of anything else',
    withHub(async ({ hub }) => {
      const files = runGit(hub.dir, ['ls-tree', '-r', '--name-only', 'main']).split('\n');
      expect(files).toEqual([
        'notes/README.md',
        'policy/parts/plan.ts',
        'policy/policy.ts',
        'program.md',
      ]);
      expect(runGit(hub.dir, ['log', '--format=%an <%ae>', 'main'])).toMatch(/^Nightbench </);
      const objects = runGit(hub.dir, ['cat-file', '--batch-check', '--batch-all-objects']);
      // One commit, four folders, four files.
      expect(objects.split('\n')).toHaveLength(9);
      expect(statSync(path.join(hub.dir, 'objects')).mode & 0o005).toBe(0o005);
      expect(runGit(hub.dir, ['fsck', '--strict'])).toBe('');
    }),
  );

  it(
    'follows its template while it is open: new clones begin there, old ones fetch it, and both are taken from',
    withHub(async (bench) => {
      const { hub } = bench;
      const before = await hub.head();
      const old = await bench.clone('agent-0001');
      await hub.follow();
      expect(await hub.head()).toBe(before);
      writeFileSync(path.join(bench.taskDir, 'program.md'), '# Brief: slower\n');
      await Promise.all([hub.follow(), hub.follow()]);
      const after = await hub.head();
      expect(runGit(hub.dir, ['rev-list', 'main']).split('\n')).toEqual([after, before]);
      const fresh = await bench.clone('agent-0002');
      expect(readFileSync(path.join(fresh.dir, 'program.md'), 'utf8')).toBe('# Brief: slower\n');
      old.git('fetch', '--quiet');
      expect(old.git('rev-parse', 'origin/main')).toBe(after);
      old.commit({ 'policy/more.ts': '// one\n' });
      fresh.commit({ 'policy/more.ts': '// two\n' });
      expect([accepted(await old.take()).changed, accepted(await fresh.take()).changed]).toEqual([
        ['policy/more.ts'],
        ['policy/more.ts'],
      ]);
      expect(await (await bench.reopen()).head()).toBe(after);
    }),
  );

  it('takes no more than what its task lets an agent change', async () => {
    using bench = await hubUnderTest();
    const task = { id: 'touch', dir: bench.taskDir, surface: ['policy/parts/**'] };
    const clone = await bench.clone('agent-0001');
    const narrow = await openHub(bench.ports, task);
    clone.commit({ 'policy/parts/plan.ts': '// mine\n' });
    expect((await narrow.take('agent-0001', clone.dir)).kind).toBe('accepted');
    clone.commit({ 'policy/policy.ts': '// mine\n' });
    expect(await narrow.take('agent-0001', clone.dir)).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('only policy/parts/** may'),
    });
  });

  it('has the same first commit at every bench', async () => {
    using one = await hubUnderTest();
    using other = await hubUnderTest();
    expect(await one.hub.head()).toBe(await other.hub.head());
  });

  it(
    'follows its template, and leaves a main alone that somebody else wrote',
    withHub(async (bench) => {
      const first = await bench.hub.head();
      expect(await (await bench.reopen()).head()).toBe(first);
      writeFileSync(path.join(bench.taskDir, 'program.md'), 'Touch it twice.\n');
      const second = await bench.reopen();
      expect(runGit(second.dir, ['rev-parse', 'main^'])).toBe(first);
      expect(runGit(second.dir, ['show', 'main:program.md'])).toBe('Touch it twice.');
      const tree = runGit(second.dir, ['rev-parse', 'main^{tree}']);
      const ident = ['-c', 'user.name=p', '-c', 'user.email=p@q'];
      const carried = runGit(second.dir, [...ident, 'commit-tree', tree, '-p', 'main', '-m', 'x']);
      runGit(second.dir, ['update-ref', 'refs/heads/main', carried]);
      writeFileSync(path.join(bench.taskDir, 'program.md'), 'Touch it thrice.\n');
      expect(await (await bench.reopen()).head()).toBe(carried);
    }),
  );

  it(
    'refuses a template that no agent could work on',
    withHub(async (bench) => {
      writeFileSync(path.join(bench.taskDir, 'policy', 'b\u00fc.ts'), '');
      await expect(bench.reopen()).rejects.toMatchObject({ code: 'bad-input' });
    }),
  );

  it(
    'gives clones that borrow its objects, carry their name, and nothing of ours',
    withHub(async (bench) => {
      const clone = await bench.clone('agent-0001');
      expect(clone.git('branch', '--show-current')).toBe('work');
      expect(clone.git('status', '--porcelain')).toBe('');
      expect(clone.git('branch', '--list')).toBe('* work');
      expect(existsSync(path.join(clone.dir, '.git/hooks'))).toBe(false);
      expect(readdirSync(path.join(clone.dir, '.git/objects')).sort()).toEqual(['info', 'pack']);
      clone.commit({ 'policy/policy.ts': 'export const speed = 2;\n' });
      expect(clone.git('log', '-1', '--format=%an')).toBe('agent-0001');
      await expect(bench.hub.clone(clone.dir, { agentId: 'agent-0002' })).rejects.toMatchObject({
        code: 'bad-input',
      });
      await expect(bench.clone('agent-0003', '0'.repeat(40))).rejects.toMatchObject({
        code: 'not-found',
      });
    }),
  );

  itWhere(process.getuid?.() === 0, 'needs root, to become another user')(
    'is read by agents that run as another user, who cannot write it; their clones are taken',
    withHub(async (bench) => {
      const other = 65_534;
      chmodSync(bench.root, 0o755);
      const clone = await bench.clone('agent-0001');
      const owned = readdirSync(clone.dir, { recursive: true }) as string[];
      for (const name of ['.', ...owned]) chownSync(path.join(clone.dir, name), other, other);
      const env = { PATH: process.env.PATH ?? '', GIT_CONFIG_GLOBAL: '/dev/null' };
      const asOther = (more: Readonly<Record<string, string>>, ...args: string[]): string => {
        const options = { cwd: clone.dir, uid: other, gid: other, env: { ...env, ...more } };
        return execFileSync('git', args, { ...options, stdio: 'pipe' }).toString();
      };
      expect(() => asOther({}, 'fetch', '--quiet')).toThrow(/dubious ownership/);
      asOther(bench.hub.agentEnv, 'fetch', '--quiet');
      const push = ['push', 'origin', 'HEAD:refs/heads/mine'];
      expect(() => asOther(bench.hub.agentEnv, ...push)).toThrow(/hidden ref|ermission|unpack/);
      asOther({}, 'commit', '--quiet', '--allow-empty', '-m', 'mine');
      expect(accepted(await clone.take()).subject).toBe('mine');
      expect(runGit(bench.hub.dir, ['for-each-ref', 'refs/heads/mine'])).toBe('');
    }),
  );

  it(
    'takes a commit once, says what changed, and says when there is nothing new',
    withHub(async (bench) => {
      const clone = await bench.clone('agent-0001');
      const start = accepted(await clone.take());
      expect(start).toMatchObject({ unchanged: true, ref: null, changed: [] });
      const commit = clone.commit(
        { 'policy/new.ts': 'export const a = 1;\n', 'notes/a.md': 'tried\n' },
        'Push from the left\n\nIdea: idea-0001\nExpect: fewer slips',
      );
      clone.write('policy/uncommitted.ts', '');
      const taken = accepted(await clone.take());
      expect(taken).toMatchObject({
        commit,
        ref: 'refs/agents/agent-0001/1',
        changed: ['notes/a.md', 'policy/new.ts'],
        subject: 'Push from the left',
        unchanged: false,
      });
      expect(taken.policyTree).toBe(clone.git('rev-parse', 'HEAD:policy'));
      expect(accepted(await clone.take())).toMatchObject({ unchanged: true, commit, ref: null });
      expect(bench.hub.peerRef('agent-0001')).toBe('refs/agents/agent-0001/1');
      expect(await bench.hub.log('agent-0001')).toMatchObject([
        { commit, claims: { idea: 'idea-0001', parentIdea: null, expect: 'fewer slips' } },
      ]);
      expect(await bench.hub.diff(commit)).toContain('+export const a = 1;');
      expect(runGit(bench.hub.dir, ['fsck', '--strict'])).toBe('');
    }),
  );

  it(
    'goes on after a restart where it was, leftovers of a crash and stale locks removed',
    withHub(async (bench) => {
      const clone = await bench.clone('agent-0001');
      clone.commit({ 'policy/a.ts': '1' });
      accepted(await clone.take());
      writeFileSync(path.join(bench.hub.dir, 'refs/agents/agent-0001/2.lock'), '');
      writeFileSync(path.join(bench.hub.dir, 'packed-refs.lock'), '');
      const again = await bench.reopen();
      expect(again.peerRef('agent-0001')).toBe('refs/agents/agent-0001/1');
      const commit = clone.commit({ 'policy/a.ts': '2' });
      const taken = accepted(await clone.take());
      expect(taken).toMatchObject({ ref: 'refs/agents/agent-0001/2', commit });
      expect(readdirSync(path.join(bench.root, 'hubs/.scratch-touch'))).toEqual([]);
    }),
  );

  it(
    'shows what was taken to peers by a plain fetch, and takes work that builds on it',
    withHub(async (bench) => {
      const one = await bench.clone('agent-0001');
      const theirs = one.commit({ 'policy/a.ts': '1' });
      accepted(await one.take());
      const two = await bench.clone('agent-0002');
      two.git('fetch', '--quiet');
      expect(two.git('rev-parse', 'peers/agent-0001/1')).toBe(theirs);
      two.commit({ 'policy/b.ts': '2' });
      two.git('merge', '--quiet', '--no-edit', 'peers/agent-0001/1');
      const taken = accepted(await two.take());
      expect(taken.changed).toEqual(['policy/a.ts', 'policy/b.ts']);
      const from = await bench.clone('agent-0003', theirs);
      expect(from.git('rev-parse', 'HEAD')).toBe(theirs);
    }),
  );

  it(
    'takes work on an older main as such, and the merge of the newer one',
    withHub(async (bench) => {
      const clone = await bench.clone('agent-0001');
      clone.commit({ 'policy/a.ts': '1' });
      writeFileSync(path.join(bench.taskDir, 'program.md'), 'Touch it twice.\n');
      await bench.reopen();
      expect(accepted(await clone.take()).changed).toEqual(['policy/a.ts']);
      clone.git('fetch', '--quiet');
      clone.git('merge', '--quiet', '--no-edit', 'origin/main');
      expect(accepted(await clone.take()).changed).toEqual(['policy/a.ts']);
    }),
  );

  it(
    'exports the policy of a commit as plain files, whatever attributes ask for',
    withHub(async (bench) => {
      const clone = await bench.clone('agent-0001');
      clone.write('policy/run.sh', '#!/bin/sh\n# $Format:%H$\r\n');
      chmodSync(path.join(clone.dir, 'policy/run.sh'), 0o755);
      const commit = clone.commit({});
      accepted(await clone.take());
      const into = path.join(bench.root, 'out');
      await bench.hub.exportTree(commit, 'policy', into);
      expect(readFileSync(path.join(into, 'run.sh'), 'utf8')).toBe('#!/bin/sh\n# $Format:%H$\r\n');
      expect(statSync(path.join(into, 'run.sh')).mode & 0o111).not.toBe(0);
      expect(readdirSync(into, { recursive: true }).sort()).toEqual([
        'parts',
        'parts/plan.ts',
        'policy.ts',
        'run.sh',
      ]);
      const again = bench.hub.exportTree(commit, 'policy', into);
      await expect(again).rejects.toMatchObject({ code: 'bad-input' });
      const unknown = bench.hub.exportTree('0'.repeat(40), 'policy', `${into}2`);
      await expect(unknown).rejects.toMatchObject({ code: 'not-found' });
    }),
  );

  it(
    'appends results on the ref of its bench and lists them newest first, after a restart too',
    withHub(async (bench) => {
      const commit = await bench.hub.head();
      const tree = runGit(bench.hub.dir, ['rev-parse', 'main:policy']);
      const all = Array.from({ length: 30 }, (_, i) => result(`trial-${i}`, commit, tree));
      await Promise.all(all.map((each) => bench.hub.writeResult(each)));
      await bench.hub.writeResult(all[3] as HubResult);
      const changed = { ...(all[3] as HubResult), outcome: { kind: 'success' } as const };
      await expect(bench.hub.writeResult(changed)).rejects.toMatchObject({ code: 'refused' });
      const more = { ...(all[0] as HubResult), trialId: 'trial-x', score: 0.9 };
      await expect(bench.hub.writeResult(more)).rejects.toMatchObject({ code: 'bad-input' });
      const again = await bench.reopen();
      // As after a crash: more of them than may wait, and none is written.
      const resent = Array.from({ length: 1500 }, (_, i) => all[i % all.length] as HubResult);
      await Promise.all(resent.map((each) => again.writeResult(each)));
      await again.writeResult(result('trial-30', commit, tree));
      expect((await again.results(3)).map(({ trialId }) => trialId)).toEqual([
        'trial-30',
        'trial-29',
        'trial-28',
      ]);
      expect(await again.results(1000)).toHaveLength(31);
      const ref = 'refs/bench/bench-1/results';
      expect(runGit(again.dir, ['rev-list', '--count', ref])).toBe('31');
      const trailers = runGit(again.dir, ['log', '-1', '--format=%(trailers)', ref]);
      expect(trailers).toContain('Bench-Outcome: failure not-reached');
      expect(runGit(again.dir, ['fsck', '--strict'])).toBe('');
    }),
  );

  it(
    'packs its objects and refs, keeps what no ref names, and goes on as before',
    withHub(async (bench) => {
      const clone = await bench.clone('agent-0001');
      clone.commit({ 'policy/a.ts': '1' });
      accepted(await clone.take());
      const orphan = runGit(bench.hub.dir, ['hash-object', '-w', '--stdin'], 'of no ref');
      const git = createGit(realClock, path.join(bench.root, 'home'));
      expect(await packWhenMany(git, bench.hub.dir, 1000)).toBe(false);
      expect(await packWhenMany(git, bench.hub.dir, 1)).toBe(true);
      expect(runGit(bench.hub.dir, ['count-objects'])).toMatch(/^[01] objects/);
      expect(runGit(bench.hub.dir, ['cat-file', '-p', orphan])).toBe('of no ref');
      expect(runGit(clone.dir, ['fsck', '--strict', '--no-dangling'])).toBe('');
      const again = await bench.reopen();
      expect(again.peerRef('agent-0001')).toBe('refs/agents/agent-0001/1');
      clone.commit({ 'policy/b.ts': '2' });
      expect(accepted(await clone.take()).ref).toBe('refs/agents/agent-0001/2');
    }),
  );

  it(
    'removes a clone however deep its agent dug',
    withHub(async (bench) => {
      const clone = await bench.clone('agent-0001');
      symlinkSync(bench.taskDir, path.join(clone.dir, 'link'));
      const dig = `const { mkdirSync, writeFileSync } = require('node:fs');
        for (let i = 0; i < 40; i++) {
          mkdirSync('d'.repeat(200));
          process.chdir('d'.repeat(200));
        }
        mkdirSync('closed');
        writeFileSync('closed/x', '');
        require('node:fs').chmodSync('closed', 0);`;
      execFileSync(process.execPath, ['-e', dig], { cwd: clone.dir });
      await bench.hub.removeClone(clone.dir);
      expect(existsSync(clone.dir)).toBe(false);
      expect(existsSync(path.join(bench.taskDir, 'program.md'))).toBe(true);
    }),
  );

  it(
    'removes clones that it made, oldest first, and no other folder',
    withHub(async (bench) => {
      const names = ['agent-0001', 'agent-0002', 'agent-0003', 'agent-0004'];
      const dirs: string[] = [];
      for (const name of names) dirs.push((await bench.clone(name)).dir);
      const { hubBytes, cloneBytes } = await bench.hub.sizes();
      expect(hubBytes).toBeGreaterThan(0);
      expect(cloneBytes).toBeGreaterThan(0);
      const again = await bench.reopen();
      const [first, second] = dirs as [string, string];
      expect(await again.keepClones(2, [first])).toEqual(dirs.slice(1, 3));
      expect(existsSync(first)).toBe(true);
      expect(existsSync(second)).toBe(false);
      await again.removeClone(first);
      expect(existsSync(first)).toBe(false);
      const foreign = again.removeClone(bench.taskDir);
      await expect(foreign).rejects.toMatchObject({ code: 'refused' });
      expect(existsSync(bench.taskDir)).toBe(true);
    }),
  );
});
