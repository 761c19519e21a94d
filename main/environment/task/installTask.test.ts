/** Working copies of tasks, manifests with unknown keys, and the choice of a policy; real files, real git. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { choosePolicy } from './choosePolicy.ts';
import { hashTree, installTask, readManifest } from './installTask.ts';

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
  judge: program,
  reset: { ...program, limitS: 10, retries: 1 },
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

const install = () => installTask(path.join(root, 'tasks'), path.join(root, 'data'), 'toy');

describe('installTask', () => {
  it('copies all but the scene, and hashes what it copied', async () => {
    const task = await install();
    expect(task.manifest.id).toBe('toy');
    expect(() => readFileSync(path.join(task.dir, 'scene', 'oracle.ts'))).toThrow();
    expect(task.hashes.policy).toBe(await hashTree(path.join(template(), 'policy')));
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

describe('choosePolicy', () => {
  const choose = async (wanted?: string) => {
    return choosePolicy(wanted, await install(), path.join(root, 'data'), root);
  };

  it('takes the task’s own, or a copy of a folder under its hash', async () => {
    const own = await choose();
    expect(own.dir).toBe(path.join(root, 'data', 'tasks', 'toy', 'policy'));
    const mine = path.join(root, 'mine');
    write(path.join(mine, 'policy.ts'), '// other\n');
    const chosen = await choose(mine);
    write(path.join(mine, 'policy.ts'), '// changed while it runs\n');
    expect(readFileSync(path.join(chosen.dir, 'policy.ts'), 'utf8')).toBe('// other\n');
    expect(chosen.hash).toBe(await hashTree(chosen.dir));
    expect(chosen.hash).not.toBe(own.hash);
  });

  it('takes a commit', async () => {
    const git = (...args: string[]): string =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
        cwd: root,
        encoding: 'utf8',
      }).trim();
    git('init', '-q');
    git('add', 'tasks');
    git('commit', '-qm', 'one');
    const commit = git('rev-parse', 'HEAD');
    write(path.join(template(), 'policy', 'policy.ts'), '// later\n');
    const chosen = await choose(commit);
    expect(readFileSync(path.join(chosen.dir, 'policy.ts'), 'utf8')).toBe('// policy\n');
    await expect(choose('0123456789abcdef')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('refuses what is neither, and leaves nothing behind', async () => {
    await expect(choose('no such place')).rejects.toMatchObject({ code: 'bad-input' });
    const empty = path.join(root, 'empty');
    mkdirSync(empty);
    await expect(choose(empty)).rejects.toThrow(/no policy.ts/);
    const shelf = execFileSync('ls', ['-A', path.join(root, 'data', 'policies')]);
    expect(shelf.toString()).toBe('');
  });
});
