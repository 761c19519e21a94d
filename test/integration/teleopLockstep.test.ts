/**
 * A person at the arm in bench time: each input is one control period, so a demo is the same bytes each time. What is
 * recorded is whole, in the book, and read back by the reader of trials; a second window may look on and end it.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Caller } from '../../main/base/api/caller.ts';
import { sha256 } from '../../main/base/host/canonical.ts';
import { must } from '../../main/base/lib/assert.ts';
import { readDemoEnd, readDemoHead } from '../../main/store/record/demoSchema.ts';
import { readFrames, readSteps } from '../../main/store/record/readRecord.ts';
import { type CoreUnderTest, never, openTestCore, until } from '../lib/coreUnderTest.ts';
import { beginTeleop, recordDemo, teleopHand } from '../lib/teleopHand.ts';

/** One small demo; its folder. */
async function smallDemo(core: CoreUnderTest): Promise<string> {
  const arm = teleopHand(core.api);
  await arm.goTo(60, 0.2, 0.05, 0.08);
  await recordDemo(core.api);
  await arm.move(20, { x: 0.5 });
  await arm.move(5, {});
  await core.api.call('demo.mark', { value: 'success' }, never);
  await arm.send({ clutch: false });
  await arm.move(10, { y: -1 });
  const { demoId } = await core.api.call('demo.stop', { result: null }, never);
  return path.join(core.dataDir, 'demos', demoId);
}

describe('a demo in lockstep', () => {
  it('is whole on the disk and in the book, and the same bytes each time', async () => {
    const hashes: string[][] = [];
    for (let time = 0; time < 2; time++) {
      await using core = await openTestCore();
      await beginTeleop(core.api);
      const dir = await smallDemo(core);
      const head = readDemoHead(dir);
      const end = must(readDemoEnd(dir));
      expect(head).toMatchObject({ task: 'touch', clock: 'lockstep', origin: { input: 'script' } });
      expect(end).toMatchObject({ result: 'success', why: '', nearMiss: null, notes: [] });
      const rows = [...readSteps(dir)];
      expect(rows.length).toBe(36);
      expect([must(rows[0]).atMs, must(rows.at(-1)).atMs]).toEqual([end.fromMs, end.toMs]);
      expect(new Set(rows.map((row) => row.source))).toEqual(new Set(['human', 'none']));
      expect(rows.filter((row) => row.source === 'none').length).toBe(1);
      const { frames, whole } = readFrames(dir);
      expect(whole).toBe(true);
      const [demo] = await core.api.call('demo.list', { task: 'touch' }, never);
      expect(demo).toMatchObject({ id: 'demo-000001', result: 'success', why: '' });
      expect(must(demo).frames).toBe(must(frames.get(must(head.roles[0]))).length);
      expect(must(demo).frames).toBeGreaterThan(5);
      for (const [name, { sha256: hash }] of Object.entries(end.files))
        expect(sha256(readFileSync(path.join(dir, name)))).toBe(hash);
      hashes.push(['steps.ndjson', 'frames.mcap'].map((name) => must(end.files[name]).sha256));
      await core.api.call('teleop.end', {}, never);
      const bench = await until(core.api, 'bench', ({ lease }) => lease === 'none');
      expect(bench.mode).toBe('holding');
      expect(await until(core.api, 'teleop', () => true)).toBeNull();
    }
    expect(hashes[0]).toEqual(hashes[1]);
  }, 240_000);

  it('moves the arm as asked, and never out of the task', async () => {
    await using core = await openTestCore();
    await beginTeleop(core.api);
    const arm = teleopHand(core.api);
    await arm.goTo(80, 0.2, 0, 0.06);
    const there = must((await until(core.api, 'teleop', (view) => view !== null))?.tipM);
    await arm.move(90, { y: 0.7, z: -1 });
    const bench = await until(core.api, 'bench', ({ arm: now }) => now !== null);
    const box = must(bench.envelope).workspaceM;
    const view = must(
      await until(core.api, 'teleop', (now) => now !== null && now.limitedBy !== null),
    );
    const tip = must(view.tipM);
    expect(there.zM).toBeLessThan(0.1);
    for (const [value, range] of [
      [tip.xM, box.x],
      [tip.yM, box.y],
      [tip.zM, box.z],
    ] as const) {
      expect(value).toBeGreaterThan(range.min - 0.003);
      expect(value).toBeLessThan(range.max + 0.003);
    }
    expect(view.state).toBe('ready');
  }, 240_000);

  it('counts down in bench time, is discarded without a trace, and begins again', async () => {
    await using core = await openTestCore();
    await beginTeleop(core.api);
    const arm = teleopHand(core.api);
    await recordDemo(core.api, 1);
    await arm.move(10, { y: 0.5 });
    expect(existsSync(path.join(core.dataDir, 'demos', 'demo-000001'))).toBe(true);
    await core.api.call('demo.discard', { again: true }, never);
    await arm.move(12, { y: -0.5 });
    const { demoId } = await core.api.call('demo.stop', { result: 'failure' }, never);
    expect(demoId).toBe('demo-000001');
    const demos = await core.api.call('demo.list', { task: 'touch' }, never);
    expect(demos).toMatchObject([{ id: 'demo-000001', result: 'failure' }]);
    await expect(core.api.call('demo.stop', { result: null }, never)).rejects.toMatchObject({
      code: 'refused',
    });
  }, 240_000);

  it('is trimmed, split and removed, and all of it undone, also by the next core', async () => {
    await using core = await openTestCore();
    await beginTeleop(core.api);
    await smallDemo(core);
    await core.api.call('teleop.end', {}, never);
    const { api } = core;
    const id = 'demo-000001';
    const whole = await api.call('demo.show', { id }, never);
    const { fromMs, toMs } = whole;
    const trimmed = await api.call('demo.trim', { id, fromMs: fromMs + 200, toMs }, never);
    expect(trimmed.frames).toBeLessThan(whole.frames);
    const wrong = api.call('demo.trim', { id, fromMs, toMs }, never);
    await expect(wrong).rejects.toMatchObject({ code: 'bad-input' });
    const { first, second } = await api.call('demo.split', { id, atMs: fromMs + 400 }, never);
    expect(first.toMs).toBe(second.fromMs);
    expect(first.frames + second.frames).toBe(trimmed.frames);
    await api.call('demo.remove', { id: second.id }, never);
    expect(await api.call('demo.list', { task: 'touch' }, never)).toEqual([first]);
    await api.call('demo.undo', { task: 'touch' }, never);
    expect(await api.call('demo.list', { task: 'touch' }, never)).toEqual([first, second]);
    await api.call('demo.undo', { task: 'touch' }, never);
    await api.call('demo.undo', { task: 'touch' }, never);
    expect(await api.call('demo.list', { task: 'touch' }, never)).toEqual([whole]);
    const nothing = api.call('demo.undo', { task: 'touch' }, never);
    await expect(nothing).rejects.toMatchObject({ code: 'refused' });
  }, 240_000);
});

describe('two windows', () => {
  it('one drives, the other is busy, may end it, and takes over a window that went away', async () => {
    await using core = await openTestCore();
    const { api } = core;
    const gone = new AbortController();
    const one: Caller = { id: 'client-1', gone: gone.signal };
    const two: Caller = { id: 'client-2', gone: new AbortController().signal };
    const asked = { task: 'touch', input: 'script', lockstep: true } as const;
    await api.call('teleop.begin', asked, never, one);
    const busy = { code: 'busy' };
    await expect(api.call('teleop.begin', asked, never, two)).rejects.toMatchObject(busy);
    await expect(teleopHand(core.api, two).move(1, { x: 1 })).rejects.toMatchObject(busy);
    const run = { task: 'touch', trials: 1, seed: 1, lockstep: true };
    await teleopHand(core.api, one).move(2, { x: 1 });
    gone.abort();
    await teleopHand(core.api, two).move(2, { x: 1 });
    const old = { seq: 0, move: null, goTo: null, clutch: true, speed: 1 };
    await expect(api.call('teleop.input', old, never, two)).rejects.toMatchObject({
      code: 'bad-input',
    });
    expect(await until(api, 'bench', () => true)).toMatchObject({ lease: 'teleop' });
    await api.call('teleop.end', {}, never, one);
    await api.call('trial.run', run, never);
    await until(api, 'run', (now) => now?.trial?.phase === 'episode');
    await expect(api.call('teleop.begin', asked, never, two)).rejects.toMatchObject(busy);
  }, 240_000);
});

describe('a reset by the task', () => {
  it('runs between recordings, outside any trial, and leaves a verified scene', async () => {
    await using core = await openTestCore();
    await beginTeleop(core.api);
    const arm = teleopHand(core.api);
    const states = new Set<string>();
    using _view = core.api.state('teleop', (view) => void states.add(view?.state ?? ''));
    await core.api.call('demo.reset', {}, never);
    expect(states).toContain('resetting');
    await recordDemo(core.api);
    await arm.move(10, { z: -0.3 });
    await expect(core.api.call('demo.reset', {}, never)).rejects.toMatchObject({ code: 'busy' });
    await core.api.call('demo.stop', { result: 'unclear' }, never);
    const { rows } = await core.api.call('trial.list', { limit: 5, offset: 0 }, never);
    expect(rows).toEqual([]);
  }, 240_000);
});
