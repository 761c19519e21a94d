/**
 * What it takes to record: CPU of the recorder process and of the film encoders below it while Push-T trials run one
 * after the other, with both cameras at each picture size.
 */
import type { CommandArgs } from '../../main/base/api/contract.ts';
import { must } from '../../main/base/lib/assert.ts';
import { withBareLoop } from './bareLoop.ts';
import type { Figure, Measurement, PerfPorts } from './figure.ts';
import { type LiveCore, openLiveCore } from './liveCore.ts';
import { observeCores, treeSeconds } from './processCpu.ts';
import { runPushT } from './runPushT.ts';

type PictureSize = NonNullable<CommandArgs<'sim.set'>['settings']['imageSize']>;
const sizes: readonly PictureSize[] = ['320x240', '640x480'];
const settleMs = 4000;
const watchMs = 20_000;
const lookEveryMs = 100;
const standLimitMs = 30_000;

/** New cameras are a new bench: resolves when it holds. */
async function benchHolds(core: LiveCore, { clock }: PerfPorts): Promise<void> {
  let holds = false;
  core.client.onState('bench', ({ mode, arm }) => {
    holds = mode === 'holding' && arm !== null;
  });
  for (let waitedMs = 0; !holds; waitedMs += lookEveryMs) {
    if (waitedMs > standLimitMs) throw new Error('the bench does not stand');
    await clock.sleep(lookEveryMs);
  }
}

async function observeSize(core: LiveCore, ports: PerfPorts, imageSize: PictureSize) {
  const { client } = core;
  const { clock } = ports;
  await client.call('sim.set', { settings: { imageSize } });
  await benchHolds(core, ports);
  const run = await runPushT(client);
  await clock.sleep(settleMs);
  const processes = await client.call('core.processes', {});
  const recorder = processes.find(({ name }) => name === 'recorder');
  const { pid } = must(recorder, 'no recorder runs');
  const [cores = []] = await observeCores(clock, watchMs, [() => treeSeconds([pid])]);
  await run.end();
  return cores;
}

export const recording: Figure = {
  name: 'recording',
  what:
    'Cores of the recorder and its film encoders while Push-T trials run in real time one after the other, both ' +
    'cameras at 30 fps, at each picture size; one second.',
  lines: sizes.map((size) => `recording-${size}`),
  needs: ['ffmpeg'],
  measure: async (ports) => {
    const { result, baseline } = await withBareLoop(ports.root, async () => {
      await using core = await openLiveCore(ports);
      const seen: Omit<Measurement, 'baseline'>[] = [];
      for (const size of sizes) {
        const values = await observeSize(core, ports, size);
        seen.push({ name: `recording-${size}`, unit: 'cores', values });
      }
      return seen;
    });
    return result.map((measured) => ({ ...measured, baseline }));
  },
};
