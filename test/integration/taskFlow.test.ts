/** A task made by its form, through a real core: it runs like a shipped one, its hub holds no more, kill −9 loses none. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { stepIds, type TaskForm } from '../../main/base/model/phaseOne.ts';
import { openCoreProcess } from '../lib/coreProcess.ts';
import { never, openTestCore, startRun, tempDir, until } from '../lib/coreUnderTest.ts';
import { runGit } from '../lib/hubUnderTest.ts';
import { itNeeds } from '../lib/needs.ts';

const it = itNeeds(['git']);

type Call = (name: 'task.form', args: { task: string }) => Promise<TaskForm>;
const formOn = async (call: Call, basedOn: string, change: Partial<TaskForm>) => {
  const { hash: _, ...table } = await call('task.form', { task: basedOn });
  return { ...table, ...change };
};

describe('a task of one’s own', () => {
  it('runs like one that came with the app; its hub holds what agents may see and nothing else', async () => {
    await using core = await openTestCore();
    const { api, dataDir } = core;
    const call: Call = (name, args) => api.call(name, args, never);
    const form = await formOn(call, 'touch', { id: 'mine', name: 'Mine', attempts: 2 });
    const saved = await api.call('task.save', { form, basedOn: 'touch' }, never);
    const hub = path.join(dataDir, 'hubs', 'mine.git');
    const listed = (): string[] =>
      runGit(hub, ['ls-tree', '-r', '--name-only', 'main']).split('\n');
    expect(listed()).toEqual([
      'policy/README.md',
      'policy/policy.ts',
      'policy/settings.json',
      'policy/settings.schema.json',
      'policy/settings.ts',
      'policy/sweep.ts',
      'program.md',
    ]);
    const { end } = await startRun(api, { task: 'mine', trials: 1 });
    const { rows } = await end;
    expect(rows).toMatchObject([
      { task: 'mine', outcome: expect.stringMatching(/success|failure/) },
    ]);
    const brief = (): string => runGit(hub, ['show', 'main:program.md']);
    expect(brief()).toContain('up to 2 attempts');
    await api.call('task.save', { form: { ...saved, attempts: 3 } }, never);
    expect(brief()).toContain('up to 3 attempts');
    // Judge, scene and the judge's brief are in no object of any commit.
    const objects = runGit(hub, ['rev-list', '--objects', '--all']);
    expect(objects).not.toMatch(/judge|scene|oracle|reset|task\.json/);
    expect(await api.call('core.verify', {}, never)).toMatchObject({ ok: true });
  });

  it('is the one that is open in every window, and its rail says what it lacks', async () => {
    await using core = await openTestCore();
    const { api } = core;
    await api.call('task.open', { task: 'push-t' }, never);
    const view = await until(api, 'phaseOne', ({ task }) => task?.id === 'push-t');
    expect(view.steps.map(({ id }) => id)).toEqual(stepIds);
    expect(view.steps.at(-1)?.missing).not.toEqual([]);
    expect(view.steps[1]).toMatchObject({ state: 'done', missing: [] });
    expect(view.steps[2]?.missing).toContain('0 of 12 times “Turned too far”.');
    await api.call('task.archive', { task: 'push-t', archived: true }, never);
    await until(api, 'phaseOne', ({ task }) => task === null);
  });
});

describe('kill −9', () => {
  it('of a core that saves leaves every task whole, the open one open, and the archive as it was', async () => {
    using data = tempDir('task-kill');
    const box = path.join(data.path, 'box.json');
    const dataDir = path.join(data.path, 'data');
    mkdirSync(dataDir);
    let attempts = 1;
    for (let round = 0; round < 3; round++) {
      await using core = await openCoreProcess(dataDir, box, { ownGroup: true });
      const { client } = core;
      const call: Call = (name, args) => client.call(name, args);
      if (round === 0) {
        const form = await formOn(call, 'touch', { id: 'mine', name: 'Mine' });
        await client.call('task.save', { form, basedOn: 'touch' });
        await client.call('task.duplicate', { task: 'mine', id: 'other', name: 'Other' });
        await client.call('task.archive', { task: 'other', archived: true });
        await client.call('task.open', { task: 'mine' });
      }
      const view = await core.until('phaseOne', ({ task }) => task !== null);
      expect(view.task).toEqual({ id: 'mine', name: 'Mine' });
      const tasks = await client.call('task.list', {});
      expect(tasks.map(({ id, archived, problem }) => [id, archived, problem])).toEqual([
        ['mine', false, undefined],
        ['other', true, undefined],
        ['push-t', false, undefined],
        ['touch', false, undefined],
      ]);
      const present = await call('task.form', { task: 'mine' });
      expect([attempts, (attempts % 8) + 1]).toContain(present.attempts);
      attempts = (present.attempts % 8) + 1;
      const saved = await client.call('task.save', { form: { ...present, attempts } });
      expect(saved.attempts).toBe(attempts);
      const { hash: _, ...again } = saved;
      const next = (attempts % 8) + 1;
      // This one is under way when the core dies.
      client.call('task.save', { form: { ...again, attempts: next } }).catch(() => undefined);
      process.kill(core.pid, 'SIGKILL');
      await core.ended;
    }
  });
});
