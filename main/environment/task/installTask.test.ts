/** Working copies of tasks, manifests with unknown keys, the shelf, and the choice of a policy; real files, real git. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashTree } from './hashTree.ts';
import { installTask } from './installTask.ts';
import { readManifest } from './readManifest.ts';
import { checkShelvedTask, shelveTask } from './shelveTask.ts';

const limits = {
  x: { min: 0, max: 1 },
  y: { min: -1, max: 1 },
  z: { min: 0, max: 1 },
  gripperRad: null,
  maxTiltRad: null,
};
const program = { main: 'policy/policy.ts', memoryMb: 256, answerMs: 100, latencyTicks: 1 };
const manifest = {
  id: 'toy',
  version: '1',
  name: 'Toy',
  instruction: 'Do it',
  success: {
    words: 'done',
    goal: { xM: 0, yM: 0, yawRad: 0 },
    bounds: { positionM: 0.005, yawRad: 0.1 },
    guard: { positionM: 0.002, yawRad: 0.05 },
  },
  cameras: ['overhead'],
  rateHz: 10,
  attempts: 1,
  attemptLimitS: 3,
  resetLimits: limits,
  episodeLimits: limits,
  clearViewRad: [0, 0, 0, 0, 0, 0],
  dwell: { need: 2, of: 3 },
  policy: program,
  judge: { ...program, main: 'judge/judge.ts' },
  reset: { ...program, main: 'reset/reset.ts', limitS: 10, retries: 1 },
  config: {},
};

let root = '';
const template = (): string => path.join(root, 'tasks', 'toy');
const write = (file: string, text: string): void => {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
};

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'nightbench-task-'));
  write(path.join(template(), 'task.json'), JSON.stringify(manifest));
  for (const kind of ['policy', 'judge', 'reset']) {
    write(path.join(template(), kind, `${kind}.ts`), `// ${kind}\n`);
  }
  write(path.join(template(), 'scene', 'oracle.ts'), '// the truth\n');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const shelfDir = (): string => path.join(root, 'data', 'shelf');
const shelf = (): readonly string[] => readdirSync(shelfDir()).sort();
const install = () => installTask(path.join(root, 'tasks'), path.join(root, 'data'), 'toy');

describe('installTask', () => {
  it('copies all but the scene', async () => {
    const task = await install();
    expect((await readManifest(task.dir)).id).toBe('toy');
    expect(() => readFileSync(path.join(task.dir, 'scene', 'oracle.ts'))).toThrow();
  });

  it('follows its template until somebody changes the copy', async () => {
    const { dir } = await install();
    write(path.join(template(), 'policy', 'policy.ts'), '// better\n');
    await install();
    expect(readFileSync(path.join(dir, 'policy', 'policy.ts'), 'utf8')).toBe('// better\n');
    write(path.join(dir, 'policy', 'policy.ts'), '// mine\n');
    write(path.join(template(), 'policy', 'policy.ts'), '// newer\n');
    await install();
    expect(readFileSync(path.join(dir, 'policy', 'policy.ts'), 'utf8')).toBe('// mine\n');
  });

  it('names an unknown key and an unknown task', async () => {
    write(path.join(template(), 'task.json'), JSON.stringify({ ...manifest, rateHZ: 10 }));
    await expect(readManifest(template())).rejects.toThrow(/rateHZ/);
    const unknown = installTask(path.join(root, 'tasks'), path.join(root, 'data'), 'nope');
    await expect(unknown).rejects.toMatchObject({ code: 'not-found', hint: 'installed: toy' });
  });
});

const choose = async (policy?: string) =>
  shelveTask(await install(), { shelfDir: shelfDir(), appDir: root, policy });

describe('shelveTask', () => {
  it('puts what runs on the shelf under its hash, read-only, whatever becomes of the working copy', async () => {
    const shelved = await choose();
    const { dir } = await install();
    for (const kind of ['policy', 'judge', 'reset'] as const) {
      write(path.join(dir, kind, `${kind}.ts`), '// edited while it runs\n');
      const { dir: there, hash } = shelved[kind];
      expect(readFileSync(path.join(there, `${kind}.ts`), 'utf8')).toBe(`// ${kind}\n`);
      expect(statSync(path.join(there, `${kind}.ts`)).mode & 0o222).toBe(0);
      expect(there).toBe(path.join(shelfDir(), hash));
      expect(await hashTree(there)).toBe(hash);
    }
    expect(shelved.manifest.id).toBe('toy');
    expect(readdirSync(shelved.task.dir)).toEqual(['task.json']);
    await expect(checkShelvedTask(shelved)).resolves.toBeUndefined();
  });

  it.each([
    ['a changed byte', (file: string) => writeFileSync(file, '// else\n')],
    ['a file more', (file: string) => writeFileSync(`${file}.mjs`, '')],
    ['a file less', (file: string) => rmSync(file)],
    ['a link', (file: string) => symlinkSync('/etc', `${file}.link`)],
    ['nothing', (file: string) => rmSync(path.dirname(file), { recursive: true })],
  ])('refuses to run %s on the shelf, and mends it for the next run', async (_what, change) => {
    const shelved = await choose();
    const file = path.join(shelved.judge.dir, 'judge.ts');
    chmodSync(file, 0o644);
    change(file);
    await expect(checkShelvedTask(shelved)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/^the judge is not what was hashed/),
    });
    await checkShelvedTask(await choose());
    expect(readdirSync(shelved.judge.dir)).toEqual(['judge.ts']);
  });

  it('refuses links, and folders that are too large or too many, before anything is copied', async () => {
    const bad = path.join(root, 'bad');
    write(path.join(bad, 'policy.ts'), '');
    symlinkSync('/etc/hostname', path.join(bad, 'host'));
    await expect(choose(bad)).rejects.toThrow(/neither a plain file nor a folder/);
    write(path.join(bad, 'policy.ts 0\nother.ts'), '');
    rmSync(path.join(bad, 'host'));
    await expect(choose(bad)).rejects.toThrow(/line break/);
    rmSync(path.join(bad, 'policy.ts 0\nother.ts'));
    await expect(choose('/')).rejects.toMatchObject({ code: 'bad-input' });
    write(path.join(bad, 'huge'), '');
    truncateSync(path.join(bad, 'huge'), (64 << 20) + 1);
    await expect(choose(bad)).rejects.toThrow(/over 64 MiB/);
    rmSync(path.join(bad, 'huge'));
    for (let i = 0; i < 2000; i++) mkdirSync(path.join(bad, `folder-${i}`));
    await expect(choose(bad)).rejects.toThrow(/over 2000 files/);
    const { task } = await choose();
    expect(shelf()).toContain(task.hash);
    expect(shelf().filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('refuses a folder that is not there instead of hashing nothing', async () => {
    await expect(hashTree(path.join(root, 'nowhere'))).rejects.toThrow(/cannot be read/);
    const { dir } = await install();
    rmSync(path.join(dir, 'judge'), { recursive: true });
    await expect(choose()).rejects.toMatchObject({ code: 'bad-input' });
  });
});

describe('the choice of a policy', () => {
  it('takes a copy of the task’s own, or of a folder', async () => {
    const own = await choose();
    const mine = path.join(root, 'mine');
    write(path.join(mine, 'policy.ts'), '// other\n');
    const { policy } = await choose(mine);
    write(path.join(mine, 'policy.ts'), '// changed while it runs\n');
    expect(readFileSync(path.join(policy.dir, 'policy.ts'), 'utf8')).toBe('// other\n');
    expect(policy).toMatchObject({ hash: await hashTree(policy.dir), commit: null });
    expect(policy.hash).not.toBe(own.policy.hash);
  });

  it('takes a commit and says its full name; a link in it is refused', async () => {
    const git = (...args: string[]): string =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
        cwd: root,
        encoding: 'utf8',
      }).trim();
    const commitAll = (): string => {
      git('add', 'tasks');
      git('commit', '-qm', 'one');
      return git('rev-parse', 'HEAD');
    };
    git('init', '-q');
    const commit = commitAll();
    write(path.join(template(), 'policy', 'policy.ts'), '// later\n');
    const { policy } = await choose(commit.slice(0, 10));
    expect(readFileSync(path.join(policy.dir, 'policy.ts'), 'utf8')).toBe('// policy\n');
    expect(policy.commit).toBe(commit);
    await expect(choose('0123456789abcdef')).rejects.toMatchObject({ code: 'not-found' });
    const link = path.join(template(), 'policy', 'link');
    symlinkSync('/etc/hostname', link);
    const linked = commitAll();
    rmSync(link);
    await expect(choose(linked)).rejects.toThrow(/holds a link: link/);
    expect(shelf().filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('refuses what is neither, and a folder without the program', async () => {
    await expect(choose('no such place')).rejects.toMatchObject({ code: 'bad-input' });
    const empty = path.join(root, 'empty');
    mkdirSync(empty);
    await expect(choose(empty)).rejects.toThrow(/no policy.ts/);
  });
});
