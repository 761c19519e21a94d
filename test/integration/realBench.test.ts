/**
 * A bench that is no simulated one: its arm is a path of a serial port, its cameras are paths of films. It is chosen,
 * opened, refused, and recorded like any; what only a simulator has is absent, and says so.
 */
import { readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CommandArgsParsed } from '../../main/base/api/contract.ts';
import { type BenchOfParts, openBenchOfParts } from '../lib/benchOfParts.ts';
import {
  type CoreUnderTest,
  never,
  openTestCore,
  startRun,
  tempDir,
  until,
} from '../lib/coreUnderTest.ts';
import { describeNeeds } from '../lib/needs.ts';

const bench = (parts: BenchOfParts, more: object = {}) =>
  ({ bench: { ...parts.choice, ...more } }) as CommandArgsParsed<'bench.save'>;

describeNeeds(['ffmpeg'])('a real bench', () => {
  let parts: BenchOfParts;
  let core: CoreUnderTest;
  const data = tempDir('real-bench');
  beforeAll(async () => {
    parts = await openBenchOfParts();
    core = await openTestCore({ restBench: true, dataDir: data.path });
    await until(core.api, 'bench', ({ mode }) => mode === 'holding');
  }, 60_000);
  afterAll(async () => {
    await core[Symbol.asyncDispose]();
    await parts[Symbol.asyncDispose]();
    data[Symbol.dispose]();
  }, 60_000);

  it('that does not open leaves the old one open, and says which part is not there', async () => {
    const { api } = core;
    const [over, front] = parts.choice.cameras;
    const away = { ...front, device: '/dev/video99' };
    await api.call('bench.save', bench(parts, { id: 'blind', cameras: [over, away] }), never);
    await expect(api.call('bench.choose', { bench: 'blind' }, never)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(
        /front camera \/dev\/video99 is not there.*Simulated bench stays/,
      ),
      hint: expect.stringMatching(/plugged in|no camera/),
    });
    const wide = { ...over, device: path.join(core.dataDir, 'ledger.sqlite') };
    await api.call('bench.save', bench(parts, { id: 'mute', cameras: [wide] }), never);
    await expect(api.call('bench.choose', { bench: 'mute' }, never)).rejects.toThrow(
      /overhead camera .*ledger.sqlite gives no picture/,
    );
    await api.call('bench.save', bench(parts, { id: 'armless', followerPort: '/dev/null' }), never);
    await expect(api.call('bench.choose', { bench: 'armless' }, never)).rejects.toThrow(
      /Lab did not open/,
    );
    const view = await until(api, 'bench', ({ mode }) => mode === 'holding');
    expect(view).toMatchObject({ benchId: 'simulated', kind: 'simulated', lease: 'none' });
    expect((await api.call('bench.choices', {}, never)).current).toBe('simulated');
    await until(api, 'alerts', (alerts) => alerts.length === 0);
  }, 120_000);

  it('is chosen when all of it stands, and shows its cameras with nominal models', async () => {
    const { api } = core;
    await api.call('bench.save', bench(parts), never);
    await api.call('bench.choose', { bench: 'lab' }, never);
    const view = await until(
      api,
      'bench',
      ({ mode, cameras }) => mode === 'holding' && cameras.every(({ rateHz }) => rateHz > 5),
    );
    expect(view).toMatchObject({ benchId: 'lab', kind: 'real', clock: 'real', objects: [] });
    expect(view.cameras.map(({ role }) => role)).toEqual(['overhead', 'front']);
    expect(view.cameras.every(({ frozen }) => !frozen)).toBe(true);
    const choices = await api.call('bench.choices', {}, never);
    expect(choices).toMatchObject({ current: 'lab' });
    await expect(api.call('bench.remove', { bench: 'lab' }, never)).rejects.toThrow(/in use/);
  }, 120_000);

  it('has no lockstep, no scene, no hand and no motion before it was calibrated', async () => {
    const { api } = core;
    const refused = expect.objectContaining({ code: 'refused' });
    const run = { task: 'touch', trials: 1, seed: 1 };
    await expect(api.call('trial.run', { ...run, lockstep: true }, never)).rejects.toEqual(refused);
    await expect(api.call('sim.set', { settings: { light: 1 } }, never)).rejects.toEqual(refused);
    const fault = { kind: 'unplug', on: true } as const;
    await expect(api.call('sim.fault', { fault }, never)).rejects.toEqual(refused);
    const pose = { xM: 0.2, yM: 0, yawRad: 0 };
    await expect(api.call('sim.hand', { object: 'puck', pose }, never)).rejects.toEqual(refused);
    await expect(api.call('trial.run', { ...run, lockstep: false }, never)).rejects.toThrow(
      /never calibrated/,
    );
  }, 60_000);

  it('calibrated, it opens again and records a trial: its own name, its own hash, no oracle', async () => {
    const { api } = core;
    const before = await api.call('calibration.read', { arm: 'follower' }, never);
    await api.call('calibration.write', { arm: 'follower', joints: { ...before } }, never);
    await until(api, 'bench', ({ mode, lease }) => mode === 'holding' && lease === 'none');
    const { end } = await startRun(api, { task: 'touch', trials: 1, lockstep: false });
    const { rows, summary } = await end;
    expect(rows).toHaveLength(1);
    expect(summary.oracle).toBeUndefined();
    const trial = path.join(core.dataDir, 'trials', rows[0]?.id ?? '', 'trial.json');
    const { provenance } = JSON.parse(readFileSync(trial, 'utf8'));
    expect(provenance).toMatchObject({ benchId: 'lab', clock: 'real' });
    expect(provenance.calibrationHash).toMatch(/^[0-9a-f]{64}$/);
    const verified = await api.call('core.verify', {}, never);
    expect(verified).toMatchObject({ ok: true });
  }, 180_000);

  it('a camera that gets another name is said in words, and found again under its old one', async () => {
    const { api } = core;
    const device = parts.choice.cameras[1]?.device ?? '';
    renameSync(device, `${device}.away`);
    const processes = await api.call('core.processes', {}, never);
    process.kill(processes.find(({ name }) => name === 'camera front')?.pid ?? Number.NaN);
    await until(api, 'alerts', (all) =>
      all.some(({ key, message }) => key === 'camera/front' && message.includes('is not there')),
    );
    renameSync(`${device}.away`, device);
    await until(api, 'alerts', (all) => all.every(({ key }) => key !== 'camera/front'));
  }, 120_000);

  it('is the bench of the next core too, until the simulated one is chosen', async () => {
    await core[Symbol.asyncDispose]();
    core = await openTestCore({ restBench: true, dataDir: core.dataDir });
    const lab = await until(core.api, 'bench', ({ mode }) => mode === 'holding');
    expect(lab).toMatchObject({ benchId: 'lab', kind: 'real' });
    await core.api.call('bench.choose', { bench: 'simulated' }, never);
    const view = await until(core.api, 'bench', ({ mode }) => mode === 'holding');
    expect(view).toMatchObject({ benchId: 'simulated', kind: 'simulated' });
    await core.api.call('bench.remove', { bench: 'lab' }, never);
    const { benches } = await core.api.call('bench.choices', {}, never);
    expect(benches.map(({ id }) => id).sort()).toEqual(['armless', 'blind', 'mute', 'simulated']);
  }, 120_000);
});
