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
const watchMs = 80_000;
const stops = 30;
/** A stop while the arm rests proves little; a reset or a push moves it within seconds. */
const waitLimitMs = 30_000;

interface Observed {
  readonly missedPercent: number[];
  readonly cpuCores: number[];
  readonly stopServoMs: number[];
  readonly stopClientMs: number[];
  readonly verdictMs: number[];
}

/** The live bench as the window sees it, and how often and why batches ended. */
interface Watch {
  view: BenchView | null;
  ended: number;
  why: string;
}

const startBatch = ({ client }: LiveCore): Promise<{ readonly batchId: string }> =>
  client.call('trial.run', { task: 'push-t', trials: null, seed: 1, lockstep: false });

/** Health once a second for `watchMs`: missed ticks as percent of that second's deadlines, and CPU. */
async function watchHealth({ clock }: PerfPorts, watch: Watch, seen: Observed): Promise<void> {
  let last = watch.view?.health ?? null;
  for (let elapsedMs = 0; elapsedMs < watchMs; elapsedMs += 1000) {
    await clock.sleep(1000);
    if (watch.ended > 0) throw new Error(`the batch ended by itself: ${watch.why}`);
    const health = watch.view?.health ?? null;
    if (health !== null && last !== null && health.ticks > last.ticks) {
      const missed = health.missedTicks - last.missedTicks;
      seen.missedPercent.push((100 * missed) / (health.ticks - last.ticks + missed));
      seen.cpuCores.push(health.cpuCores);
    }
    last = health;
  }
}

async function waitUntil({ clock }: PerfPorts, what: string, holds: () => boolean): Promise<void> {
  for (let waitedMs = 0; !holds(); waitedMs += 20) {
    if (waitedMs > waitLimitMs) throw new Error(`${what} did not happen within ${waitLimitMs} ms`);
    await clock.sleep(20);
  }
}

/** Stops the moving arm again and again. A stop ends its batch, so each begins another one. */
async function stopOften(
  ports: PerfPorts,
  core: LiveCore,
  watch: Watch,
  seen: Observed,
): Promise<void> {
  for (let i = 0; i < stops; i++) {
    await waitUntil(ports, 'motion', () => watch.view?.mode === 'moving');
    const ended = watch.ended;
    const startMs = ports.clock.nowMs();
    const reason = 'measuring the stop';
    const { wroteAfterMs } = await core.client.call('bench.stop', { reason });
    seen.stopClientMs.push(ports.clock.nowMs() - startMs);
    if (wroteAfterMs !== null) seen.stopServoMs.push(wroteAfterMs);
    await waitUntil(ports, 'the end of the batch', () => watch.ended > ended);
    await core.client.call('bench.resume', {});
    if (i + 1 < stops) await startBatch(core);
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
  const watch: Watch = { view: null, ended: 0, why: '' };
  client.onState('bench', (view) => {
    watch.view = view;
  });
  client.onLog('batches', 0, (event) => {
    if (event.kind !== 'ended') return;
    watch.ended++;
    watch.why = event.why;
  });
  await startBatch(core);
  await watchHealth(ports, watch, seen);
  await stopOften(ports, core, watch, seen);
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
  lines: ['missed-ticks', 'cpu', 'verdict', 'stop-servo', 'stop-client'],
  needs: ['ffmpeg'],
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
