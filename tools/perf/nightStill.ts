/**
 * What the night's view costs while nothing moves: a night with the resident researcher that a person paused, its terminal,
 * cameras, figures and ideas on the screen. The core and the window count; the simulated bench and its servo loop stand
 * for hardware and are apart, as the screen server is.
 */
import { join } from 'node:path';
import { must } from '../../main/base/lib/assert.ts';
import type { CoreClient } from '../../main/entry/cli/coreClient.ts';
import { buildWindow } from '../../main/entry/launch/buildWindow.ts';
import { readCoreCard } from '../../main/entry/lock.ts';
import { openAppWindow } from './appWindow.ts';
import { openDisplay } from './display.ts';
import type { Figure, PerfPorts } from './figure.ts';
import { observeCores, processTree, treeSeconds } from './processCpu.ts';
import { startApp } from './startedApp.ts';

const settleMs = 8000;
const stillMs = 30_000;
const task = 'push-t';

/** Resolves when it stands still with one trial behind it. */
async function pausedNight(client: CoreClient): Promise<void> {
  const budget = { trials: 100, robotHours: null, wallHours: null, tokens: null, usd: null };
  await client.call('seal.create', { task, operator: 'perf', budget, override: 'a measurement' });
  const stands = Promise.withResolvers<void>();
  let isAsked = false;
  client.onState('night', (night) => {
    if (night === null) return;
    if (night.state !== 'running') stands.resolve();
    else if (night.counts.trials > 0 && !isAsked) {
      isAsked = true;
      client
        .call('night.pause', { by: 'perf', why: 'to be looked at' })
        .catch((thrown: unknown) => stands.reject(thrown));
    }
  });
  const night = { agent: 'resident', thinkSeconds: 60, lockstep: true, by: 'perf' } as const;
  await client.call('night.start', { task, ...night, seed: 1, trials: 100 });
  await stands.promise;
}

/** Of the process alone, without what is below it. */
const ownSeconds = (pid: number): number =>
  processTree(pid).find((each) => each.pid === pid)?.seconds ?? 0;

async function observe(ports: PerfPorts) {
  const { clock, scratchDir, programs } = ports;
  await using display = await openDisplay(must(programs.xvfb), clock);
  await using app = await startApp(ports, 'still', { idle: true });
  await pausedNight(app.client);
  await using window = await openAppWindow(ports, { display, url: app.url });
  await window.page.evaluate(`location.hash = '#/night'`);
  await window.page.locator('.campaign-screen').waitFor();
  await clock.sleep(settleMs);
  const core = must(readCoreCard(join(scratchDir, 'still')));
  const [inCore = [], inWindow = [], bench = []] = await observeCores(clock, stillMs, [
    () => ownSeconds(core.pid),
    () => treeSeconds([window.pid]),
    () => treeSeconds([app.pid]) - ownSeconds(core.pid),
  ]);
  const whole = inCore.map((cores, second) => cores + must(inWindow[second]));
  return { whole, inCore, inWindow, bench };
}

export const nightStill: Figure = {
  name: 'night',
  what:
    'Cores in use while the night’s view shows a paused night with the resident researcher (Push-T, 1440×900, no ' +
    'graphics card) and nothing moves: core and window together, the core alone, all of the window’s processes, and ' +
    'apart from these what stands for the bench. One second.',
  lines: ['', '-core', '-window', '-bench'].map((part) => `night-still${part}`),
  needs: ['chromium', 'xvfb', 'ffmpeg'],
  measure: async (ports) => {
    const { root, clock } = ports;
    await buildWindow(root, clock, () => undefined, new AbortController().signal);
    const { whole, inCore, inWindow, bench } = await observe(ports);
    const line = (name: string, values: readonly number[]) => {
      return { name, unit: 'cores', values, baseline: null };
    };
    return [
      line('night-still', whole),
      line('night-still-core', inCore),
      line('night-still-window', inWindow),
      line('night-still-bench', bench),
    ];
  },
};
