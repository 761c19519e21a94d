/** Tasks made, changed, copied and archived through the contract's commands: real packages, real ledger, real crashes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStillClock } from '../../../test/lib/createStillClock.ts';
import type { CommandArgs } from '../../base/api/contract.ts';
import { silentLog } from '../../base/lib/log.ts';
import type { TaskForm } from '../../base/model/phaseOne.ts';
import type { TaskView } from '../../base/model/view.ts';
import { simulatedBenchEnvelope } from '../../bench/benchEnvelope.ts';
import { ledgerPath, packagesDir, tasksDir } from '../../store/dataLayout.ts';
import { type Ledger, openLedger } from '../../store/ledger/ledger.ts';
import { openTaskRoom, type TaskRoom } from '../steps/openTaskRoom.ts';
import { hashTree } from './hashTree.ts';
import { installTask } from './installTask.ts';
import { readManifest, readTask } from './readManifest.ts';
import { loadStartStates } from './startStates.ts';
import { mendTasks } from './writeTask.ts';

const templatesDir = path.resolve('tasks');
const never = new AbortController().signal;
const clock = createStillClock();
let dataDir = '';
let ledger: Ledger;
let room: TaskRoom;
let seeded: string[] = [];

const openRoom = (): TaskRoom =>
  openTaskRoom({
    ...{ clock, log: silentLog, ledger, templatesDir, dataDir },
    benches: {
      envelope: () => simulatedBenchEnvelope,
      onChange: () => ({ [Symbol.dispose]: () => undefined }),
    },
    roles: () => ['overhead', 'front'],
    seedHub: async ({ id, dir }) => void seeded.push(`${id} ${dir}`),
  });

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'nb-tasks-'));
  seeded = [];
  ledger = openLedger(ledgerPath(dataDir), { clock, log: silentLog, softwareVersion: 'test' });
  room = openRoom();
});
afterEach(() => {
  room[Symbol.dispose]();
  ledger[Symbol.dispose]();
  rmSync(dataDir, { recursive: true, force: true });
});

type Name = keyof TaskRoom['answers'];
const call = async <N extends Name>(name: N, args: CommandArgs<N>) =>
  (await (room.answers[name] as (args: unknown, signal: AbortSignal) => unknown)(
    args,
    never,
  )) as Awaited<ReturnType<TaskRoom['answers'][N]>>;
const form = async (task: string): Promise<TaskForm> => await call('task.form', { task });
const make = async (id: string, change: Partial<TaskForm> = {}, basedOn = 'touch') => {
  const { hash: _, ...rest } = await form(basedOn);
  return await call('task.save', { form: { ...rest, id, name: id, ...change }, basedOn });
};
const views = async (): Promise<readonly TaskView[]> => await call('task.list', {});
const view = async (id: string) => (await views()).find((task) => task.id === id);
const packageOf = (id: string): string => path.join(packagesDir(dataDir), id);
const copyOf = (id: string): string => path.join(tasksDir(dataDir), id);
const written = () =>
  ledger.notes('task-written', 100).map(({ body }) => (body as { how: string }).how);

describe('a new task', () => {
  it('is a package with what the form says and what its table brings, found like a shipped one', async () => {
    const saved = await make('slow-touch', {
      name: 'Slow touch',
      instruction: 'Touch it slowly.',
      attempts: 3,
      hardestPhase: 'The contact.',
      nearMisses: [{ name: 'Almost', want: 4 }],
      cameras: [
        { role: 'overhead', crop: { x: 0.1, y: 0.2, w: 0.5, h: 0.5 } },
        { role: 'front', crop: { x: 0, y: 0, w: 1, h: 1 } },
      ],
    });
    expect(await form('slow-touch')).toEqual(saved);
    expect(await readManifest(packageOf('slow-touch'))).toMatchObject({
      ...{ id: 'slow-touch', version: '1', attempts: 3, basedOn: 'touch' },
      crops: { overhead: { x: 0.1, y: 0.2, w: 0.5, h: 0.5 } },
      nearMisses: [{ name: 'Almost', want: 4 }],
    });
    for (const program of ['policy', 'judge', 'reset', 'scene'])
      expect(await hashTree(path.join(packageOf('slow-touch'), program))).toBe(
        await hashTree(path.join(templatesDir, 'touch', program)),
      );
    const text = (name: string) => readFileSync(path.join(packageOf('slow-touch'), name), 'utf8');
    expect(text('program.md')).toMatch(
      /# Brief: Slow touch[\s\S]*up to 3 attempts[\s\S]*# Brief: Touch/,
    );
    expect(text('judge.md')).toMatch(/overhead: 10–60 % across[\s\S]*- Almost/);
    expect(text('README.md')).toContain('on the table of `touch`');
    const task = await installTask(templatesDir, dataDir, 'slow-touch');
    expect(task).toMatchObject({ own: true, templateDir: packageOf('slow-touch') });
    expect(existsSync(path.join(task.dir, 'scene'))).toBe(false);
    expect((await loadStartStates(task.templateDir, undefined))(() => 0.5).xM).toBeCloseTo(0.2, 1);
    expect(await view('slow-touch')).toMatchObject({ origin: 'own', basedOn: 'touch' });
    expect(seeded).toEqual([`slow-touch ${copyOf('slow-touch')}`]);
    expect(written()).toEqual(['form']);
  });

  it('is refused whole, with words per field, and leaves nothing behind', async () => {
    const bad = make('Touch!', { attempts: 9, name: 'touch' });
    await expect(bad).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(/^id: .*; name: touch is called Touch.*; attempts: From 1/),
    });
    await expect(make('mine', {}, 'nothing')).rejects.toMatchObject({ code: 'not-found' });
    const narrow = { ...(await form('touch')).envelopeM, x: { min: 0.21, max: 0.3 } };
    await expect(make('mine', { envelopeM: narrow })).rejects.toThrow(/goal lies outside/);
    expect(existsSync(packagesDir(dataDir))).toBe(false);
    expect(written()).toEqual([]);
  });

  it('is refused where its name is taken, by a shipped, an own or an archived one', async () => {
    await make('mine');
    await call('task.archive', { task: 'mine', archived: true });
    for (const id of ['touch', 'mine'])
      await expect(make(id, { name: 'Other' })).rejects.toThrow(`There is a task ${id} already`);
    await expect(make('other', { name: 'MINE' })).rejects.toThrow('mine is called mine already');
  });
});

describe('a form saved again', () => {
  it('is refused when another window saved meanwhile; the one that was first stands', async () => {
    const first = await make('mine');
    const second = await call('task.save', { form: { ...first, attempts: 2 } });
    const late = call('task.save', { form: { ...first, attempts: 5 } });
    await expect(late).rejects.toMatchObject({
      code: 'refused',
      hint: expect.stringMatching(/again/),
    });
    expect(await form('mine')).toEqual(second);
    // Both at the very same moment: one of them.
    const both = await Promise.allSettled(
      [3, 4].map((attempts) => call('task.save', { form: { ...second, attempts } })),
    );
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect((await form('mine')).attempts).toBe(3);
  });

  it('changes the package and follows into the working copy, whose other changes stay', async () => {
    const first = await make('mine');
    await call('task.save', { form: { ...first, attempts: 2 } });
    expect((await readManifest(copyOf('mine'))).version).toBe('2');
    writeFileSync(path.join(copyOf('mine'), 'policy', 'more.ts'), '// mine\n');
    await call('task.save', { form: { ...(await form('mine')), attempts: 4 } });
    for (const dir of [copyOf('mine'), packageOf('mine')])
      expect(await readManifest(dir)).toMatchObject({ attempts: 4, version: '3' });
    await installTask(templatesDir, dataDir, 'mine');
    expect(readdirSync(path.join(copyOf('mine'), 'policy'))).toContain('more.ts');
    const program = readFileSync(path.join(copyOf('mine'), 'program.md'), 'utf8');
    expect(program.match(/from the task form/g)).toHaveLength(1);
    expect(program).toContain('up to 4 attempts');
  });

  it('of a shipped task makes its working copy a person’s own; the app is not written to', async () => {
    const before = await hashTree(path.join(templatesDir, 'touch'));
    await call('task.save', { form: { ...(await form('touch')), attempts: 2 } });
    expect(await hashTree(path.join(templatesDir, 'touch'))).toBe(before);
    expect(existsSync(packagesDir(dataDir))).toBe(false);
    expect(await view('touch')).toMatchObject({ attempts: 2, version: '0.1.0+own.1' });
    await installTask(templatesDir, dataDir, 'touch');
    expect((await readManifest(copyOf('touch'))).attempts).toBe(2);
  });

  it('narrows what the arm may do, and widens it again', async () => {
    const { envelopeM, ...rest } = await make('mine');
    const narrow = { ...envelopeM, y: { min: -0.1, max: 0.26 } };
    const saved = await call('task.save', { form: { ...rest, envelopeM: narrow } });
    const limits = await readManifest(copyOf('mine'));
    expect(limits.episodeLimits.y).toEqual({ min: -0.1, max: 0.2 });
    expect(limits.resetLimits.y).toEqual({ min: -0.1, max: 0.26 });
    await call('task.save', { form: { ...saved, envelopeM } });
    expect((await readManifest(copyOf('mine'))).episodeLimits.y).toEqual({ min: -0.2, max: 0.2 });
  });
});

describe('copies and the archive', () => {
  it('copies a copy, with what a person changed in its programs', async () => {
    await make('one');
    writeFileSync(path.join(copyOf('one'), 'policy', 'more.ts'), '// mine\n');
    await call('task.duplicate', { task: 'one', id: 'two', name: 'Two' });
    await call('task.duplicate', { task: 'two', id: 'three', name: 'Three' });
    expect(await view('three')).toMatchObject({ name: 'Three', basedOn: 'touch', version: '1' });
    expect(readdirSync(path.join(packageOf('three'), 'policy'))).toContain('more.ts');
    await expect(
      call('task.duplicate', { task: 'three', id: 'four', name: 'Two' }),
    ).rejects.toThrow(/two is called Two/);
    expect(written()).toEqual(['duplicate', 'duplicate', 'form']);
  });

  it('puts a task away and brings it back; a core that died knows both, and which one was open', async () => {
    await make('mine');
    await call('task.open', { task: 'mine' });
    room = openRoom();
    expect(room.book.current).toBe('mine');
    await call('task.archive', { task: 'mine', archived: true });
    expect(room.book.current).toBeNull();
    room = openRoom();
    expect(await view('mine')).toMatchObject({ archived: true, attempts: 1 });
    await call('task.archive', { task: 'mine', archived: false });
    await call('task.archive', { task: 'mine', archived: false });
    expect(await view('mine')).toMatchObject({ archived: false });
    expect(written()).toEqual(['unarchive', 'archive', 'form']);
    await expect(call('task.open', { task: 'nothing' })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('lists a task whose manifest has a typo with what is wrong, and the others as ever', async () => {
    await make('mine');
    const file = path.join(packageOf('mine'), 'task.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"rateHz"', '"ratehz"'));
    expect(await view('mine')).toMatchObject({
      problem: expect.stringContaining('unknown key "ratehz": did you mean "rateHz"?'),
    });
    expect(await view('touch')).toMatchObject({ name: 'Touch', origin: 'shipped' });
    await expect(form('mine')).rejects.toThrow(/rateHz/);
  });

  it('refuses a package with a link in it', async () => {
    await make('mine');
    symlinkSync('/etc/hostname', path.join(packageOf('mine'), 'policy', 'host'));
    const copy = call('task.duplicate', { task: 'mine', id: 'two', name: 'Two' });
    await expect(copy).rejects.toMatchObject({ code: 'bad-input' });
    expect(existsSync(packageOf('two'))).toBe(false);
  });
});

/** Saves the form again and again, saying so before each; somebody will kill it. */
const saver = `
import { changeTask } from ${JSON.stringify(path.resolve('main/environment/task/writeTask.ts'))};
import { readTask } from ${JSON.stringify(path.resolve('main/environment/task/readManifest.ts'))};
import { formOf } from ${JSON.stringify(path.resolve('main/environment/task/taskForm.ts'))};
const [templatesDir, dataDir] = process.argv.slice(2);
for (let attempts = 1; ; attempts = (attempts % 8) + 1) {
  const { hash: _, ...form } = formOf(await readTask(dataDir + '/packages/mine'));
  process.stdout.write('saving\\n');
  await changeTask({ templatesDir, dataDir }, { ...form, attempts });
}
`;

describe('kill −9 in the middle of a save', () => {
  it('leaves the old form or the new one, and briefs that agree with it after the next start', async () => {
    await make('mine');
    mkdirSync(path.join(packagesDir(dataDir), '.new-half'));
    const file = path.join(dataDir, 'saver.ts');
    writeFileSync(file, saver);
    for (let round = 0; round < 4; round++) {
      const flags = ['--disable-warning=ExperimentalWarning'];
      const child = spawn(process.execPath, [...flags, file, templatesDir, dataDir], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let saves = 0;
      const exited = once(child, 'exit');
      for await (const _ of createInterface({ input: child.stdout }))
        if (++saves > 2 + 2 * round) child.kill('SIGKILL');
      await exited;
      expect(saves).toBeGreaterThan(2);
      await mendTasks({ templatesDir, dataDir }, silentLog);
      await installTask(templatesDir, dataDir, 'mine');
      const own = await readTask(packageOf('mine'));
      expect((await readTask(copyOf('mine'))).hash).toBe(own.hash);
      const { attempts } = own.manifest;
      const tries = attempts === 1 ? 'one attempt' : `up to ${attempts} attempts`;
      for (const dir of [packageOf('mine'), copyOf('mine')])
        expect(readFileSync(path.join(dir, 'program.md'), 'utf8')).toContain(tries);
      expect(readdirSync(packagesDir(dataDir))).toEqual(['mine']);
    }
    await call('task.save', { form: { ...(await form('mine')), attempts: 7 } });
    expect((await form('mine')).attempts).toBe(7);
  });
});
