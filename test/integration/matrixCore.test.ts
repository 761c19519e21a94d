/**
 * The anomaly matrix of the core itself: kill −9 and stops of its process, in each phase. The arm is watched through the
 * simulator's black box; what is recorded is asked of the next core on the same folder, which then runs a trial that
 * counts.
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realClock } from '../../main/base/lib/clock.ts';
import type { TrialRow } from '../../main/base/model/trial.ts';
import type { BlackBoxFile } from '../../main/bench/devices/sim/blackBox.ts';
import { chosenOf } from '../lib/anomalyGroups.ts';
import { cellsOf, type RunnableCell } from '../lib/anomalyTable.ts';
import { askBox, readBox, stillAfterMs, untilFile } from '../lib/blackBox.ts';
import { type CoreProcess, openCoreProcess } from '../lib/coreProcess.ts';
import { tempDir } from '../lib/coreUnderTest.ts';
import { isCounted } from '../lib/followRun.ts';
import { createMatrixPart, holdWithinMs } from '../lib/matrixSummary.ts';
import { installMatrixTask, swingPolicy } from '../lib/matrixTask.ts';

const room = 'core process';
const part = createMatrixPart(room);
const folder = tempDir('matrix-core');
const policy = swingPolicy();
const dataDir = path.join(folder.path, 'data');
const box = path.join(folder.path, 'box.json');
let core: CoreProcess;

beforeAll(async () => {
  await installMatrixTask(dataDir);
  core = await openCoreProcess(dataDir, box);
});
afterAll(async () => {
  await core[Symbol.asyncDispose]();
  policy[Symbol.dispose]();
  folder[Symbol.dispose]();
  process.stdout.write(`${part.write()}\n`);
});

const request = (trials: number | null, lockstep: boolean) => ({
  task: 'touch',
  trials,
  seed: 11,
  lockstep,
  policy: policy.path,
});

/** Runs one trial to its end; gives its row. */
async function prove(): Promise<TrialRow> {
  const { batchId } = await core.client.call('trial.run', request(1, true));
  const row = await new Promise<TrialRow>((resolve) => {
    core.client.onLog('trials', 0, (each) => {
      if (each.batchId === batchId) resolve(each);
    });
  });
  await core.until('run', (run) => run === null);
  return row;
}

/** Resolves when a trial is in the cell's phase and, in phases that move the arm, when it moves. */
async function inPhase({ phase }: RunnableCell, lockstep: boolean): Promise<void> {
  if (phase === 'idle') {
    await core.until('bench', ({ mode }) => mode === 'holding');
    return;
  }
  await core.client.call('trial.run', request(null, lockstep));
  await core.until('run', (run) => run?.trial?.phase === phase);
  if (phase !== 'record') await core.until('bench', ({ mode }) => mode === 'moving');
}

async function afterKill(cell: RunnableCell): Promise<BlackBoxFile> {
  await inPhase(cell, true);
  rmSync(box, { force: true });
  process.kill(core.pid, 'SIGKILL');
  await core.ended;
  await untilFile(box);
  return readBox(box);
}

async function allRows(): Promise<readonly TrialRow[]> {
  const { rows } = await core.client.call('trial.list', { limit: 1000 });
  return rows;
}

describe('the anomaly matrix, core process', () => {
  const cells = chosenOf(cellsOf(room), (cell) => cell);
  const killed = cells.filter((cell) => cell.fault === 'kill −9');
  const frozen = cells.filter((cell) => cell.fault === 'freeze');

  it.each(killed.map((cell) => [cell.name, cell] as const))('%s', async (_name, cell) => {
    const beganMs = realClock.nowMs();
    const finished = await allRows();
    const seen = await afterKill(cell);
    core = await openCoreProcess(dataDir, box);
    const heldMs = stillAfterMs(seen, 'atMs', seen.lostAtMs);
    const rows = await allRows();
    const fresh = rows.filter((row) => finished.every((each) => each.id !== row.id));
    const struck = fresh.toSorted((a, b) => a.index - b.index).at(-1);
    const end = struck === undefined ? null : isCounted(struck) ? 'counted' : struck.reason;
    const alerts =
      end === 'aborted'
        ? [(await core.until('alerts', (now) => now.length > 0))[0]?.key ?? '']
        : [];
    const next = await prove();
    await core.until('alerts', (now) => now.length === 0);
    part.add(cell, { end, heldMs, raised: alerts }, (realClock.nowMs() - beganMs) / 1000);
    expect(heldMs).toBeLessThanOrEqual(cell.plan.noticeMs + holdWithinMs);
    expect(rows).toEqual(expect.arrayContaining([...finished]));
    if (cell.plan.ends.length > 0) expect(cell.plan.ends).toContain(end);
    if (end === 'aborted') expect(alerts).toEqual(['aborted']);
    expect(isCounted(next)).toBe(true);
  });

  it.each(frozen.map((cell) => [cell.name, cell] as const))('%s', async (_name, cell) => {
    const beganMs = realClock.nowMs();
    const { client } = core;
    await inPhase(cell, false);
    const simulator = (await client.call('core.processes', {})).find(
      (each) => each.name === 'simulator',
    );
    const raised = new Set<string>();
    client.onState('alerts', (now) => {
      for (const { key } of now) raised.add(key);
    });
    const markMs = realClock.nowMs();
    process.kill(core.pid, 'SIGSTOP');
    await realClock.sleep(700);
    const seen = await askBox(box, simulator?.pid ?? Number.NaN);
    const awayMs = realClock.nowMs() - markMs;
    process.kill(core.pid, 'SIGCONT');
    // The box's last moment is now; the stop was so long before it.
    const heldMs = stillAfterMs(seen, 'atMs', seen.lostAtMs - awayMs);
    let end: TrialRow['reason'] | 'counted' = null;
    if (cell.phase !== 'idle') {
      await core.until('run', (run) => (run?.done ?? 0) >= 1);
      const batch = (await core.until('run', (run) => run !== null))?.batchId ?? '';
      await client.call('trial.cancel', { batchId: batch });
      await core.until('run', (run) => run === null);
      const first = (await allRows()).find((row) => row.batchId === batch && row.index === 0);
      end = first === undefined ? null : isCounted(first) ? 'counted' : first.reason;
    }
    await core.until('alerts', (now) => now.length === 0);
    const next = await prove();
    part.add(cell, { end, heldMs, raised: [...raised] }, (realClock.nowMs() - beganMs) / 1000);
    expect(heldMs).toBeLessThanOrEqual(cell.plan.noticeMs + holdWithinMs);
    if (cell.plan.ends.length > 0) expect(cell.plan.ends).toContain(end);
    expect(isCounted(next)).toBe(true);
  });

  it('has lost nothing that was finished', async () => {
    expect(await core.client.call('core.verify', {})).toMatchObject({ ok: true });
  });
});
