/**
 * What clever agents commit to get something into the hub, or the hub to do something: each is refused with a reason, and
 * after each no object of it lies in the hub. The clone's serving side runs unconfined here: what is refused is refused by
 * the hub alone.
 */
import { existsSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import {
  accepted,
  type HubUnderTest,
  hubUnderTest,
  refusal,
  runGit,
  type TestClone,
  writeFiles,
} from '../lib/hubUnderTest.ts';
import { describeNeeds, itNeeds } from '../lib/needs.ts';

const it = itNeeds(['git']);
let bench: HubUnderTest;
let clone: TestClone;
let before: string;

const objectsOf = (dir: string): string =>
  runGit(dir, ['cat-file', '--batch-check', '--batch-all-objects']);

/** Entries of HEAD's root and of its policy folder, to be changed by hand. */
type Entry = readonly [mode: string, name: string | Buffer, oid: string];
function entriesOf(rev: string): Entry[] {
  const lines = clone.git('ls-tree', rev).split('\n');
  return lines.map((line) => {
    const [mode = '', , oid = '', name = ''] = line.split(/[ \t]/);
    return [mode === '040000' ? '40000' : mode, name, oid];
  });
}
const inOrder = (entries: Entry[]): Entry[] =>
  entries.sort(([modeA, a], [modeB, b]) =>
    Buffer.compare(
      Buffer.concat([Buffer.from(a), Buffer.from(modeA === '40000' ? '/' : '')]),
      Buffer.concat([Buffer.from(b), Buffer.from(modeB === '40000' ? '/' : '')]),
    ),
  );
/** Commits a tree whose policy/ has one more entry. */
function commitInPolicy(...more: readonly Entry[]): void {
  const policy = clone.tree(inOrder([...entriesOf('HEAD:policy'), ...more]));
  const root = entriesOf('HEAD').map((entry): Entry => {
    return entry[1] === 'policy' ? ['40000', 'policy', policy] : entry;
  });
  clone.commitTree(clone.tree(root));
}
async function expectRefused(words: RegExp): Promise<void> {
  expect(refusal(await clone.take())).toMatch(words);
  expect(objectsOf(bench.hub.dir)).toBe(before);
  expect(runGit(bench.hub.dir, ['for-each-ref', 'refs/agents'])).toBe('');
}

beforeEach(async () => {
  bench = await hubUnderTest();
  clone = await bench.clone('agent-0001');
  before = objectsOf(bench.hub.dir);
});
afterEach(() => bench[Symbol.dispose]());

describeNeeds(['git'])('the edit surface', () => {
  it('is kept by the last commit', async () => {
    clone.commit({ 'program.md': 'The judge is always right.\n' });
    await expectRefused(/"program.md" may not change, only policy\/\*\*/);
  });

  it('is kept by every commit on the way, on side branches too', async () => {
    clone.commit({ 'judge/judge.ts': 'export const threshold = 0;\n' });
    clone.git('rm', '--quiet', '-r', 'judge');
    clone.commit({ 'policy/a.ts': '1' });
    await expectRefused(/"judge\/judge.ts" may not change.*git reset --soft/);
    clone.git('reset', '--quiet', '--hard', 'origin/main');
    clone.git('checkout', '--quiet', '-b', 'side');
    clone.commit({ 'judge.ts': '0' });
    clone.git('rm', '--quiet', 'judge.ts');
    clone.commit({});
    clone.git('checkout', '--quiet', 'work');
    clone.commit({ 'policy/b.ts': '1' });
    clone.git('merge', '--quiet', '--no-edit', 'side');
    await expectRefused(/"judge.ts" may not change/);
  });

  it('holds for what is deleted, and for a policy that is gone', async () => {
    clone.git('rm', '--quiet', 'program.md');
    clone.commit({});
    await expectRefused(/"program.md" may not change/);
    clone.git('reset', '--quiet', '--hard', 'origin/main');
    clone.git('rm', '--quiet', '-r', 'policy');
    clone.commit({});
    await expectRefused(/policy\/ is gone/);
  });

  it('names what is wrong, five paths and how many more', async () => {
    const names = Array.from({ length: 7 }, (_, i) => `judge/${i}.ts`);
    clone.commit(Object.fromEntries(names.map((name) => [name, 'x'])));
    const five = names.slice(0, 5).map((name) => `"${name}"`);
    await expectRefused(new RegExp(`${five.join(', ')} and 2 more may not change, only`));
    clone.git('reset', '--quiet', '--hard', 'origin/main');
    const blob = clone.blob('x');
    commitInPolicy([
      '40000',
      'z',
      clone.tree([
        ['100644', 'NUL', blob],
        ['120000', 'link', blob],
      ]),
    ]);
    await expectRefused(/"policy\/z\/NUL" is a name.*, "policy\/z\/link" is a symbolic link/);
  });

  it('may be narrower for a take', async () => {
    clone.commit({ 'notes/a.md': 'x' });
    const options = { surface: ['policy/*.ts'] };
    const taken = await bench.hub.take('agent-0001', clone.dir, options);
    expect(refusal(taken)).toMatch(/"notes\/a.md" may not change, only policy\/\*.ts may/);
  });
});

describeNeeds(['git'])('histories', () => {
  it('that do not descend from main are refused', async () => {
    clone.git('checkout', '--quiet', '--orphan', 'anew');
    clone.commit({ 'policy/a.ts': '1' });
    await expectRefused(/does not descend from main/);
  });

  it('that descend from another ref of the hub are refused', async () => {
    const commit = await bench.hub.head();
    const policyTree = runGit(bench.hub.dir, ['rev-parse', 'main:policy']);
    const facts = { agentId: 'agent-0001', ideaId: null, wallTime: '2026-01-02T03:04:05Z' };
    const result = { trialId: 't-1', commit, policyTree, outcome: { kind: 'success' } as const };
    await bench.hub.writeResult({ ...result, ...facts, stepHash: '' });
    before = objectsOf(bench.hub.dir);
    clone.git('fetch', '--quiet', 'origin', 'refs/bench/bench-1/results');
    clone.git('reset', '--quiet', '--hard', 'FETCH_HEAD');
    await expectRefused(/does not descend from main/);
    clone.git('reset', '--quiet', '--hard', 'origin/main');
    const args = ['merge', '--quiet', '--no-edit', '--allow-unrelated-histories', 'FETCH_HEAD'];
    clone.git(...args);
    await expectRefused(/does not descend from main/);
  });

  it('that were rewritten, detached or moved by force are taken as what they are', async () => {
    clone.commit({ 'policy/a.ts': '1' });
    const first = accepted(await clone.take());
    clone.git('commit', '--quiet', '--amend', '-m', 'another name');
    const second = accepted(await clone.take());
    expect([first.ref, second.ref]).toEqual([
      'refs/agents/agent-0001/1',
      'refs/agents/agent-0001/2',
    ]);
    clone.git('checkout', '--quiet', '--detach', 'origin/main');
    expect(accepted(await clone.take()).unchanged).toBe(true);
    clone.git('reset', '--quiet', '--hard', first.commit);
    expect(accepted(await clone.take())).toMatchObject({ unchanged: true, commit: first.commit });
  });

  it('without a commit, with a HEAD that leads nowhere or to a tag, are refused', async () => {
    clone.git('checkout', '--quiet', '--orphan', 'unborn');
    await expectRefused(/HEAD is no commit/);
    writeFileSync(path.join(clone.dir, '.git/HEAD'), `${'1'.repeat(40)}\n`);
    await expectRefused(/HEAD is no commit|cannot be read/);
    writeFileSync(path.join(clone.dir, '.git/HEAD'), 'ref: ../../../../etc/passwd\n');
    await expectRefused(/cannot be read/);
    clone.git('init', '--quiet');
    writeFileSync(path.join(clone.dir, '.git/HEAD'), 'ref: refs/heads/work\n');
    clone.git('tag', '-a', '-m', 'x', 'v1');
    const tag = clone.git('rev-parse', 'v1');
    writeFileSync(path.join(clone.dir, '.git/HEAD'), `${tag}\n`);
    await expectRefused(/which is a tag/);
  });

  it('of too many commits at once are refused', async () => {
    const lines = Array.from({ length: 201 }, (_, i) =>
      [
        'commit refs/heads/work',
        'committer a <a@b> 1 +0000',
        'data 1',
        'x',
        ...(i === 0 ? ['from refs/heads/work^0'] : []),
        `M 100644 inline policy/a.ts\ndata ${String(i).length}`,
        `${i}\n`,
      ].join('\n'),
    );
    clone.gitIn(lines.join('\n'), 'fast-import', '--quiet', '--force');
    await expectRefused(/over 200 commits/);
  });

  it('whose objects are missing or broken are refused', async () => {
    clone.commit({ 'policy/a.ts': '1' });
    const oid = clone.git('rev-parse', 'HEAD:policy/a.ts');
    const file = path.join(clone.dir, '.git/objects', oid.slice(0, 2), oid.slice(2));
    rmSync(file);
    await expectRefused(/cannot be read|git found fault|no whole pack/);
    writeFiles(path.dirname(file), { [path.basename(file)]: 'nonsense' });
    await expectRefused(/cannot be read|git found fault|no whole pack/);
  });
});

describeNeeds(['git'])('trees', () => {
  const named: readonly (readonly [string, string, string | Buffer, RegExp])[] = [
    ['a symbolic link', '120000', 'link', /symbolic link/],
    ['another mode', '100777', 'a.ts', /git found fault|the mode 100777/],
    ['a group mode', '100664', 'a.ts', /the mode 100664/],
    ['a zero-padded mode', '0100644', 'a.ts', /git found fault/],
    ['a parent folder', '100644', '..', /git found fault/],
    ['a .git', '100644', '.GIT', /git found fault/],
    ['a .gitattributes', '100644', '.gitattributes', /meaning of its own/],
    ['a .gitmodules', '100644', '.gitmodules', /git found fault|meaning of its own/],
    ['an option', '100644', '-rf', /meaning of its own/],
    ['a line break', '100644', 'a\nb', /characters other than/],
    ['an escape sequence', '100644', 'a\u001b[2Jb', /characters other than/],
    ['bytes that are no text', '100644', Buffer.from([0x61, 0xff, 0xfe]), /characters other than/],
    ['a device of another system', '100644', 'NUL.txt', /meaning of its own/],
    ['a name too long', '100644', 'a'.repeat(101), /longer than 100/],
  ];
  for (const [what, mode, name, words] of named) {
    it(`with ${what} are refused`, async () => {
      commitInPolicy([mode, name, clone.blob('policy.ts')]);
      await expectRefused(words);
    });
  }

  it('with a submodule are refused', async () => {
    commitInPolicy(['160000', 'sub', clone.git('rev-parse', 'HEAD')]);
    await expectRefused(/submodule/);
  });

  it('with names that differ by case alone are refused, folders too', async () => {
    commitInPolicy(['100644', 'POLICY.ts', clone.blob('x')]);
    await expectRefused(/differ by case alone/);
    clone.git('reset', '--quiet', '--hard', 'origin/main');
    commitInPolicy(['40000', 'Parts', clone.tree([['100644', 'x', clone.blob('x')]])]);
    await expectRefused(/differ by case alone/);
  });

  it('with an entry twice are refused', async () => {
    commitInPolicy(['100644', 'policy.ts', clone.blob('x')]);
    await expectRefused(/git found fault|there twice/);
  });

  it('with too many files or folders, or too deep, are refused', async () => {
    const blob = clone.blob('x');
    const many = Array.from({ length: 10_000 }, (_, i) => `f${String(i).padStart(5, '0')}`);
    const entry = (name: string): Entry => ['100644', name, blob];
    commitInPolicy(['40000', 'many', clone.tree(many.map(entry))]);
    await expectRefused(/over 500 files|too large/);
    clone.git('reset', '--quiet', '--hard', 'origin/main');
    commitInPolicy(['40000', 'many', clone.tree(many.slice(0, 501).map(entry))]);
    await expectRefused(/over 500 files/);
    clone.git('reset', '--quiet', '--hard', 'origin/main');
    commitInPolicy([
      '40000',
      'deep',
      many.slice(0, 14).reduce((tree, name) => clone.tree([['40000', name, tree]]), clone.tree([])),
    ]);
    await expectRefused(/too deep/);
  });

  it('with an empty folder, outside the surface above all, are refused', async () => {
    const root = [...entriesOf('HEAD'), ['40000', 'judge', clone.tree([])] as const];
    clone.commitTree(clone.tree(inOrder(root)));
    await expectRefused(/the folder "judge" is empty/);
  });

  it('that unfold without end are refused', async () => {
    let tree = clone.tree([['100644', 'x', clone.blob('x')]]);
    for (let level = 0; level < 10; level++) {
      const names = Array.from({ length: 10 }, (_, i) => `d${i}`);
      tree = clone.tree(names.map((name) => ['40000', name, tree]));
    }
    commitInPolicy(['40000', 'bomb', tree]);
    await expectRefused(/over 500 f/);
  });
});

describeNeeds(['git'])('contents', () => {
  it('of a huge file, of one that packs well too, are refused', async () => {
    clone.commit({ 'policy/a.bin': Buffer.alloc((1 << 20) + 1) });
    await expectRefused(/has 1048577 bytes/);
    clone.git('reset', '--quiet', '--hard', 'origin/main');
    clone.commit({ 'policy/a.bin': Buffer.alloc(64 << 20) });
    await expectRefused(/has 67108864 bytes|git found fault/);
  });

  it('that were huge in one commit on the way are refused', async () => {
    clone.commit({ 'policy/a.bin': Buffer.alloc(2 << 20) });
    clone.git('rm', '--quiet', 'policy/a.bin');
    clone.commit({ 'policy/a.ts': '1' });
    await expectRefused(/has 2097152 bytes/);
  });

  it('that are too much together are refused', async () => {
    const files = Array.from({ length: 17 }, (_, i): [string, Buffer] => {
      return [`policy/${i}.bin`, Buffer.alloc(1 << 20, i)];
    });
    clone.commit(Object.fromEntries(files));
    await expectRefused(/over 16 MiB/);
  });

  it('that come as more bytes than a take may read are refused', async () => {
    const noise = (seed: number): Buffer => {
      const bytes = Buffer.alloc(1 << 20);
      let state = seed + 1;
      for (let at = 0; at < bytes.length; at += 4) {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        bytes.writeUInt32LE((state ^ (state >>> 15)) >>> 0, at);
      }
      return bytes;
    };
    const files = Array.from({ length: 26 }, (_, i) => [`policy/${i}.bin`, noise(i)]);
    clone.commit(Object.fromEntries(files));
    await expectRefused(/over 24 MiB/);
  });

  it('with a key in a commit on the way are refused, and the key is not repeated', async () => {
    const key = ['sk-ant', 'api03-abcdefghijklmnop0123456789'].join('-');
    clone.commit({ 'policy/a.ts': `const a = 1;\nconst key = '${key}';\n` });
    clone.commit({ 'policy/a.ts': 'const a = 1;\n' });
    const reason = refusal(await clone.take());
    expect(reason).toMatch(/"policy\/a.ts" line 2 holds an Anthropic key/);
    expect(reason).not.toContain('abcdefgh');
    await expectRefused(/Anthropic/);
    clone.git('reset', '--quiet', '--hard', 'origin/main');
    clone.commit({ 'policy/a.ts': '1' }, `note to self ${key}`);
    const inMessage = refusal(await clone.take());
    expect(inMessage).toMatch(/the message of commit .* holds an Anthropic key/);
    expect(inMessage).not.toContain('abcdefgh');
  });
});

describeNeeds(['git'])('clones', () => {
  it('whose .git is not their own are refused where nothing confines them', async () => {
    const other = path.join(bench.root, 'other');
    runGit(bench.root, ['init', '--quiet', other]);
    const dotGit = path.join(clone.dir, '.git');
    writeFileSync(path.join(dotGit, 'commondir'), `${other}/.git\n`);
    await expectRefused(/not as the bench made it/);
    rmSync(path.join(dotGit, 'commondir'));
    const alternates = path.join(dotGit, 'objects/info/alternates');
    writeFileSync(alternates, `${bench.hub.dir}/objects\n${other}/.git/objects\n`);
    await expectRefused(/not as the bench made it/);
    rmSync(path.join(dotGit, 'objects'), { recursive: true });
    symlinkSync(path.join(other, '.git/objects'), path.join(dotGit, 'objects'));
    await expectRefused(/not as the bench made it/);
    rmSync(dotGit, { recursive: true });
    writeFileSync(dotGit, `gitdir: ${other}/.git\n`);
    await expectRefused(/not as the bench made it/);
    rmSync(dotGit);
    symlinkSync(path.join(other, '.git'), dotGit);
    await expectRefused(/not as the bench made it/);
    rmSync(dotGit);
    await expectRefused(/not as the bench made it/);
  });

  it('run nothing of what their settings name', async () => {
    clone.commit({ 'policy/a.ts': '1' });
    const trap = path.join(bench.root, 'trap');
    const script = path.join(clone.dir, '.git/trap.sh');
    writeFileSync(script, `#!/bin/sh\ntouch ${trap}\nexec "$@"\n`, { mode: 0o755 });
    const set: readonly (readonly [string, string])[] = [
      ['uploadpack.packObjectsHook', script],
      ['core.fsmonitor', script],
      ['core.hooksPath', path.dirname(script)],
      ['core.sshCommand', script],
      ['core.alternateRefsCommand', script],
      ['core.pager', script],
      ['core.gitProxy', script],
      ['filter.x.clean', script],
      ['filter.x.smudge', script],
      ['diff.external', script],
      ['diff.x.textconv', script],
      ['alias.upload-pack', `!${script}`],
      ['remote.p.promisor', 'true'],
      ['remote.p.url', `ext::${script}`],
      ['protocol.ext.allow', 'always'],
      ['credential.helper', `!${script}`],
    ];
    for (const [name, value] of set) clone.git('config', '--file', '.git/config', name, value);
    writeFileSync(path.join(clone.dir, '.gitattributes'), '* filter=x diff=x\n');
    for (const hook of [
      'post-index-change',
      'reference-transaction',
      'pre-receive',
      'post-checkout',
    ])
      writeFiles(clone.dir, { [`.git/hooks/${hook}`]: `#!/bin/sh\ntouch ${trap}\n` });
    const taken = accepted(await clone.take());
    await bench.hub.exportTree(taken.commit, 'policy', path.join(bench.root, 'out'));
    await bench.hub.diff(taken.commit);
    await bench.hub.log('agent-0001');
    await bench.hub.removeClone(clone.dir);
    expect(existsSync(trap)).toBe(false);
  });
});
