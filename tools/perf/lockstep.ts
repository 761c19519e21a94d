/** How fast lockstep is: whole Push-T trials, both cameras judged and recorded, as wall time per bench second. */
import { must } from '../../main/base/lib/assert.ts';
import type { BatchSummary } from '../../main/base/model/view.ts';
import type { Figure } from './figure.ts';
import { openLiveCore } from './liveCore.ts';

const trials = 10;
/** As the batch's summary names them. */
const stageNames = ['record', 'start', 'cameras', 'servo', 'judge', 'physics', 'policy', 'check'];

export const lockstep: Figure = {
  name: 'lockstep',
  what:
    'Wall ms per bench second of Push-T trials in lockstep, both cameras judged and recorded; one trial. ' +
    'Stages: percent of the batch.',
  lines: ['lockstep', 'lockstep-batch', ...stageNames.map((stage) => `lockstep-${stage}`)],
  needs: ['ffmpeg'],
  measure: async (ports) => {
    await using core = await openLiveCore(ports);
    const values: number[] = [];
    const { promise: ended, resolve, reject } = Promise.withResolvers<BatchSummary>();
    let lastMs = ports.clock.nowMs();
    core.client.onLog('batches', 0, (event) => {
      const nowMs = ports.clock.nowMs();
      if (event.kind === 'trial') values.push((nowMs - lastMs) / event.row.benchSeconds);
      if (event.kind === 'ended') {
        if (event.summary.trials === trials) resolve(event.summary);
        else reject(new Error(`the batch ended early: ${event.why}`));
      }
      lastMs = nowMs;
    });
    const args = { task: 'push-t', trials, seed: 1, lockstep: true };
    await core.client.call('trial.run', args);
    const summary = await Promise.race([ended, core.client.lost]);
    // The first trial also pays for starting the bench; the batch's own ratio includes it.
    const whole = (1000 * summary.wallSeconds) / summary.benchSeconds;
    const stages = Object.entries(summary.stages ?? {}).map(([stage, seconds]) => ({
      name: `lockstep-${stage}`,
      unit: '%',
      values: [(100 * seconds) / must(summary.wallSeconds)],
      baseline: null,
    }));
    return [
      { name: 'lockstep', unit: 'ms/s', values, baseline: null },
      { name: 'lockstep-batch', unit: 'ms/s', values: [whole], baseline: null },
      ...stages,
    ];
  },
};
