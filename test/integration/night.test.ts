/**
 * Nights on the real core in bench time: under a contract, counted from the ledger, paused, resumed, ended by budget,
 * gone on with after the core was closed in the middle of a trial, and stopped by a sealed file, an entry or a recording
 * that is not what it was.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import { ledgerPath, shelfDir, trialDir } from '../../main/store/dataLayout.ts';
import { never, openTestCore, tempDir, until } from '../lib/coreUnderTest.ts';
import { firstRow, followRun } from '../lib/followRun.ts';
import { nightIn, nightRows, sealTouch, startNight } from '../lib/nightUnderTest.ts';

const inEpisode =
  (index: number) => (run: { trial: { index: number; phase: string } | null } | null) =>
    run?.trial?.index === index && run.trial.phase === 'episode';

describe('a night', () => {
  it('runs what was sealed until its budget is used, with its contract on every trial', async () => {
    await using core = await openTestCore();
    const { api } = core;
    using plain = await followRun(core, { seed: 5, trials: 1 });
    const alone = firstRow(await plain.end);
    const seal = await sealTouch(api, 2);
    await expect(api.call('night.show', {}, never)).rejects.toMatchObject({ code: 'not-found' });
    const lines = await api.call(
      'night.preflight',
      { task: 'touch', agent: 'none', lockstep: true, trials: null },
      never,
    );
    expect(lines.filter(({ state }) => state === 'fail')).toEqual([]);
    const nightId = await startNight(api, 100, 5);
    const night = await nightIn(api, 'ended');
    expect(night).toMatchObject({
      ...{ nightId, sealHash: seal.hash, why: 'the budget of 2 trials is used', moved: [] },
      ...{ budget: { trials: 2 }, target: { inARow: 50 }, startedBy: 'Ada' },
    });
    const rows = await nightRows(api, nightId);
    expect(rows.map(({ index }) => index)).toEqual([0, 1]);
    // The sealed copies are what the working copy was: the same seed gives the same bytes.
    expect(must(rows[0]).stepHash).toBe(alone.stepHash);
    const { provenance } = await api.call('trial.show', { id: must(rows[0]).id }, never);
    expect(provenance).toMatchObject({ nightId, sealHash: seal.hash, trialIndex: 0 });
    expect(provenance).toMatchObject({ judgeHash: seal.contract.judge.hash });
    // Playing it back needs its rules.
    const shelved = path.join(shelfDir(core.dataDir), must(provenance).taskHash, 'task.json');
    expect(existsSync(shelved)).toBe(true);
    const success = rows.filter(({ outcome }) => outcome === 'success').length;
    expect(night.counts).toMatchObject({ trials: 2, success, invalid: 0 });
    expect(await api.call('night.list', { task: 'touch' }, never)).toEqual([night]);
    expect(await api.call('core.verify', {}, never)).toMatchObject({ ok: true });
  }, 180_000);

  it('stands still when a person says so, goes on with fresh draws, and ends when one says so', async () => {
    await using core = await openTestCore();
    const { api } = core;
    await sealTouch(api, 6);
    const nightId = await startNight(api, 6);
    await until(api, 'run', inEpisode(0));
    await api.call('night.pause', { by: 'Ada', why: 'a spill' }, never);
    const paused = await nightIn(api, 'paused');
    expect(paused).toMatchObject({ why: 'a spill', counts: { trials: 1 }, moved: [] });
    await expect(startNight(api, 1)).rejects.toMatchObject({ code: 'busy' });
    await api.call('night.resume', { by: 'Ada', well: false }, never);
    await until(api, 'run', inEpisode(1));
    await api.call('night.end', { by: 'Bo', why: 'enough' }, never);
    const ended = await nightIn(api, 'ended');
    expect(ended).toMatchObject({ nightId, why: 'enough', counts: { trials: 2, invalid: 0 } });
    const rows = await nightRows(api, nightId);
    expect(rows.map(({ index }) => index)).toEqual([0, 1]);
    expect(new Set(rows.map(({ stepHash }) => stepHash)).size).toBe(2);
    await expect(api.call('night.resume', { by: 'Ada', well: true }, never)).rejects.toMatchObject({
      code: 'not-found',
    });
  }, 180_000);

  it('goes on where it stood after its core was closed in the middle of a trial', async () => {
    using data = tempDir('night');
    let nightId = '';
    {
      await using core = await openTestCore({ dataDir: data.path });
      await sealTouch(core.api, 3);
      nightId = await startNight(core.api, 3);
      await until(core.api, 'run', inEpisode(1));
    }
    await using core = await openTestCore({ dataDir: data.path });
    const { api } = core;
    const stood = await nightIn(api, 'interrupted');
    expect(stood).toMatchObject({ nightId, counts: { trials: 2, invalid: 1 }, moved: [] });
    await until(api, 'alerts', (all) => all.some(({ key }) => key === 'night/needs-you'));
    await api.call('night.resume', { by: 'Ada', well: false }, never);
    const ended = await nightIn(api, 'ended');
    const rows = await nightRows(api, nightId);
    expect(rows.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(must(rows[1])).toMatchObject({ outcome: 'invalid', reason: 'aborted' });
    expect(ended.counts).toMatchObject({ trials: 3, invalid: 1 });
    expect(ended.strip).toMatch(/^[sf]i[sf]$/);
    expect(await api.call('core.verify', {}, never)).toMatchObject({
      ...{ ok: true, trials: { finished: 2 + Number(must(rows[1]).stepHash !== '') } },
    });
  }, 180_000);

  it('goes on by itself where nothing moved, in a core that serves, and asks after the third end', async () => {
    using data = tempDir('night-on');
    let nightId = '';
    {
      await using core = await openTestCore({ dataDir: data.path });
      await sealTouch(core.api, 6);
      nightId = await startNight(core.api, 6);
      await until(core.api, 'run', inEpisode(0));
    }
    for (const index of [1, 2]) {
      await using core = await openTestCore({ dataDir: data.path, nights: 'go-on' });
      await until(core.api, 'run', inEpisode(index));
      const night = await core.api.call('night.show', {}, never);
      expect(night).toMatchObject({ nightId, state: 'running', wentOn: { times: index } });
      await until(core.api, 'alerts', (all) => all.every(({ key }) => key !== 'night/needs-you'));
    }
    await using core = await openTestCore({ dataDir: data.path, nights: 'go-on' });
    const { api } = core;
    const stood = await nightIn(api, 'interrupted');
    expect(stood).toMatchObject({ why: 'its core ended 3 times within ten minutes', moved: [] });
    await until(api, 'call', ({ need }) => need?.key === 'night/needs-you' && need.calls === 1);
    await api.call('night.resume', { by: 'Ada', well: false }, never);
    await until(api, 'call', ({ need }) => need === null);
    const ended = await nightIn(api, 'ended');
    expect(ended).toMatchObject({ counts: { trials: 6, invalid: 3 }, parked: true });
    expect(ended.wentOn).toBeUndefined();
    expect(await api.call('core.verify', {}, never)).toMatchObject({ ok: true });
  }, 180_000);

  it('that a person paused stays paused, and nobody is called for it', async () => {
    using data = tempDir('night-paused');
    {
      await using core = await openTestCore({ dataDir: data.path });
      await sealTouch(core.api, 3);
      await startNight(core.api, 3);
      await until(core.api, 'run', inEpisode(0));
      await core.api.call('night.pause', { by: 'Ada', why: 'a spill' }, never);
      expect(await nightIn(core.api, 'paused')).toMatchObject({ parked: true });
    }
    await using core = await openTestCore({ dataDir: data.path, nights: 'go-on' });
    const paused = await nightIn(core.api, 'paused');
    expect(paused).toMatchObject({ why: 'a spill', parked: true });
    expect(await core.api.call('call.show', {}, never)).toMatchObject({ need: null });
  }, 180_000);

  it('is stopped by a sealed file that changed during a trial, and that trial does not count', async () => {
    await using core = await openTestCore();
    const { api } = core;
    const { dir } = await sealTouch(api, 3);
    const nightId = await startNight(api, 3);
    await until(api, 'run', inEpisode(0));
    const file = path.join(dir, 'judge', 'judge.ts');
    chmodSync(file, 0o644);
    writeFileSync(file, '// another judge\n');
    const paused = await nightIn(api, 'paused');
    expect(paused.sealBroken).toContain('judge/judge.ts');
    const [row] = await nightRows(api, nightId);
    expect(row).toMatchObject({ outcome: 'invalid', reason: 'aborted' });
    const bench = await until(api, 'bench', ({ stopped }) => stopped !== null);
    expect(must(bench.stopped).reason).toContain('judge/judge.ts');
    await until(api, 'alerts', (all) => all.some(({ key }) => key === 'night/seal'));
    await api.call('bench.resume', {}, never);
    await expect(api.call('night.resume', { by: 'Ada', well: true }, never)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('judge.ts'),
    });
    await api.call('night.end', { by: 'Ada', why: 'sealed anew' }, never);
    expect(await nightIn(api, 'ended')).toMatchObject({ counts: { trials: 1, invalid: 1 } });
  }, 180_000);

  it.each<[string, (dataDir: string, first: string) => void, RegExp]>([
    ['an entry of its ledger', editEntry, /ledger entry \d+ was changed/],
    ['a recording of its first trial', editRecording, /frames\.mcap/],
  ])(
    'is stopped by %s that somebody edited during a trial, before its verdict counts',
    async (_what, edit, named) => {
      await using core = await openTestCore();
      const { api, dataDir } = core;
      await sealTouch(api, 3);
      const nightId = await startNight(api, 3);
      await until(api, 'run', inEpisode(1));
      edit(dataDir, must((await nightRows(api, nightId))[0]).id);
      const paused = await nightIn(api, 'paused');
      expect(paused.sealBroken).toMatch(named);
      const row = must((await nightRows(api, nightId)).find(({ index }) => index === 1));
      expect(row).toMatchObject({ outcome: 'invalid', reason: 'aborted' });
      const bench = await until(api, 'bench', ({ stopped }) => stopped !== null);
      expect(must(bench.stopped).reason).toMatch(named);
    },
    180_000,
  );
});

/** As another process of the same user does it. */
function editEntry(dataDir: string): void {
  const script = `const { DatabaseSync } = require('node:sqlite');
    const db = new DatabaseSync(${JSON.stringify(ledgerPath(dataDir))}, { timeout: 5000 });
    for (const name of ['entries_no_update', 'entries_no_delete']) db.exec('DROP TRIGGER ' + name);
    db.exec(\`UPDATE entries SET body = replace(body, '"by":"Ada"', '"by":"Eve"')
      WHERE json_extract(body, '$.kind') = 'night-started'\`);
    db.close();`;
  const { status } = spawnSync(process.execPath, ['--no-warnings', '-e', script]);
  expect(status).toBe(0);
}

function editRecording(dataDir: string, id: string): void {
  const file = path.join(trialDir(dataDir, id), 'frames.mcap');
  chmodSync(file, 0o644);
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}
