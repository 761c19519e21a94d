/**
 * Imports and exports on a real core with its real exchange process: what comes in is a demo with a clip, what was half
 * made goes, a process that dies takes nothing with it, and the core's thread goes on turning meanwhile.
 */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExchangeView } from '../../main/base/model/exchange.ts';
import { type CoreUnderTest, never, openTestCore, tempDir, until } from '../lib/coreUnderTest.ts';
import { exportOrder, filesIn, makeDemo, runOrder } from '../lib/exchangeGrounds.ts';
import { describeNeeds } from '../lib/needs.ts';

const grounds = tempDir('exchange');
afterAll(() => grounds[Symbol.dispose]());
const films = path.join(grounds.path, 'films');
const long = path.join(grounds.path, 'long');

const bring = (core: CoreUnderTest, from: string) =>
  core.api.call('demo.import', { task: 'push-t', path: from }, never);
const demosOf = (core: CoreUnderTest) => core.api.call('demo.list', { task: 'push-t' }, never);
const incoming = (core: CoreUnderTest): boolean => existsSync(path.join(core.dataDir, 'incoming'));

describeNeeds(['ffmpeg'])('on a core', () => {
  beforeAll(async () => {
    const demos = [];
    for (const id of ['demo-000001', 'demo-000002'])
      demos.push(await makeDemo(grounds.path, id, { frames: 4, decidedMs: 200 }));
    await runOrder(exportOrder(films, demos, { format: 'mp4' }));
    // The second takes a while: it is still being written when the first is told.
    const slow = await makeDemo(grounds.path, 'demo-000003', { frames: 400, side: 640 });
    await runOrder(exportOrder(long, [demos[0] ?? slow, slow], { format: 'mp4' }));
  });

  it('demos come in with a clip each, live through a restart, and go out again', async () => {
    using data = tempDir('core');
    {
      await using core = await openTestCore({ dataDir: data.path });
      const report = await bring(core, films);
      expect(report.demos).toEqual(['demo-000001', 'demo-000002']);
      expect(report.refused).toEqual([]);
      expect(incoming(core)).toBe(false);
    }
    await using core = await openTestCore({ dataDir: data.path });
    const demos = await demosOf(core);
    expect(demos).toMatchObject([
      { result: 'success', frames: 4, clips: 1, origin: { kind: 'import', format: 'mp4' } },
      { result: 'success', frames: 4, clips: 1 },
    ]);
    const { clips } = await core.api.call('clip.list', { task: 'push-t', since: 0 }, never);
    expect(clips.map(({ source, hint }) => [source, hint])).toEqual([
      ['import', 'success'],
      ['import', 'success'],
    ]);
    const dir = path.join(grounds.path, 'again');
    const out = { task: 'push-t', dir, format: 'mp4' as const };
    expect(await core.api.call('demo.export', out, never)).toMatchObject({ demos: 2, files: 5 });
    await expect(core.api.call('demo.export', out, never)).rejects.toThrow('is there already');
    const rows = { ...out, dir: path.join(grounds.path, 'set'), format: 'lerobot' as const };
    await expect(core.api.call('demo.export', rows, never)).rejects.toThrow('no demo can be');
    expect((await core.api.call('core.verify', {}, never)).ok).toBe(true);
  }, 180_000);

  it('what a core left half made is gone when the next one opens', async () => {
    using data = tempDir('core');
    const half = path.join(data.path, 'incoming', 'import-1-0001');
    mkdirSync(half, { recursive: true });
    writeFileSync(path.join(half, 'demo.json'), '{');
    await using core = await openTestCore({ dataDir: data.path });
    const { demos } = await bring(core, films);
    expect(demos).toHaveLength(2);
    expect(readdirSync(path.join(data.path, 'demos'))).toHaveLength(2);
    expect(incoming(core)).toBe(false);
  });

  it('a process that dies leaves what came in whole, and nothing else', async () => {
    await using core = await openTestCore();
    const report = bring(core, long);
    await until(core.api, 'exchange', (view) => view?.done === 1);
    const processes = await core.api.call('core.processes', {}, never);
    const child = processes.find(({ name }) => name === 'exchange');
    process.kill(child?.pid ?? 0, 'SIGKILL');
    const { demos, refused } = await report;
    expect(demos).toEqual(['demo-000001']);
    expect(refused).toEqual([
      { what: 'the rest', why: expect.stringMatching(/the exchange process ended \(SIGKILL\)/) },
    ]);
    expect(incoming(core)).toBe(false);
    expect(await demosOf(core)).toHaveLength(1);
  });

  it('one runs at a time, says how far it is, and can be cancelled', async () => {
    await using core = await openTestCore();
    const views: ExchangeView[] = [];
    using _watch = core.api.state('exchange', (view) => void (view && views.push(view)));
    const report = bring(core, long);
    await until(core.api, 'exchange', (view) => view?.done === 1);
    await expect(bring(core, films)).rejects.toMatchObject({ code: 'busy' });
    await core.api.call('demo.cancelExchange', {}, never);
    expect(await report).toMatchObject({
      demos: ['demo-000001'],
      refused: [{ what: 'the rest', why: 'it was cancelled' }],
    });
    expect(views.some(({ total, done }) => total === 2 && done === 0)).toBe(true);
    expect(views.at(-1)).toMatchObject({ state: 'done', kind: 'import', what: long });
    expect(incoming(core)).toBe(false);
    expect((await bring(core, films)).demos).toHaveLength(2);
  });

  it('the data folder itself is neither source nor target', async () => {
    await using core = await openTestCore();
    const own = path.join(core.dataDir, 'locked');
    mkdirSync(own);
    await expect(bring(core, own)).rejects.toThrow('lies in the data folder');
    const out = { task: 'push-t', dir: path.join(own, 'x'), format: 'mp4' as const };
    await expect(core.api.call('demo.export', out, never)).rejects.toThrow('in the data folder');
    await expect(bring(core, 'films')).rejects.toThrow('not a whole path');
    const none = { task: 'push-t', dir: path.join(grounds.path, 'no'), format: 'mp4' as const };
    await expect(core.api.call('demo.export', none, never)).rejects.toThrow('no demos to export');
  });
});

describe('without ffmpeg', () => {
  it('says what is missing', async () => {
    const demo = await makeDemo(grounds.path, 'demo-000009', { frames: 2 });
    const into = path.join(grounds.path, 'never');
    const told = await runOrder(exportOrder(into, [demo]), { ffmpeg: 'no-such-ffmpeg' });
    expect(told.failed).toMatch(/no film could be made: .*no-such-ffmpeg/);
    expect(filesIn(grounds.path).filter((name) => name.startsWith('never'))).toEqual([]);
  });
});
