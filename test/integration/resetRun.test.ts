/**
 * Resets in a row on the simulated bench, through a real core: the same seed tells the same, a stop in the middle counts
 * nowhere, a version is added, measured and put in force, a bad one is refused, and what died in between is mended.
 */
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CommandArgsParsed } from '../../main/base/api/contract.ts';
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { clopperPearson } from '../../main/base/lib/clopperPearson.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import { hashTree } from '../../main/environment/task/hashTree.ts';
import { ledgerPath, resetsDir, tasksDir } from '../../main/store/dataLayout.ts';
import { openLedger } from '../../main/store/ledger/ledger.ts';
import { type CoreUnderTest, never, openTestCore, tempDir, until } from '../lib/coreUnderTest.ts';

const task = 'touch';
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

let data: ReturnType<typeof tempDir>;
let core: CoreUnderTest;

const show = () => core.api.call('reset.show', { task }, never);
const run = (more: Partial<CommandArgsParsed<'reset.run'>> = {}) => {
  const wish = { task, reset: 'working', times: 3, seed: 5, lockstep: true, by: 'Ada' } as const;
  return core.api.call('reset.run', { ...wish, between: 'nothing', ...more }, never);
};
const bench = () => until(core.api, 'bench', () => true);

/** Tries so far, when there are so many. */
function afterTries(count: number): Promise<unknown> {
  return until(
    core.api,
    'reset',
    (view) => view?.running?.state === 'running' && view.running.tries.length >= count,
  );
}

let made = 0;
/** Touch's own reset with another first line, in a folder of the test. */
function folder(change: (source: string) => string = (source) => source): string {
  const dir = path.join(data.path, `mine-${++made}`);
  cpSync(path.resolve('tasks', task, 'reset'), dir, { recursive: true });
  const file = path.join(dir, 'reset.ts');
  writeFileSync(file, change(`/** Mine, the ${made}. */\n${readFileSync(file, 'utf8')}`));
  return dir;
}
const add = (dir: string) => core.api.call('reset.add', { task, dir, by: 'Ada' }, never);

beforeAll(async () => {
  data = tempDir('resets');
  core = await openTestCore({ dataDir: data.path });
  await core.api.call('task.open', { task }, never);
});
afterAll(async () => {
  await core[Symbol.asyncDispose]();
  data[Symbol.dispose]();
});

describe('resets in a row', () => {
  it('tell the same for the same seed, and nothing of it is a trial', async () => {
    const first = await run({ between: 'policy', times: 2 });
    expect(first).toMatchObject({
      ...{ times: 2, verified: { k: 2, n: 2 }, longestRow: 2, rescues: 0, seed: 5 },
      ...{ clock: 'lockstep', between: 'policy', by: 'Ada' },
    });
    expect(first.spread.n).toBe(2);
    const { tries } = must((await show()).running);
    const again = await run({ between: 'policy', times: 2 });
    const { wallTime: _at, ...figures } = first;
    expect(again).toMatchObject(figures);
    expect((await show()).running?.tries).toEqual(tries);
    const other = await run({ times: 1, seed: 6 });
    const view = await show();
    expect(view).toMatchObject({ inForce: 'shipped', measure: other, versions: [] });
    expect(view.running).toMatchObject({ state: 'done', reset: 'shipped', measure: other });
    expect(view.running?.tries).toHaveLength(1);
    expect(view.running?.tries[0]?.wanted).not.toEqual(tries[0]?.wanted);
    const { x } = must(view.box ?? null);
    expect(x.min).toBeCloseTo(0.196, 3);
    const report = await core.api.call('core.verify', {}, never);
    expect(report).toMatchObject({ ok: true, trials: { finished: 0, aborted: 0 } });
    expect(await bench()).toMatchObject({ lease: 'none' });
  });

  it('hold when stopped in the middle, and count nowhere', async () => {
    const before = await show();
    const stopped = run({ times: 50 });
    stopped.catch(() => undefined);
    await afterTries(1);
    expect(await bench()).toMatchObject({ lease: 'reset', clock: 'lockstep' });
    await expect(run()).rejects.toMatchObject({ code: 'busy' });
    await core.api.call('bench.stop', { reason: 'a hand' }, never);
    await expect(stopped).rejects.toMatchObject({
      ...{ code: 'refused', message: expect.stringMatching(/a hand/) },
    });
    expect(await bench()).toMatchObject({ lease: 'none', mode: 'stopped' });
    await expect(run()).rejects.toMatchObject({ code: 'refused' });
    await core.api.call('bench.resume', {}, never);
    const ended = run({ times: 50 });
    ended.catch(() => undefined);
    await afterTries(1);
    await core.api.call('reset.stopRun', {}, never);
    await expect(ended).rejects.toMatchObject({ code: 'cancelled' });
    expect(await bench()).toMatchObject({ lease: 'none' });
    const view = await show();
    expect(view.measure).toEqual(before.measure);
    expect(view.running).toMatchObject({ state: 'stopped', why: 'ended by a person' });
    expect(view.running?.tries.length).toBeGreaterThan(0);
    const nothing = core.api.call('reset.stopRun', {}, never);
    await expect(nothing).rejects.toMatchObject({ code: 'not-found' });
  });

  it('end when a camera fails, with why', async () => {
    const failed = run({ times: 50 });
    failed.catch(() => undefined);
    await afterTries(1);
    const fault = { kind: 'unplug', role: 'front' } as const;
    await core.api.call('sim.fault', { fault: { ...fault, on: true } }, never);
    await expect(failed).rejects.toMatchObject({ code: 'unavailable' });
    await core.api
      .call('sim.fault', { fault: { ...fault, on: false } }, never)
      .catch(() => undefined);
    expect((await show()).running).toMatchObject({ state: 'failed' });
    expect((await show()).running?.why).toMatch(/camera/);
  });
});

describe('a reset that is worn', () => {
  it('is an alert, also to the next core, until a measuring is well again', async () => {
    using worn = tempDir('worn');
    const hash = await hashTree(path.resolve('tasks', task, 'reset'));
    const rate = (k: number) => {
      const { low, high } = clopperPearson(k, 100);
      return { k, n: 100, lo: low, hi: high };
    };
    const measured = (k: number) => ({
      ...{ times: 100, verifiedFirst: rate(k), verified: rate(100), longestRow: 100 },
      ...{ secondsP50: 2, secondsP95: 3, attemptsMean: 1, causes: [], rescues: 0 },
      spread: {
        ...{ n: 100, coordinates: { xM: 0.1, yM: 0.1, yawRad: 0 } },
        cells: { covered: 30, of: 32 },
      },
      ...{ seed: 1, clock: 'real' as const, by: 'Ada' },
    });
    {
      using ledger = openLedger(ledgerPath(worn.path), {
        ...{ clock: realClock, log: silentLog, softwareVersion: 'test' },
      });
      for (const k of [100, 80])
        ledger.append({
          ...{ kind: 'reset-measured', task, resetId: 'shipped', hash },
          measure: measured(k),
        });
    }
    await using other = await openTestCore({ dataDir: worn.path });
    const isWorn = ({ key }: { readonly key: string }): boolean => key === 'reset/worn';
    await other.api.call('task.open', { task }, never);
    const alerts = await until(other.api, 'alerts', (all) => all.some(isWorn));
    expect(alerts.find(isWorn)?.message).toMatch(/80 of 100 .* 100 of 100/);
    const wish = { task, reset: 'working', times: 1, seed: 1, lockstep: true } as const;
    await other.api.call('reset.run', { ...wish, between: 'nothing', by: 'Ada' }, never);
    await until(other.api, 'alerts', (all) => !all.some(isWorn));
  });
});

describe('what an agent wrote', () => {
  it('has another look at it also where a person adds the same bytes', async () => {
    using taken = tempDir('taken');
    const dir = folder();
    const hash = await hashTree(dir);
    {
      using ledger = openLedger(ledgerPath(taken.path), {
        ...{ clock: realClock, log: silentLog, softwareVersion: 'test' },
      });
      const by = { kind: 'agent', agentId: 'claude-1' } as const;
      const what = { kind: 'reset-made', task, resetId: 'reset-0001', hash, words: '' } as const;
      ledger.append({ ...what, by });
    }
    await using other = await openTestCore({ dataDir: taken.path });
    await other.api.call('task.open', { task }, never);
    const { id } = await other.api.call('reset.add', { task, dir, by: 'Ada' }, never);
    expect(id).toBe('reset-0002');
    const wish = { task, reset: id, times: 1, seed: 5, lockstep: true, by: 'Ada' } as const;
    const measure = await other.api.call('reset.run', { ...wish, between: 'nothing' }, never);
    expect(measure.second).toMatchObject({ by: 'shipped', asked: 1 });
  });
});

describe('a version of a reset', () => {
  it('is added, measured and put in force by whoever takes the responsibility', async () => {
    const dir = folder();
    expect(await add(dir)).toMatchObject({
      ...{ id: 'reset-0001', measure: null, accepted: null },
      words: expect.stringMatching(/^Mine, the \d+\.$/),
      by: { kind: 'person', name: 'Ada' },
    });
    const accept = { task, reset: 'reset-0001', by: 'Ada', override: null };
    const unmeasured = core.api.call('reset.accept', accept, never);
    await expect(unmeasured).rejects.toMatchObject({
      ...{ code: 'refused', message: expect.stringMatching(/not measured/) },
    });
    expect(await run({ reset: 'newest', times: 2 })).toMatchObject({ verified: { k: 2 } });
    const why = 'two are enough for a test';
    const accepted = await core.api.call('reset.accept', { ...accept, override: why }, never);
    expect(accepted).toMatchObject({
      accepted: { by: 'Ada', overrode: why },
      measure: { times: 2 },
    });
    const view = await show();
    expect(view).toMatchObject({ inForce: 'reset-0001', measure: { times: 2 } });
    const copy = path.join(tasksDir(data.path), task, 'reset');
    expect(await hashTree(copy)).toBe(accepted.hash);
    expect(existsSync(path.join(resetsDir(data.path, task), 'accepting.json'))).toBe(false);
  });

  it('that does not fit is refused, and leaves nothing', async () => {
    const bad = async (dir: string, words: RegExp): Promise<void> =>
      await expect(add(dir)).rejects.toMatchObject({
        ...{ code: 'bad-input', message: expect.stringMatching(words) },
      });
    await bad(path.join(data.path, 'nowhere'), /there is no folder/);
    const empty = path.join(data.path, 'empty');
    mkdirSync(empty);
    await bad(empty, /there is no reset\.ts/);
    await bad(
      folder(() => "throw new Error('no idea');\n"),
      /no idea/,
    );
    const linked = folder();
    symlinkSync('/etc/hostname', path.join(linked, 'name.txt'));
    await bad(linked, /neither a plain file nor a folder/);
    const large = folder();
    writeFileSync(path.join(large, 'weights.bin'), Buffer.alloc((64 << 20) + 1));
    await bad(large, /over 64 MiB/);
    expect((await show()).versions).toHaveLength(1);
  });

  it('that was changed on the disk does not run; what died in between is finished or swept', async () => {
    const { id, hash } = await add(folder());
    const home = resetsDir(data.path, task);
    const file = path.join(home, id, 'reset.ts');
    const before = readFileSync(file);
    chmodSync(file, 0o644);
    writeFileSync(file, `${before} `);
    await expect(run({ reset: id })).rejects.toMatchObject({ code: 'refused' });
    writeFileSync(file, before);
    await core[Symbol.asyncDispose]();
    cpSync(path.join(home, id), path.join(home, 'reset-0099'), { recursive: true });
    mkdirSync(path.join(home, '.new-reset-0100'));
    // As it stands when the old folder is gone and the new one is not there yet.
    rmSync(path.join(tasksDir(data.path), task, 'reset'), { recursive: true });
    const accepting = {
      version: 1,
      task,
      id,
      hash,
      by: 'Bo',
      overrode: 'to see',
      afterSeq: 10_000,
    };
    writeFileSync(path.join(home, 'accepting.json'), JSON.stringify(accepting));
    core = await openTestCore({ dataDir: data.path });
    const view = await show();
    expect(view.inForce).toBe(id);
    expect(must(view.versions[1]).accepted).toMatchObject({ by: 'Bo', overrode: 'to see' });
    for (const name of ['reset-0099', '.new-reset-0100', 'accepting.json'])
      expect([name, existsSync(path.join(home, name))]).toEqual([name, false]);
    expect(await run({ times: 1 })).toMatchObject({ verified: { k: 1 } });
  });
});
