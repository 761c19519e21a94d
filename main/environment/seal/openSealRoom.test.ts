/** Contracts sealed, signed again, checked and swept, on the real ledger, benches and tasks. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSealGrounds, type SealGrounds, unmeasured } from '../../../test/lib/sealGrounds.ts';
import { sha256 } from '../../base/host/canonical.ts';
import { BenchError } from '../../base/model/errors.ts';
import { simulatedBenchEnvelope } from '../../bench/benchEnvelope.ts';
import { sealsDir, tasksDir } from '../../store/dataLayout.ts';
import { verifyStore } from '../../store/verify.ts';
import { installTask } from '../task/installTask.ts';

let grounds: SealGrounds;
beforeEach(() => {
  grounds = openSealGrounds();
});
afterEach(() => grounds[Symbol.dispose]());

const task = 'touch';
const seal = (more: { override?: string; operator?: string; trials?: number } = {}) =>
  grounds.call('seal.create', {
    ...{ task, operator: more.operator ?? 'Ada', override: more.override ?? null },
    ...(more.trials === undefined ? {} : { budget: { trials: more.trials } }),
  });
const folders = (): readonly string[] =>
  existsSync(sealsDir(grounds.dataDir)) ? readdirSync(sealsDir(grounds.dataDir)) : [];
const entries = () => grounds.ledger.notes('sealed', 100).map(({ body }) => body);
const inSeal = (hash: string, name: string): string =>
  path.join(sealsDir(grounds.dataDir), hash, name);

describe('sealing', () => {
  it('is refused with every line that does not hold, and leaves nothing', async () => {
    await expect(seal()).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(
        /was not measured on locked clips.*reset was not measured.*No clips/,
      ),
    });
    expect(folders()).toEqual([]);
    expect(entries()).toEqual([]);
    const { lines, hash } = await grounds.call('seal.plan', { task });
    expect(lines.map(({ id, ok }) => [id, ok])).toEqual([
      ...[['judge', false] as const, ['reset', false] as const, ['locked', false] as const],
      ...[['task', true] as const, ['envelope', true] as const],
    ]);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('with a reason keeps it with the name; where all holds no reason is kept', async () => {
    const { hash, overrode, dir, problem } = await seal({ override: 'a rehearsal' });
    expect({ overrode, problem }).toEqual({ overrode: 'a rehearsal', problem: null });
    expect(entries()).toMatchObject([{ task, hash, by: 'Ada', overrode: 'a rehearsal' }]);
    expect(sha256(readFileSync(path.join(dir, 'contract.json')))).toBe(hash);
    const signature = JSON.parse(readFileSync(path.join(dir, 'signature.json'), 'utf8'));
    expect(signature).toMatchObject({ by: 'Ada', hash, lines: { length: 5 } });
    await grounds.makeWell(task);
    const well = await seal({ override: 'not needed' });
    expect(well.overrode).toBeNull();
    expect(well.contract.lockedSetId).toBe('locked-0001');
    expect(await grounds.room.check(well.hash)).toEqual(well);
    expect(await verifyStore(grounds.dataDir)).toMatchObject({ ok: true });
  });

  it('names what the plan said, with the budget in it', async () => {
    const { hash } = await grounds.call('seal.plan', { task, budget: { trials: 100 } });
    const card = await seal({ override: 'why', trials: 100 });
    expect(card.hash).toBe(hash);
    expect(card.contract.budget.trials).toBe(100);
    expect((await seal({ override: 'why' })).hash).not.toBe(hash);
  });

  it('has the rule and metric that were chosen, a stack by whole trials where nothing was said', async () => {
    const asked = { task, operator: 'Ada', override: 'why' };
    const choices = [
      [{}, { rule: 'stack', metric: 'pass-k' }],
      [{ metric: 'pass-1' }, { rule: 'stack', metric: 'pass-1' }],
      [{ decision: 'strict' }, { rule: 'strict', metric: 'pass-k' }],
      [{ decision: 'none', metric: 'pass-1' }, { rule: 'none' }],
    ] as const;
    const hashes = new Set<string>();
    for (const [chosen, decision] of choices) {
      const plan = await grounds.call('seal.plan', { task, ...chosen });
      const card = await grounds.call('seal.create', { ...asked, ...chosen });
      expect(card.contract.decision).toEqual(decision);
      expect(card.hash).toBe(plan.hash);
      expect(await grounds.room.changed(card.hash)).toEqual([]);
      hashes.add(card.hash);
    }
    expect(hashes.size).toBe(choices.length);
    expect(await verifyStore(grounds.dataDir)).toMatchObject({ ok: true });
  });

  it('of the same contract again is the same folder: signed by another it counts as the newest', async () => {
    const first = await seal({ override: 'why' });
    expect(await seal({ override: 'why' })).toEqual(first);
    expect(entries()).toHaveLength(1);
    const other = await seal({ override: 'why', trials: 5 });
    expect((await grounds.call('seal.show', { task })).hash).toBe(other.hash);
    const again = await seal({ override: 'why', operator: 'Bo' });
    expect(again).toMatchObject({ hash: first.hash, signedBy: 'Bo' });
    for (const reopened of [false, true]) {
      if (reopened) grounds.reopen();
      expect((await grounds.call('seal.show', { task })).hash).toBe(first.hash);
      const listed = await grounds.call('seal.list', { task });
      expect(listed.map(({ hash }) => hash)).toEqual([other.hash, first.hash]);
    }
    expect(await verifyStore(grounds.dataDir)).toMatchObject({ ok: true });
    expect(folders()).toHaveLength(2);
  });

  it('is refused when a file changes while it is copied, and where the ledger refuses', async () => {
    const copy = path.join(tasksDir(grounds.dataDir), task);
    await installTask(path.resolve('tasks'), grounds.dataDir, task);
    writeFileSync(path.join(copy, 'judge', 'more.ts'), '// mine\n');
    grounds.now.onSign = () => writeFileSync(path.join(copy, 'judge', 'more.ts'), '// other\n');
    await expect(seal({ override: 'why' })).rejects.toThrow(/changed while it was sealed/);
    expect(folders()).toEqual([]);
    const { append } = grounds.ledger;
    grounds.now.onSign = () => undefined;
    Object.assign(grounds.ledger, {
      append: () => {
        throw new BenchError('storage', 'the disk is full');
      },
    });
    await expect(seal({ override: 'why' })).rejects.toThrow('the disk is full');
    Object.assign(grounds.ledger, { append });
    expect(folders()).toEqual([]);
    expect(await seal({ override: 'why' })).toMatchObject({ problem: null });
  });

  it('sweeps what a crash left without an entry, and keeps the rest', async () => {
    const { hash } = await seal({ override: 'why' });
    for (const name of [`.new-${hash}`, 'f'.repeat(64), 'notes'])
      mkdirSync(path.join(sealsDir(grounds.dataDir), name, 'judge'), { recursive: true });
    expect((await verifyStore(grounds.dataDir)).firstProblem).toMatch(/^seals\/[fn]/);
    grounds.reopen();
    await seal({ override: 'why' });
    expect(folders().toSorted()).toEqual([hash, 'notes'].toSorted());
  });
});

describe('a check', () => {
  const facts: readonly (readonly [string, () => void, RegExp])[] = [
    [
      'a file of the app',
      () => writeFileSync(path.join(grounds.appDir, 'main', 'sdk', 'tee.ts'), '// sees all\n'),
      /main\/sdk\/tee\.ts of the app was changed/,
    ],
    [
      'a file added to the app',
      () => writeFileSync(path.join(grounds.appDir, 'main', 'more.ts'), ''),
      /main\/more\.ts of the app was changed/,
    ],
    [
      'a dependency',
      () =>
        writeFileSync(
          path.join(grounds.appDir, 'package.json'),
          JSON.stringify({ dependencies: { zod: '4.6.8' } }),
        ),
      /package\.json#dependencies of the app/,
    ],
    [
      'the version',
      () => {
        grounds.now.version = '0.2.0';
        grounds.reopen();
      },
      /0\.2\.0, 0\.1\.0 was/,
    ],
    [
      'the envelope',
      () => Object.assign(grounds.now, { envelope: { ...simulatedBenchEnvelope, floorM: 0.001 } }),
      /envelope is not the one/,
    ],
  ];
  it.each(facts)('names %s', async (_name, change, words) => {
    const { hash } = await seal({ override: 'why' });
    change();
    await expect(grounds.room.check(hash)).rejects.toMatchObject({
      ...{ code: 'refused', message: expect.stringMatching(words) },
    });
    const show = await grounds.call('seal.show', { task });
    expect(show.problem).toBeNull();
    await expect(grounds.call('seal.check', { task })).rejects.toThrow(words);
  });

  it('minds no test of the app, and no contract it does not know', async () => {
    const { hash } = await seal({ override: 'why' });
    writeFileSync(path.join(grounds.appDir, 'main', 'core.test.ts'), '// another\n');
    rmSync(path.join(grounds.appDir, 'main', 'sdk', 'fixtures'), { recursive: true });
    expect(await grounds.room.check(hash)).toMatchObject({ hash });
    await expect(grounds.room.check('e'.repeat(64))).rejects.toMatchObject({ code: 'not-found' });
    const other = grounds.call('seal.show', { task: 'push-t', hash });
    await expect(other).rejects.toMatchObject({ code: 'not-found' });
  });

  it('shows a card while its contract is whole, and none where it is not', async () => {
    const { hash } = await seal({ override: 'why' });
    rmSync(inSeal(hash, 'judge/judge.ts'));
    const { problem } = await grounds.call('seal.show', { task });
    expect(problem).toBe(`seal ${hash.slice(0, 12)}: judge/judge.ts is missing`);
    await expect(seal({ override: 'why' })).rejects.toThrow('judge/judge.ts is missing');
    rmSync(inSeal(hash, 'contract.json'));
    await expect(grounds.call('seal.show', { task })).rejects.toMatchObject({ code: 'refused' });
  });
});

it('tells of the open task what differs by now', async () => {
  grounds.tasks.book.open(task);
  expect(await grounds.until((view) => view !== null)).toEqual({ task, seal: null, changed: [] });
  grounds.now.report = unmeasured;
  const { hash } = await seal({ override: 'why' });
  const sealed = await grounds.until((view) => view?.seal?.hash === hash);
  expect(sealed?.changed).toEqual([]);
  const form = grounds.tasks.answers['task.form']({ task }, new AbortController().signal);
  await grounds.tasks.answers['task.save'](
    { form: { ...(await form), attempts: 2 } },
    new AbortController().signal,
  );
  const changed = await grounds.until((view) => (view?.changed.length ?? 0) > 0);
  expect(changed?.changed).toContain('attempts: 1 was sealed, it is 2.');
  expect(await grounds.room.changed(hash)).toEqual(changed?.changed);
  grounds.tasks.book.open('push-t');
  expect(await grounds.until((view) => view?.task === 'push-t')).toMatchObject({ seal: null });
});
