/**
 * The bench in real time while it runs Push-T trials with both cameras at 30 fps: missed ticks, CPU, frame → verdict
 * (from the records), and stop → hold packet (by really stopping the moving arm). One run, one baseline beside it.
 */

import type { BenchView } from '../../main/base/model/view.ts';
import { trialDir } from '../../main/store/dataLayout.ts';
import { readFrames } from '../../main/store/record/readRecord.ts';
import { withBareLoop } from './bareLoop.ts';
import type { Figure, PerfPorts } from './figure.ts';
import { type LiveCore, openLiveCore } from './liveCore.ts';

/** Long enough for the judge to see some hundred pairs of frames. */
const watchMs = 120_000;
const stops = 30;
/** A stop while the arm rests proves little; the reset or the next push moves it again soon. */
const movingLimitMs = 30_000;

interface Observed {
  readonly missedPercent: number[];
  readonly cpuCores: number[];
  readonly stopServoMs: number[];
  readonly stopClientMs: number[];
  readonly verdictMs: number[];
}

/** Health once a second for `watchMs`: missed ticks as percent of that second's ticks, and CPU. */
async function watchHealth(
  { clock }: PerfPorts,
  view: () => BenchView | null,
  seen: Observed,
): Promise<void> {
  let last = view()?.health ?? null;
  for (let elapsedMs = 0; elapsedMs < watchMs; elapsedMs += 1000) {
    await clock.sleep(1000);
    const health = view()?.health ?? null;
    if (health !== null && last !== null && health.ticks > last.ticks) {
      const ticks = health.ticks - last.ticks;
      seen.missedPercent.push((100 * (health.missedTicks - last.missedTicks)) / ticks);
      seen.cpuCores.push(health.cpuCores);
    }
    last = health;
  }
}

async function stopOften(
  { clock }: PerfPorts,
  { client }: LiveCore,
  view: () => BenchView | null,
  seen: Observed,
): Promise<void> {
  for (let i = 0; i < stops; i++) {
    for (let waitedMs = 0; view()?.mode !== 'moving' && waitedMs < movingLimitMs; waitedMs += 20)
      await clock.sleep(20);
    const startMs = clock.nowMs();
    const { wroteAfterMs } = await client.call('bench.stop', { reason: 'measuring the stop' });
    seen.stopClientMs.push(clock.nowMs() - startMs);
    if (wroteAfterMs !== null) seen.stopServoMs.push(wroteAfterMs);
    await client.call('bench.resume', {});
  }
}

async function observe(ports: PerfPorts): Promise<Observed> {
  const seen: Observed = {
    missedPercent: [],
    cpuCores: [],
    stopServoMs: [],
    stopClientMs: [],
    verdictMs: [],
  };
  await using core = await openLiveCore(ports);
  const { client, dataDir } = core;
  let latest: BenchView | null = null;
  client.onState('bench', (value) => {
    latest = value;
  });
  const view = (): BenchView | null => latest;
  const { batchId } = await client.call('trial.run', {
    task: 'push-t',
    trials: null,
    seed: 1,
    lockstep: false,
  });
  await watchHealth(ports, view, seen);
  await stopOften(ports, core, view, seen);
  await client.call('trial.cancel', { batchId });
  const { rows } = await client.call('trial.list', {});
  for (const { id } of rows) {
    const { trace } = readFrames(trialDir(dataDir, id));
    for (const { latencyMs } of trace) if (latencyMs !== null) seen.verdictMs.push(latencyMs);
  }
  return seen;
}

export const realTime: Figure = {
  name: 'real-time',
  what:
    'Push-T in real time, 50 Hz, two 320×240 cameras at 30 fps, judged and recorded: missed ticks and CPU ' +
    'per second; capture → verdict of each judged moment; stop of the moving arm → hold packet on the bus, ' +
    'seen by the servo process and by a client.',
  measure: async (ports) => {
    const { result, baseline } = await withBareLoop(ports.root, () => observe(ports));
    return [
      { name: 'missed-ticks', unit: '%', values: result.missedPercent, baseline },
      { name: 'cpu', unit: 'cores', values: result.cpuCores, baseline: null },
      { name: 'verdict', unit: 'ms', values: result.verdictMs, baseline },
      { name: 'stop-servo', unit: 'ms', values: result.stopServoMs, baseline },
      { name: 'stop-client', unit: 'ms', values: result.stopClientMs, baseline },
    ];
  },
};
