/**
 * kill −9 of the core itself in the middle of an episode. The simulator's black box shows what the arm did: held
 * within 100 ms of the core being gone. At the next start the interrupted trial is invalid(aborted), what was
 * finished is still there, an alert says so, and the ledger verifies.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, watch } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StateTopics } from '../../main/base/api/topics.ts';
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import type { RunView } from '../../main/base/model/view.ts';
import type { BlackBoxFile } from '../../main/bench/devices/sim/blackBox.ts';
import { type CoreClient, openCoreClient } from '../../main/entry/cli/coreClient.ts';
import { appDir } from '../../main/entry/launch/appVersion.ts';
import { readCoreCard } from '../../main/entry/lock.ts';
import { never, openTestCore, tempDir, until } from '../lib/coreUnderTest.ts';

const holdWithinMs = 100;

async function startCore(dataDir: string, blackBox: string): Promise<ChildProcess> {
  const main = path.join(appDir, 'main', 'entry', 'core.ts');
  const child = spawn(
    process.execPath,
    [main, '--data', dataDir, '--idle', '--json', '--bench', '--with-parent'],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, NIGHTBENCH_BLACK_BOX: blackBox },
    },
  );
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`the core ended with ${code}`)));
  });
  return child;
}

function untilState<T extends keyof StateTopics>(
  client: CoreClient,
  topic: T,
  fits: (value: StateTopics[T]) => boolean,
): Promise<StateTopics[T]> {
  return new Promise((resolve) => {
    client.onState(topic, (value) => {
      if (fits(value)) resolve(value);
    });
  });
}

function untilFile(file: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(path.dirname(file), () => {
      if (!existsSync(file)) return;
      watcher.close();
      resolve();
    });
    if (existsSync(file)) {
      watcher.close();
      resolve();
    }
  });
}

describe('kill −9 of the core', () => {
  it('the arm holds, nothing finished is lost, the interrupted trial says why', async () => {
    using data = tempDir('crash');
    const box = path.join(data.path, 'black-box.json');
    const child = await startCore(data.path, box);
    using _last = { [Symbol.dispose]: () => void child.kill('SIGKILL') };
    using client = await openCoreClient(must(readCoreCard(data.path)), realClock);
    client.lost.catch(() => undefined);
    await untilState(client, 'bench', (bench) => bench.arm !== null);
    const request = { task: 'touch', trials: null, seed: 3, lockstep: false };
    await client.call('trial.run', request);
    // A machine that is busy may void a trial before its episode: then a later one is interrupted.
    const interrupted = (run: RunView | null): boolean =>
      run !== null && run.done >= 1 && run.trial?.phase === 'episode';
    const finished = must(await untilState(client, 'run', interrupted)).done;
    await untilState(client, 'bench', (bench) => bench.mode === 'moving');
    expect(existsSync(box)).toBe(false); // what is there later is of this death
    child.kill('SIGKILL');
    await untilFile(box);

    const seen = JSON.parse(readFileSync(box, 'utf8')) as BlackBoxFile;
    const last = must(seen.writes.at(-1), 'the arm was moving');
    expect(last.atMs - seen.lostAtMs).toBeLessThan(holdWithinMs);
    const held = seen.joints.filter((row) => row.atMs > seen.lostAtMs + holdWithinMs);
    expect(held.length).toBeGreaterThan(10);
    const first = must(held[0]).positionRad;
    for (const row of held) {
      for (const [joint, value] of row.positionRad.entries()) {
        expect(Math.abs(value - must(first[joint]))).toBeLessThan(0.03);
      }
    }

    await using core = await openTestCore({ dataDir: data.path });
    const { rows } = await core.api.call('trial.list', { limit: 10, offset: 0 }, never);
    expect(rows.map((row) => row.reason)).toContain('aborted');
    expect(rows.length).toBe(finished + 1);
    await until(core.api, 'alerts', (alerts) => alerts.some((alert) => alert.key === 'aborted'));
    const report = await core.api.call('core.verify', {}, never);
    expect(report).toMatchObject({ ok: true, trials: { finished, aborted: 1 } });
  }, 120_000);
});
